/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A file diagnosed, by a process that is locked in. */
#ifndef IR_MCP_READ_DUMP_H
#define IR_MCP_READ_DUMP_H

#include <jv.h>
#include <stddef.h>
#include <stdint.h>

/**
 * ir_read_dump() - diagnose the file @fd, which is closed
 * @path: as the client named it
 * @pid: diagnose another task than the one that crashed; -1 for that one
 * @error: receives why there is no diagnosis
 *
 * Returns the diagnosis as docs/diagnosis.schema.json has it, but everything in it may be a lie: what read the dump may be the
 * dump's by now. Invalid when there is none.
 */
jv ir_read_dump(int fd, const char *path, int64_t pid, char *error, size_t size);

#endif

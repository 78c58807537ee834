/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Debug files from debuginfod servers, when the user asked for that: elfutils' libdebuginfod does it. */
#ifndef IR_DEBUG_SERVER_H
#define IR_DEBUG_SERVER_H

#include <stddef.h>

#include "core/symbols/build_id.h"

/**
 * ir_debug_server_fetch() - the debug file with @id, from the servers in $DEBUGINFOD_URLS
 * @seconds: after that long it is given up
 * @path: receives where libdebuginfod keeps it
 * @error: receives what went wrong and what to do
 *
 * Tells on standard error what it asks for and how far it is. Returns an open file or -1.
 */
int ir_debug_server_fetch(const struct ir_build_id *id, const char *what, unsigned seconds,
			  char *path, size_t path_size, char *error, size_t size);

#endif

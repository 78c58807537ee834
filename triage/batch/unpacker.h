/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IR_UNPACKER_H
#define IR_UNPACKER_H

#include <sys/types.h>

#include "triage/sandbox/sandbox.h"

/**
 * ir_start_unpacker() - have @program unpack @fd, locked in
 * Returns a pipe from which the result can be read, or -1; *@ret is the process.
 */
int ir_start_unpacker(const struct ir_worker_limits *limits, const char *program, int fd,
		      pid_t *ret);

#endif

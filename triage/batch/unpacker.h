/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IR_UNPACKER_H
#define IR_UNPACKER_H

#include <sys/types.h>

#include "triage/batch/sandbox.h"

/** ir_start_unpacker() - what @program makes of @fd can be read from the returned pipe; -1 if it failed */
int ir_start_unpacker(const struct ir_worker_limits *limits, const char *program, int fd, pid_t *ret);

#endif

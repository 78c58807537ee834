/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Locking a process in, before it reads what strangers wrote. */
#ifndef IR_SANDBOX_H
#define IR_SANDBOX_H

#include <stdbool.h>
#include <stdint.h>

/**
 * struct ir_worker_limits - what a worker may take
 * @seconds: of time, and of CPU time
 * @memory: bytes of address space
 * @unpacked: bytes of the file that a packed or flattened dump is unpacked to
 */
struct ir_worker_limits {
	unsigned seconds;
	uint64_t memory, unpacked;
};

/** ir_lock_worker() - only read what is open, and write to @socket and @spool (-1: there is none) */
bool ir_lock_worker(const struct ir_worker_limits *limits, int socket, int spool);
/** ir_lock_unpacker() - only what gzip and its like need to read stdin and write to stdout */
bool ir_lock_unpacker(const struct ir_worker_limits *limits);

#endif

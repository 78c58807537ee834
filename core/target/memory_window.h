/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A stretch of the dump's memory that is read a page at a time, when it is looked at. */
#ifndef IR_MEMORY_WINDOW_H
#define IR_MEMORY_WINDOW_H

#include "core/lib/arena.h"
#include "core/target/target.h"

/**
 * struct ir_memory_window - see the top of this file; zeroed, it is an empty one
 * @have: one byte a page: not tried, read, or not to be had
 */
struct ir_memory_window {
	struct ir_target *t;
	uint64_t addr, size;
	unsigned char *bytes, *have;
};

/** ir_window_open() - reads nothing yet; IR_CORRUPT for an absurd @size, IR_NOMEM */
enum ir_status ir_window_open(struct ir_memory_window *s, struct ir_target *t,
			      struct ir_arena *arena, uint64_t addr, uint64_t size) IR_MUST_CHECK;

/** ir_window_bytes() - @len bytes at offset @off, lent; NULL when they are not to be had */
const void *ir_window_bytes(struct ir_memory_window *s, uint64_t off, uint64_t len);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A stretch of the dump's memory that is read a page at a time, when it is looked at. */
#ifndef IR_MEMORY_WINDOW_H
#define IR_MEMORY_WINDOW_H

#include "core/lib/arena.h"
#include "core/target/target.h"

/**
 * struct ir_span - see the top of this file; zeroed, it is an empty one
 * @have: one byte a page: not tried, read, or not to be had
 */
struct ir_span {
	struct ir_target *t;
	uint64_t addr, size;
	unsigned char *bytes, *have;
};

/** ir_span_open() - reads nothing yet; IR_CORRUPT for an absurd @size, IR_NOMEM */
enum ir_status ir_span_open(struct ir_span *s, struct ir_target *t, struct ir_arena *arena,
			    uint64_t addr, uint64_t size) IR_MUST_CHECK;

/** ir_span_bytes() - @len bytes at offset @off, lent; NULL when they are not to be had */
const void *ir_span_bytes(struct ir_span *s, uint64_t off, uint64_t len);

#endif

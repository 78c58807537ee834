/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One arena per diagnosis. Everything a diagnosis holds lives in it and is released at once, so a
 * debugger that longjmps out of the middle of a run (crash does) leaks nothing.
 */
#ifndef IR_ARENA_H
#define IR_ARENA_H

#include <stdarg.h>
#include <stddef.h>

#include "core/lib/status.h"

/** IR_ARENA_MAX - bytes one diagnosis may use; a hostile dump runs into this, not into swap */
#define IR_ARENA_MAX ((size_t)64 << 20)

struct ir_arena_block;

/**
 * struct ir_arena - a growing pool
 * @blocks: newest block first
 * @total: bytes taken from malloc
 *
 * Zero-initialise it (= {0}) to make an empty one.
 */
struct ir_arena {
	struct ir_arena_block *blocks;
	size_t total;
};

/** ir_arena_alloc() - @size zeroed bytes, or NULL at IR_ARENA_MAX. Owned by the arena. */
void *ir_arena_alloc(struct ir_arena *arena, size_t size);

/** ir_arena_strdup() - a copy of @s owned by the arena, or NULL */
char *ir_arena_strdup(struct ir_arena *arena, const char *s);

/** ir_arena_printf() - formatted text owned by the arena; "" (static) when memory ran out */
const char *ir_arena_printf(struct ir_arena *arena, const char *fmt, ...) IR_PRINTF(2, 3);

/** ir_arena_release() - free everything; the arena is empty and usable again. Idempotent. */
void ir_arena_release(struct ir_arena *arena);

#endif

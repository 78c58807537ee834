/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One arena per diagnosis. Everything a diagnosis allocates lives in it and is released at once. So
 * nothing leaks when a debugger longjmps out of the middle of a run, as crash does.
 */
#ifndef IR_ARENA_H
#define IR_ARENA_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "core/lib/status.h"

/**
 * IR_ARENA_MAX - bytes one diagnosis may use; a hostile dump hits this limit instead of filling
 * swap
 */
#define IR_ARENA_MAX ((size_t)64 << 20)

struct ir_arena_block;

/**
 * struct ir_arena - a growing pool
 * @blocks: list of blocks, newest first
 * @total: bytes taken from malloc, without the block headers
 * @failed: malloc had none: what was to be in it is lacking. It stays set when the arena is released.
 *
 * Zero-initialise it (= {0}) to make an empty one.
 */
struct ir_arena {
	struct ir_arena_block *blocks;
	size_t total;
	bool failed;
};

/**
 * ir_arena_alloc() - allocate @size bytes, zeroed and aligned for any type
 *
 * Return: memory owned by the arena; NULL when IR_ARENA_MAX would be exceeded or malloc fails.
 */
void *ir_arena_alloc(struct ir_arena *arena, size_t size);

/**
 * ir_arena_strdup() - copy the string @s
 *
 * Return: the copy, owned by the arena; NULL when memory ran out.
 */
char *ir_arena_strdup(struct ir_arena *arena, const char *s);

/**
 * ir_arena_printf() - format text, as sprintf() does
 *
 * Return: the text, owned by the arena; a static "" when memory ran out. Never NULL.
 */
const char *ir_arena_printf(struct ir_arena *arena, const char *fmt, ...) IR_PRINTF(2, 3);

/** ir_arena_release() - free everything; afterwards the arena is empty and usable. Idempotent. */
void ir_arena_release(struct ir_arena *arena);

#endif

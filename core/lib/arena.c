// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/lib/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_SIZE ((size_t)64 << 10)
#define ALIGN	   sizeof(max_align_t)

struct ir_arena_block {
	struct ir_arena_block *next;
	size_t size, used;
	max_align_t data[];
};

static struct ir_arena_block *add_block(struct ir_arena *arena, size_t size)
{
	struct ir_arena_block *b;

	if (size < BLOCK_SIZE)
		size = BLOCK_SIZE;
	if (size > IR_ARENA_MAX - arena->total)
		return NULL;
	/* For large blocks calloc() maps zero pages, which cost nothing until they are touched. */
	b = calloc(1, sizeof(*b) + size);
	if (!b) {
		arena->failed = true;
		return NULL;
	}
	b->size = size;
	b->used = 0;
	b->next = arena->blocks;
	arena->blocks = b;
	arena->total += size;
	return b;
}

void *ir_arena_alloc(struct ir_arena *arena, size_t size)
{
	struct ir_arena_block *b = arena->blocks;
	void *p;

	if (size > IR_ARENA_MAX)
		return NULL;
	size = (size + ALIGN - 1) / ALIGN * ALIGN;
	if (!b || b->size - b->used < size) {
		b = add_block(arena, size);
		if (!b)
			return NULL;
	}
	p = (char *)b->data + b->used;
	b->used += size;
	return p;
}

char *ir_arena_strdup(struct ir_arena *arena, const char *s)
{
	size_t n = strlen(s) + 1;
	char *copy = ir_arena_alloc(arena, n);

	return copy ? memcpy(copy, s, n) : NULL;
}

const char *ir_arena_printf(struct ir_arena *arena, const char *fmt, ...)
{
	va_list ap;
	char *buf;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		return "";
	buf = ir_arena_alloc(arena, (size_t)n + 1);
	if (!buf)
		return "";
	va_start(ap, fmt);
	vsnprintf(buf, (size_t)n + 1, fmt, ap);
	va_end(ap);
	return buf;
}

void ir_arena_release(struct ir_arena *arena)
{
	while (arena->blocks) {
		struct ir_arena_block *b = arena->blocks;

		arena->blocks = b->next;
		free(b);
	}
	arena->total = 0;
}

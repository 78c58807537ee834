// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/target/memory_window.h"

#include <string.h>

#define PAGE	   4096
#define MAX_WINDOW (32u << 20)

enum { NOT_TRIED, READ, UNREADABLE };

enum ir_status ir_window_open(struct ir_memory_window *s, struct ir_target *t,
			      struct ir_arena *arena, uint64_t addr, uint64_t size)
{
	memset(s, 0, sizeof(*s));
	if (!size || size > MAX_WINDOW || addr + size < addr)
		return IR_CORRUPT;
	s->bytes = ir_arena_alloc(arena, size);
	s->have = ir_arena_alloc(arena, size / PAGE + 2);
	if (!s->bytes || !s->have)
		return IR_NOMEM;
	s->t = t;
	s->addr = addr;
	s->size = size;
	return IR_OK;
}

static void read_page(struct ir_memory_window *s, uint64_t page, unsigned char *have)
{
	uint64_t from = page * PAGE, to = from + PAGE;

	if (from < s->addr)
		from = s->addr;
	if (to > s->addr + s->size)
		to = s->addr + s->size;
	*have = ir_read(s->t, from, s->bytes + (from - s->addr), to - from) ? UNREADABLE : READ;
}

const void *ir_window_bytes(struct ir_memory_window *s, uint64_t off, uint64_t len)
{
	uint64_t first, last;

	if (!len || off >= s->size || len > s->size - off)
		return NULL;
	first = (s->addr + off) / PAGE;
	last = (s->addr + off + len - 1) / PAGE;
	for (uint64_t page = first; page <= last; page++) {
		unsigned char *have = &s->have[page - s->addr / PAGE];

		if (*have == NOT_TRIED)
			read_page(s, page, have);
		if (*have == UNREADABLE)
			return NULL;
	}
	return s->bytes + off;
}

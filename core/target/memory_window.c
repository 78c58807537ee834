// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/target/memory_window.h"

#include <string.h>

#define PAGE	   IR_WINDOW_PAGE
#define MAX_WINDOW (32u << 20)

enum ir_status ir_window_open(struct ir_memory_window *w, struct ir_target *t,
			      struct ir_arena *arena, uint64_t addr, uint64_t size)
{
	memset(w, 0, sizeof(*w));
	if (!size || size > MAX_WINDOW || addr + size < addr)
		return IR_CORRUPT;
	w->bytes = ir_arena_alloc(arena, size);
	w->have = ir_arena_alloc(arena, size / PAGE + 2);
	if (!w->bytes || !w->have)
		return IR_NOMEM;
	w->t = t;
	w->addr = addr;
	w->size = size;
	return IR_OK;
}

static void read_page(struct ir_memory_window *w, uint64_t page, unsigned char *have)
{
	uint64_t from = page * PAGE, to = from + PAGE;

	if (from < w->addr)
		from = w->addr;
	if (to > w->addr + w->size)
		to = w->addr + w->size;
	*have = ir_read(w->t, from, w->bytes + (from - w->addr), to - from) ? IR_WINDOW_UNREADABLE
									    : IR_WINDOW_READ;
}

const void *ir_window_load(struct ir_memory_window *w, uint64_t off, uint64_t len)
{
	uint64_t first, last;

	if (!len || off >= w->size || len > w->size - off)
		return NULL;
	first = (w->addr + off) / PAGE;
	last = (w->addr + off + len - 1) / PAGE;
	for (uint64_t page = first; page <= last; page++) {
		unsigned char *have = &w->have[page - w->addr / PAGE];

		if (*have == IR_WINDOW_NOT_TRIED)
			read_page(w, page, have);
		if (*have == IR_WINDOW_UNREADABLE)
			return NULL;
	}
	return w->bytes + off;
}

uint64_t ir_window_middle(const struct ir_memory_window *w, uint64_t lo, uint64_t hi,
			  unsigned width)
{
	uint64_t middle = lo + (hi - lo) / 2, away = (hi - lo) / 4;

	for (uint64_t n = 0; n <= away; n += PAGE / width) {
		if (ir_window_was_read(w, (middle - n) * width, width))
			return middle - n;
		if (ir_window_was_read(w, (middle + n) * width, width))
			return middle + n;
	}
	return middle;
}

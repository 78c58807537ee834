/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A range of the dump's memory that is read on demand, one page at a time, and kept. A large table
 * costs only the pages that are used.
 */
#ifndef IR_MEMORY_WINDOW_H
#define IR_MEMORY_WINDOW_H

#include "core/lib/arena.h"
#include "core/target/target.h"

/**
 * struct ir_memory_window - see the top of this file; a zeroed one is empty
 * @t: the target to read from
 * @addr: kernel virtual address of the range
 * @size: its length in bytes
 * @bytes: its content, valid where the page was read; in the arena
 * @have: one byte for each page: not tried, read, or unreadable; in the arena
 */
struct ir_memory_window {
	struct ir_target *t;
	uint64_t addr, size;
	unsigned char *bytes, *have;
};

#define IR_WINDOW_PAGE 4096

/** enum ir_window_page - what is known of a page of the window */
enum ir_window_page { IR_WINDOW_NOT_TRIED, IR_WINDOW_READ, IR_WINDOW_UNREADABLE };

/**
 * ir_window_open() - prepare the window; reads nothing yet
 * @w: overwritten
 * @arena: owns the window's memory
 *
 * Return: IR_CORRUPT for a @size that is 0 or absurd, IR_NOMEM.
 */
enum ir_status ir_window_open(struct ir_memory_window *w, struct ir_target *t,
			      struct ir_arena *arena, uint64_t addr, uint64_t size) IR_MUST_CHECK;

/** ir_window_load() - as ir_window_bytes(), of a page that was not read yet, or of several */
const void *ir_window_load(struct ir_memory_window *w, uint64_t off, uint64_t len);

/**
 * ir_window_bytes() - the @len bytes at offset @off of the window
 *
 * Return: a pointer into the window; NULL when a page cannot be read, @len is 0 or the bytes are
 * not all inside the window.
 */
static inline const void *ir_window_bytes(struct ir_memory_window *w, uint64_t off, uint64_t len)
{
	/* Tables are walked a few bytes at a time, nearly always in a page that was read. */
	if (off < w->size && len && len <= w->size - off) {
		uint64_t first = (w->addr + off) / IR_WINDOW_PAGE;
		uint64_t last = (w->addr + off + len - 1) / IR_WINDOW_PAGE;

		if (first == last && w->have[first - w->addr / IR_WINDOW_PAGE] == IR_WINDOW_READ)
			return w->bytes + off;
	}
	return ir_window_load(w, off, len);
}

/**
 * ir_window_rest() - the bytes at offset @off of the window and all behind it up to the end of the page
 * @len: set to how many there are
 *
 * Return: as ir_window_bytes().
 */
static inline const void *ir_window_rest(struct ir_memory_window *w, uint64_t off, uint64_t *len)
{
	uint64_t left = IR_WINDOW_PAGE - (w->addr + off) % IR_WINDOW_PAGE;

	*len = off < w->size && left > w->size - off ? w->size - off : left;
	return ir_window_bytes(w, off, *len);
}

/** ir_window_was_read() - were the pages of the @len bytes at offset @off read? Reads none. */
static inline bool ir_window_was_read(const struct ir_memory_window *w, uint64_t off, uint64_t len)
{
	if (!len || off >= w->size || len > w->size - off)
		return false;
	for (uint64_t page = (w->addr + off) / IR_WINDOW_PAGE;
	     page <= (w->addr + off + len - 1) / IR_WINDOW_PAGE; page++) {
		if (w->have[page - w->addr / IR_WINDOW_PAGE] != IR_WINDOW_READ)
			return false;
	}
	return true;
}

/**
 * ir_window_middle() - where a binary search of the window should look next
 * @lo, @hi: it is between these entries, of @width bytes each, and @lo is below @hi
 *
 * Return: an entry in the middle half, in a page that was read if there is one.
 */
uint64_t ir_window_middle(const struct ir_memory_window *w, uint64_t lo, uint64_t hi,
			  unsigned width);

#endif

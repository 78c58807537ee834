/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The pages of an evidence slice, by frame number, and what each was needed for. */
#ifndef IR_SLICE_PAGES_H
#define IR_SLICE_PAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/lib/status.h"

#define IR_SLICE_PAGE	   4096
#define IR_SLICE_MAX_PAGES 65536

/* What a page was read for; struct ir_slice_page.why is a set of these. */
#define IR_WHY_TABLE   0x01 /* translating addresses */
#define IR_WHY_SYMBOLS 0x02 /* the kernel's and the modules' symbol tables */
#define IR_WHY_TYPES   0x04 /* BTF */
#define IR_WHY_LOG     0x08 /* the kernel log */
#define IR_WHY_MEMORY  0x10 /* anything else a stage looked at */
#define IR_WHY_CRASH   0x20 /* not read by the diagnosis: for crash and drgn */
#define IR_WHY_ALL     0x3f

/**
 * struct ir_slice_page - one page frame
 * @vaddr: a kernel address it was read at, 0 when it was only met as a page table
 * @status: IR_OK, or why the original dump cannot give it
 * @from: first byte the original has, @to the end of them: less than the page only in ELF dumps
 * @stages: bit n for the slice's n-th stage
 * @bytes: the page, when it was recorded
 * @read: one bit for each byte that was asked for, when that is recorded
 */
struct ir_slice_page {
	uint64_t pfn, vaddr;
	enum ir_status status;
	unsigned from, to;
	unsigned why;
	uint32_t stages;
	unsigned char *bytes, *read;
};

/** struct ir_slice_pages - a set of them; zero-initialise it to make an empty one */
struct ir_slice_pages {
	unsigned nr, room;
	struct ir_slice_page **all;
	struct ir_slice_page **table; /* by hash of pfn, 2 * room places */
};

/** ir_slice_pages_find() - page @pfn or NULL */
struct ir_slice_page *ir_slice_pages_find(const struct ir_slice_pages *ps, uint64_t pfn);

/** ir_slice_pages_add() - page @pfn, made when there is none; NULL: out of memory or too many */
struct ir_slice_page *ir_slice_pages_add(struct ir_slice_pages *ps, uint64_t pfn);

/** ir_slice_page_keep() - copy @bytes into @p, IR_NOMEM when that fails */
enum ir_status ir_slice_page_keep(struct ir_slice_page *p, const void *bytes);

/** ir_slice_pages_sort() - order ps->all by pfn */
void ir_slice_pages_sort(struct ir_slice_pages *ps);

/** ir_slice_pages_release() - free everything. Idempotent. */
void ir_slice_pages_release(struct ir_slice_pages *ps);

#endif

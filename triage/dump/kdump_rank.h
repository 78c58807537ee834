/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where in a kdump file a page is. The file has a bitmap with a bit for each page of the machine, and a descriptor for each page
 * that is marked there, in the same order: a page's descriptor has the number of the marked pages before it, its rank. Of every
 * block of the bitmap the rank of its first page is kept, so that one block tells the rest.
 */
#ifndef IR_KDUMP_RANK_H
#define IR_KDUMP_RANK_H

#include "triage/dump/kdump_check.h"

/**
 * ir_guard_count_pages() - read the bitmap of part @part once, and keep the ranks; they are freed by ir_guard_close()
 *
 * Fills in @before and @pages of the part, too. What cannot be read counts as not marked.
 *
 * Returns false when there is no memory for them.
 */
bool ir_guard_count_pages(struct ir_guard *g, unsigned part);

/** ir_guard_is_marked() - does the bitmap of part @part say that page number @pfn is in the file? */
bool ir_guard_is_marked(struct ir_guard *g, unsigned part, uint64_t pfn);

/** ir_guard_rank() - how many pages before page number @pfn are marked in part @part */
uint64_t ir_guard_rank(struct ir_guard *g, unsigned part, uint64_t pfn);

#endif

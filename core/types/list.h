/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A walk along a list of the kernel's (struct list_head). The dump may be hostile: each walk is bounded, and
 * tells why it ended.
 *
 *	struct ir_list_walk w;
 *
 *	ir_list_for_each(&w, k, head, list->offset, MAX_MODULES)
 *		look_at(w.entry);
 *	if (w.st)
 *		the list breaks off
 */
#ifndef IR_LIST_H
#define IR_LIST_H

#include "core/target/kernel.h"

/**
 * struct ir_list_walk - a walk; the caller's storage, nothing to release
 * @entry: address of the structure at hand, whose list_head lies @offset bytes into it
 * @st: IR_OK at the proper end and before it; IR_CORRUPT for a pointer that can be none and for a list
 *	longer than the bound; else why the next pointer could not be read
 */
struct ir_list_walk {
	struct ir_kernel *k;
	uint64_t head, node, offset, entry;
	unsigned left;
	enum ir_status st;
};

/**
 * ir_list_begin() - go to the first entry
 * @head: address of the list's own list_head
 * @offset: of the list_head in each entry
 * @max: entries looked at
 *
 * Return: false when there is none, or @w->st tells why it cannot be told.
 */
bool ir_list_begin(struct ir_list_walk *w, struct ir_kernel *k, uint64_t head, uint64_t offset,
		   unsigned max);
/** ir_list_next() - go to the next entry; false at the end, whatever it is */
bool ir_list_next(struct ir_list_walk *w);

/** ir_list_for_each() - the loop over all entries */
#define ir_list_for_each(w, k, head, offset, max)                                                  \
	for (bool more_ = ir_list_begin(w, k, head, offset, max); more_; more_ = ir_list_next(w))

#endif

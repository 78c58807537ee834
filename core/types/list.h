/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Walks along the kernel's linked lists. A list is a ring: the head is a struct list_head {next,
 * prev}, each entry contains another one, and the last entry's next points at the head. The dump
 * may be hostile, so each walk is bounded, and it tells why it ended.
 *
 *	struct ir_list_walk w;
 *
 *	ir_list_for_each(&w, k, head, list->offset, MAX_MODULES)
 *		look_at(w.entry);
 *	if (w.st)
 *		the list is not complete
 */
#ifndef IR_LIST_H
#define IR_LIST_H

#include "core/target/kernel.h"

/**
 * struct ir_list_walk - a walk; in the caller's memory, nothing to release
 * @k: the kernel
 * @head: address of the list's head
 * @node: address of the current entry's list_head
 * @offset: of the list_head in an entry, in bytes
 * @entry: address of the current entry
 * @left: entries that may still be visited
 * @steps: entries since @remembered; at @limit of them the current one is remembered instead
 * @remembered: address of an earlier entry's list_head; a list that comes back there never ends
 * @st: IR_OK during the walk and at its proper end; IR_CORRUPT when a pointer cannot be one, the
 *	list runs into itself or has more entries than the bound; else why the next pointer could not be read
 */
struct ir_list_walk {
	struct ir_kernel *k;
	uint64_t head, node, offset, entry;
	uint64_t remembered;
	unsigned left, steps, limit;
	enum ir_status st;
};

/**
 * ir_list_begin() - go to the first entry
 * @w: overwritten
 * @head: address of the list's head
 * @offset: of the list_head in an entry, in bytes
 * @max: number of entries to visit at most
 *
 * Return: false when the list is empty, or when it cannot be read and @w->st tells why.
 */
bool ir_list_begin(struct ir_list_walk *w, struct ir_kernel *k, uint64_t head, uint64_t offset,
		   unsigned max);
/**
 * ir_list_next() - go to the next entry. Return: false at the end; @w->st tells whether it is
 * proper.
 */
bool ir_list_next(struct ir_list_walk *w);

/**
 * ir_list_has_none() - does the list whose head is the variable @name have no entry?
 *
 * It costs less than the type of an entry. Return: false when that is not known, or not to be asked of a slice.
 */
bool ir_list_has_none(struct ir_kernel *k, const char *name);

/** ir_list_for_each() - loop over all entries */
#define ir_list_for_each(w, k, head, offset, max)                                                  \
	for (bool more_ = ir_list_begin(w, k, head, offset, max); more_; more_ = ir_list_next(w))

#endif

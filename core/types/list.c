// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/types/list.h"

#include "core/arch/arch.h"

/*
 * Brent's algorithm: a list that runs into itself comes back to the remembered node. The distance
 * between remembered nodes doubles, so no node is visited more than a few times.
 */
static bool runs_into_itself(struct ir_list_walk *w)
{
	if (w->node == w->remembered)
		return true;
	if (++w->steps == w->limit) {
		w->remembered = w->node;
		w->steps = 0;
		w->limit *= 2;
	}
	return false;
}

bool ir_list_next(struct ir_list_walk *w)
{
	w->st = ir_read_u64(w->k->t, w->node, &w->node);
	if (w->st || w->node == w->head)
		return false;
	if (!w->left || !w->k->arch->canonical(w->node) || runs_into_itself(w)) {
		w->st = IR_CORRUPT;
		return false;
	}
	w->left--;
	w->entry = w->node - w->offset;
	return true;
}

bool ir_list_begin(struct ir_list_walk *w, struct ir_kernel *k, uint64_t head, uint64_t offset,
		   unsigned max)
{
	*w = (struct ir_list_walk){
		.k = k, .head = head, .node = head, .offset = offset, .left = max, .limit = 1};
	return ir_list_next(w);
}

bool ir_list_has_none(struct ir_kernel *k, const char *name)
{
	uint64_t head, next;

	return !k->t->sparse && !ir_symbol_addr(k->t, name, &head) &&
	       !ir_read_u64(k->t, head, &next) && next == head;
}

// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Is an instruction a compare of the link's d_seq with the count that the walk has saved for it?
 */
#include "core/stages/exposure_walk.h"

/*
 * One side of a compare as a place in memory: its operand, or where the register was loaded from.
 */
bool ir_side_of(const struct ir_code *c, const struct ir_step *s, bool first, struct ir_place *mem)
{
	if (first && s->has_mem) {
		*mem = s->mem;
		return true;
	}
	return ir_code_loaded_from(c, first ? s->result : s->value, mem);
}

/*
 * Is @mem, or the register @value, the sequence count that the walk saved for the link of call
 * @site?
 */
static bool is_saved(const struct ir_walk_offsets *o, const struct ir_code *c,
		     const struct ir_step *site, const struct ir_place *mem, struct ir_place value)
{
	struct ir_place last = site->args[2];

	/* The third argument is &last->done, which gives last where the compiler kept it. */
	last.offset -= (int32_t)o->done;
	if (mem && mem->root && mem->root == last.root && last.root != IR_ROOT_STACK) {
		if (mem->offset == last.offset + o->saved_seq)
			return true;
	} else if (mem && mem->offset == o->saved_seq &&
		   (!mem->root || !last.root || last.root == IR_ROOT_STACK)) {
		return true;
	}
	if (mem && o->next_seq >= 0 && mem->offset == o->next_seq)
		return true;
	for (unsigned i = 0; !mem && i < c->nr_steps; i++) { /* is this register stored to it? */
		const struct ir_step *s = &c->steps[i];

		if (s->kind == IR_STEP_STORE && s->width == 4 && s->mem.offset == o->saved_seq &&
		    ir_place_same(s->value, value))
			return true;
	}
	return false;
}

/* Does @s compare a d_seq with the saved one? IR_UNKNOWN: with something not understood */
enum ir_tri ir_compares_d_seq(const struct ir_walk_offsets *o, const struct ir_code *c,
			      const struct ir_step *site, const struct ir_step *s)
{
	if (s->kind != IR_STEP_COMPARE || s->width != 4 || s->has_imm)
		return IR_FALSE;
	for (unsigned i = 0; i < 2; i++) {
		struct ir_place seq, other;
		bool have;

		if (!ir_side_of(c, s, !i, &seq) || seq.offset != o->d_seq ||
		    seq.root == IR_ROOT_STACK ||
		    (seq.root >= IR_ROOT_ARG && seq.root < IR_ROOT_ENTRY))
			continue;
		have = ir_side_of(c, s, i, &other);
		return is_saved(o, c, site, have ? &other : NULL, i ? s->result : s->value)
			       ? IR_TRUE
			       : IR_UNKNOWN;
	}
	return IR_FALSE;
}

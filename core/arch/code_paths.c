// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/arch/code_paths.h"

#include <string.h>

bool ir_code_find_labels(struct ir_code *c, ir_flow_fn *flow, bool *hidden)
{
	struct ir_flow f;

	c->nr_labels = 0;
	memset(c->label_at, -1, sizeof(c->label_at));
	memset(c->reached, 0, sizeof(c->reached));
	for (size_t at = 0; at < c->size; at += f.len) {
		if (!flow(c, at, &f))
			continue;
		*hidden |= f.kind == IR_FLOW_INDIRECT;
		if ((f.kind != IR_FLOW_JUMP && f.kind != IR_FLOW_BRANCH) || f.to < 0 ||
		    (uint64_t)f.to >= c->size || c->label_at[f.to] >= 0)
			continue;
		if (c->nr_labels == IR_CODE_LABELS)
			return false;
		c->label_at[f.to] = (int16_t)c->nr_labels++;
	}
	return true;
}

static bool leaves(const struct ir_code *c, int64_t to)
{
	return to < 0 || (uint64_t)to >= c->size;
}

/* A return, or a jump to the thunk that returns or to another function that will */
static bool returns(const struct ir_code *c, const struct ir_flow *f)
{
	return f->kind == IR_FLOW_JUMP ? leaves(c, f->to) : f->returns;
}

/* Add @to to the places to go on from. A jump out of the function ends the path. */
static void add_place(struct ir_code *c, int64_t to, size_t *nr)
{
	if (leaves(c, to) || c->seen[to])
		return;
	c->seen[to] = 1;
	c->work[(*nr)++] = (uint16_t)to;
}

static bool is_avoided(size_t at, const uint16_t *avoid, unsigned nr)
{
	for (unsigned i = 0; i < nr; i++) {
		if (avoid[i] == at)
			return true;
	}
	return false;
}

enum ir_tri ir_code_reaches(struct ir_code *c, ir_flow_fn *flow, size_t from, size_t to,
			    const uint16_t *avoid, unsigned nr_avoid)
{
	enum ir_tri otherwise = IR_FALSE;
	size_t nr = 0;

	memset(c->seen, 0, sizeof(c->seen));
	add_place(c, (int64_t)from, &nr);
	/* Every offset is added once at most, so the list cannot overflow. */
	while (nr) {
		size_t at = c->work[--nr];
		struct ir_flow f;

		if (at == to)
			return IR_TRUE;
		if (is_avoided(at, avoid, nr_avoid))
			continue;
		if (!flow(c, at, &f)) {
			otherwise = IR_UNKNOWN;
			continue;
		}
		if (to == IR_CODE_RETURN && returns(c, &f))
			return IR_TRUE;
		/* The part of a function that lies apart comes back, or does not. */
		if (to == IR_CODE_RETURN && f.kind == IR_FLOW_BRANCH && leaves(c, f.to))
			otherwise = IR_UNKNOWN;
		switch (f.kind) {
		case IR_FLOW_INDIRECT:
			/*
			 * A jump table, or a jump out of the function: the targets are not known.
			 */
			otherwise = IR_UNKNOWN;
			break;
		case IR_FLOW_BRANCH:
			add_place(c, f.to, &nr);
			add_place(c, (int64_t)(at + f.len), &nr);
			break;
		case IR_FLOW_JUMP: add_place(c, f.to, &nr); break;
		case IR_FLOW_ON: add_place(c, (int64_t)(at + f.len), &nr); break;
		case IR_FLOW_END: break;
		}
	}
	return otherwise;
}

enum ir_tri ir_code_guards(struct ir_code *c, ir_flow_fn *flow, size_t compare, size_t to)
{
	struct ir_flow f;
	uint16_t again = (uint16_t)compare;
	size_t at = compare;
	enum ir_tri taken, straight;

	/* What comes of an operation that computes something is not followed. */
	if (!flow(c, at, &f) || !f.sets_flags)
		return IR_UNKNOWN;
	for (at += f.len;; at += f.len) {
		if (at >= c->size || !flow(c, at, &f))
			return IR_UNKNOWN;
		if (f.kind == IR_FLOW_BRANCH)
			break;
		if (f.kind != IR_FLOW_ON || f.reads_flags)
			return IR_UNKNOWN;
		if (f.sets_flags)
			return IR_FALSE; /* the result of the compare is not used */
	}
	if (f.taken_if == IR_IF_OTHER)
		return IR_FALSE;
	taken = ir_code_reaches(c, flow, (size_t)f.to, to, &again, 1);
	straight = ir_code_reaches(c, flow, at + f.len, to, &again, 1);
	if (taken == IR_UNKNOWN || straight == IR_UNKNOWN)
		return IR_UNKNOWN;
	/* Only the equal path may lead to @to. */
	return ir_tri_of(f.taken_if == IR_IF_UNEQUAL ? straight == IR_TRUE && taken == IR_FALSE
						     : taken == IR_TRUE && straight == IR_FALSE);
}

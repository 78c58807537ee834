// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Which instructions of a function can be reached from which, and questions about single
 * instructions.
 */
#include "core/arch/x86_flow.h"

#include <stdio.h>
#include <string.h>

#include "core/arch/x86_insn.h"

bool ir_x86_find_labels(struct ir_code *c, bool *hidden)
{
	struct ir_x86_insn in;

	c->nr_labels = 0;
	memset(c->label_at, -1, sizeof(c->label_at));
	memset(c->reached, 0, sizeof(c->reached));
	for (size_t at = 0; at < c->size;) {
		int64_t to;

		if (!ir_x86_decode(c->bytes + at, c->size - at, &in)) {
			at++;
			continue;
		}
		at += in.len;
		*hidden |= ir_x86_flow(&in) == IR_X86_INDIRECT;
		if (ir_x86_flow(&in) != IR_X86_JUMP && ir_x86_flow(&in) != IR_X86_BRANCH)
			continue;
		to = (int64_t)at + in.imm;
		if (to < 0 || (uint64_t)to >= c->size || c->label_at[to] >= 0)
			continue;
		if (c->nr_labels == IR_CODE_LABELS)
			return false;
		c->label_at[to] = (int16_t)c->nr_labels++;
	}
	return true;
}

static bool leaves(const struct ir_code *c, int64_t to)
{
	return to < 0 || (uint64_t)to >= c->size;
}

/* ret, or a jump to the thunk that returns or to another function that will */
static bool returns(const struct ir_code *c, size_t at, const struct ir_x86_insn *in)
{
	if (ir_x86_flow(in) == IR_X86_JUMP)
		return leaves(c, (int64_t)(at + in->len) + in->imm);
	return in->map == IR_X86_ONE && (in->op & 0xfe) == 0xc2;
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

enum ir_tri ir_x86_reaches(struct ir_code *c, size_t from, size_t to, const uint16_t *avoid,
			   unsigned nr_avoid)
{
	enum ir_tri otherwise = IR_FALSE;
	size_t nr = 0;

	memset(c->seen, 0, sizeof(c->seen));
	add_place(c, (int64_t)from, &nr);
	/* Every offset is added once at most, so the list cannot overflow. */
	while (nr) {
		size_t at = c->work[--nr];
		struct ir_x86_insn in;

		if (at == to)
			return IR_TRUE;
		if (is_avoided(at, avoid, nr_avoid))
			continue;
		if (!ir_x86_decode(c->bytes + at, c->size - at, &in)) {
			otherwise = IR_UNKNOWN;
			continue;
		}
		if (to == IR_CODE_RETURN && returns(c, at, &in))
			return IR_TRUE;
		/* The part of a function that lies apart comes back, or does not. */
		if (to == IR_CODE_RETURN && ir_x86_flow(&in) == IR_X86_BRANCH &&
		    leaves(c, (int64_t)(at + in.len) + in.imm))
			otherwise = IR_UNKNOWN;
		switch (ir_x86_flow(&in)) {
		case IR_X86_INDIRECT:
			/*
			 * A jump table, or a jump out of the function: the targets are not known.
			 */
			otherwise = IR_UNKNOWN;
			break;
		case IR_X86_BRANCH:
			add_place(c, (int64_t)(at + in.len) + in.imm, &nr);
			add_place(c, (int64_t)(at + in.len), &nr);
			break;
		case IR_X86_JUMP: add_place(c, (int64_t)(at + in.len) + in.imm, &nr); break;
		case IR_X86_ON: add_place(c, (int64_t)(at + in.len), &nr); break;
		case IR_X86_END: break;
		}
	}
	return otherwise;
}

enum ir_tri ir_x86_guards(struct ir_code *c, size_t compare, size_t to)
{
	struct ir_x86_insn in;
	uint16_t again = (uint16_t)compare;
	size_t at = compare;
	enum ir_tri taken, straight;

	if (!ir_x86_decode(c->bytes + at, c->size - at, &in))
		return IR_UNKNOWN;
	for (at += in.len;; at += in.len) {
		if (at >= c->size || !ir_x86_decode(c->bytes + at, c->size - at, &in))
			return IR_UNKNOWN;
		if (ir_x86_flow(&in) == IR_X86_BRANCH)
			break;
		if (ir_x86_flow(&in) != IR_X86_ON)
			return IR_UNKNOWN;
		if (ir_x86_writes_flags(&in))
			return IR_FALSE; /* the result of the compare is not used */
	}
	/* Only je and jne test for equality. */
	if ((in.op & 0xe) != 4)
		return IR_FALSE;
	taken = ir_x86_reaches(c, (size_t)((int64_t)(at + in.len) + in.imm), to, &again, 1);
	straight = ir_x86_reaches(c, at + in.len, to, &again, 1);
	if (taken == IR_UNKNOWN || straight == IR_UNKNOWN)
		return IR_UNKNOWN;
	/* Only the equal path may lead to @to: it goes straight on after jne, and jumps with je. */
	return ir_tri_of(in.op & 1 ? straight == IR_TRUE && taken == IR_FALSE
				   : taken == IR_TRUE && straight == IR_FALSE);
}

size_t ir_x86_text(const struct ir_code *c, size_t at, char *buf, size_t size)
{
	struct ir_x86_insn in;

	if (at >= c->size || !ir_x86_decode(c->bytes + at, c->size - at, &in)) {
		snprintf(buf, size, "?");
		return 0;
	}
	ir_x86_print(&in, c->start + at, buf, size);
	return in.len;
}

/* A patched function starts with a jump, or with endbr64 or a nop of ftrace and then the jump. */
enum ir_status ir_x86_jumps_to(struct ir_target *t, uint64_t addr, uint64_t *ret)
{
	uint8_t b[32];
	size_t at = 0;
	struct ir_x86_insn in;
	enum ir_status st = ir_read(t, addr, b, sizeof(b));

	if (st)
		return st;
	for (unsigned n = 0; n < 3; n++) {
		if (!ir_x86_decode(b + at, sizeof(b) - at, &in))
			return IR_NOTFOUND;
		if (ir_x86_flow(&in) == IR_X86_JUMP) {
			*ret = addr + at + in.len + (uint64_t)in.imm;
			return IR_OK;
		}
		/* endbr64 and the long nops; 66 66 66 66 90 and 90 */
		if (!(in.map == IR_X86_0F && (in.op == 0x1e || in.op == 0x1f)) &&
		    !(in.map == IR_X86_ONE && in.op == 0x90))
			return IR_NOTFOUND;
		at += in.len;
	}
	return IR_NOTFOUND;
}

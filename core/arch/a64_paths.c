// SPDX-License-Identifier: GPL-2.0-or-later
/* Where execution goes on in A64 code, and questions about single instructions. */
#include "core/arch/a64_flow.h"

#include <stdio.h>
#include <string.h>

#include "core/arch/a64_insn.h"

#define ENTRY_INSNS 4 /* before a patched function jumps away: bti, two of ftrace */

bool ir_a64_flow_insn(const struct ir_code *c, size_t at, struct ir_a64_insn *in,
		      struct ir_flow *ret)
{
	static const enum ir_flow_kind kinds[] = {
		[IR_A64_ON] = IR_FLOW_ON,	    [IR_A64_CALLS] = IR_FLOW_ON,
		[IR_A64_JUMP] = IR_FLOW_JUMP,	    [IR_A64_BRANCH] = IR_FLOW_BRANCH,
		[IR_A64_END] = IR_FLOW_END,	    [IR_A64_INDIRECT] = IR_FLOW_INDIRECT,
		[IR_A64_OPAQUE] = IR_FLOW_INDIRECT,
	};
	enum ir_a64_flow flow;
	uint32_t word;

	*ret = (struct ir_flow){.len = IR_A64_LEN};
	if (c->size - at < IR_A64_LEN)
		return false;
	memcpy(&word, c->bytes + at, sizeof(word));
	ir_a64_decode(word, in);
	if (in->op == IR_A64_UDF)
		return false;
	flow = ir_a64_flow(in);
	ret->kind = kinds[flow];
	/* Of others the immediate is a number of any size. */
	if (ret->kind == IR_FLOW_JUMP || ret->kind == IR_FLOW_BRANCH)
		ret->to = (int64_t)at + in->imm;
	ret->returns = in->op == IR_A64_RET;
	ret->sets_flags = in->flags || flow == IR_A64_CALLS || in->op == IR_A64_CALL_OUT;
	ret->reads_flags = ir_a64_reads_flags(in);
	if (in->op == IR_A64_B_COND && in->cond < 2) /* eq and ne */
		ret->taken_if = in->cond ? IR_IF_UNEQUAL : IR_IF_EQUAL;
	return true;
}

bool ir_a64_flow_at(const struct ir_code *c, size_t at, struct ir_flow *ret)
{
	struct ir_a64_insn in;

	return ir_a64_flow_insn(c, at, &in, ret);
}

enum ir_tri ir_a64_reaches(struct ir_code *c, size_t from, size_t to, const uint16_t *avoid,
			   unsigned nr_avoid)
{
	return ir_code_reaches(c, ir_a64_flow_at, from, to, avoid, nr_avoid);
}

enum ir_tri ir_a64_guards(struct ir_code *c, size_t compare, size_t to)
{
	return ir_code_guards(c, ir_a64_flow_at, compare, to);
}

size_t ir_a64_text(const struct ir_code *c, size_t at, char *buf, size_t size)
{
	struct ir_a64_insn in;
	struct ir_flow flow;

	if (at >= c->size || !ir_a64_flow_insn(c, at, &in, &flow)) {
		snprintf(buf, size, "?");
		return 0;
	}
	ir_a64_print(&in, c->start + at, buf, size);
	return IR_A64_LEN;
}

/* Before the jump there can be bti or paciasp, and what ftrace has put there: nop, or mov x9, x30. */
static bool is_entry(const struct ir_a64_insn *in)
{
	return in->op == IR_A64_HINT || (in->op == IR_A64_LOGIC_REG && in->what == IR_A64_ORR &&
					 in->rn == IR_A64_ZR && in->rm == IR_A64_LR);
}

enum ir_status ir_a64_jumps_to(struct ir_target *t, uint64_t addr, uint64_t *ret)
{
	for (unsigned n = 0; n < ENTRY_INSNS; n++, addr += IR_A64_LEN) {
		struct ir_a64_insn in;
		uint32_t word;
		enum ir_status st = ir_read(t, addr, &word, sizeof(word));

		if (st)
			return st;
		ir_a64_decode(word, &in);
		if (in.op == IR_A64_B) {
			*ret = addr + (uint64_t)in.imm;
			return IR_OK;
		}
		if (!is_entry(&in))
			return IR_NOTFOUND;
	}
	return IR_NOTFOUND;
}

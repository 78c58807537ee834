// SPDX-License-Identifier: GPL-2.0-or-later
/* Where execution goes on in x86-64 code, and questions about single instructions. */
#include "core/arch/x86_flow.h"

#include <stdio.h>
#include <string.h>

#include "core/arch/code_paths.h"
#include "core/arch/x86_insn.h"

bool ir_x86_flow_insn(const struct ir_code *c, size_t at, struct ir_x86_insn *in,
		      struct ir_flow *ret)
{
	static const enum ir_flow_kind kinds[] = {
		[IR_X86_ON] = IR_FLOW_ON,
		[IR_X86_JUMP] = IR_FLOW_JUMP,
		[IR_X86_BRANCH] = IR_FLOW_BRANCH,
		[IR_X86_END] = IR_FLOW_END,
		[IR_X86_INDIRECT] = IR_FLOW_INDIRECT,
	};

	*ret = (struct ir_flow){.len = 1};
	if (!ir_x86_decode(c->bytes + at, c->size - at, in))
		return false;
	ret->kind = kinds[ir_x86_flow(in)];
	ret->len = in->len;
	ret->to = (int64_t)(at + in->len) + in->imm;
	ret->returns = in->map == IR_X86_ONE && (in->op & 0xfe) == 0xc2;
	ret->sets_flags = ir_x86_writes_flags(in);
	/* Only je and jne test for equality. */
	if (ret->kind == IR_FLOW_BRANCH && (in->op & 0xe) == 4)
		ret->taken_if = in->op & 1 ? IR_IF_UNEQUAL : IR_IF_EQUAL;
	return true;
}

bool ir_x86_flow_at(const struct ir_code *c, size_t at, struct ir_flow *ret)
{
	struct ir_x86_insn in;

	return ir_x86_flow_insn(c, at, &in, ret);
}

enum ir_tri ir_x86_reaches(struct ir_code *c, size_t from, size_t to, const uint16_t *avoid,
			   unsigned nr_avoid)
{
	return ir_code_reaches(c, ir_x86_flow_at, from, to, avoid, nr_avoid);
}

enum ir_tri ir_x86_guards(struct ir_code *c, size_t compare, size_t to)
{
	return ir_code_guards(c, ir_x86_flow_at, compare, to);
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

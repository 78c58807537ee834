// SPDX-License-Identifier: GPL-2.0-or-later
/* What each x86-64 instruction does to the values of the registers (code_values.h). */
#include "core/arch/x86_flow.h"

#include <stdio.h>
#include <string.h>

#include "core/arch/code_values.h"
#include "core/arch/x86_insn.h"

enum { AX, CX, DX, BX, SP, BP, SI, DI };

#define ENTRY_MARK 4 /* bytes of endbr64 */

/* @v must come first */
struct pass {
	struct ir_values v;
	struct ir_x86_insn in;
};

static struct ir_place operand_address(const struct ir_values *p, const struct ir_x86_insn *in)
{
	if (in->segment || in->base < 0 || in->index >= 0)
		return ir_place_unknown;
	/* Even without a known base the displacement is worth keeping. */
	return p->r[in->base].root == IR_ROOT_STACK || !p->r[in->base].root
		       ? (struct ir_place){p->r[in->base].root, in->disp}
		       : ir_place_add(p->r[in->base], in->disp);
}

static struct ir_step *add_step(struct ir_values *p, enum ir_step_kind kind,
				const struct ir_x86_insn *in)
{
	struct ir_step *s = ir_values_step(p, kind);

	s->width = (uint8_t)in->width;
	s->has_mem = in->has_mem;
	if (in->has_mem)
		s->mem = operand_address(p, in);
	s->has_imm = in->has_imm;
	s->imm = !in->high	       ? in->imm
		 : kind == IR_STEP_AND ? (int64_t)((uint64_t)in->imm << 8 | 0xff)
				       : (int64_t)((uint64_t)in->imm << 8);
	return s;
}

static void record_call(struct ir_values *p, const struct ir_x86_insn *in, bool tail)
{
	static const uint8_t clobbered[] = {AX, CX, DX, SI, DI, 8, 9, 10, 11};
	struct ir_step *s = add_step(p, IR_STEP_CALL, in);
	bool direct = in->op != 0xff;
	int reg = direct ? -1 : in->has_mem ? -1 : in->rm;

	if (direct && !tail)
		s->target = p->c->start + p->at + in->len + (uint64_t)in->imm;
	if (s->target && ir_values_tracer(p, s->target, ENTRY_MARK))
		return;
	s->tail = tail;
	s->args[0] = p->r[DI];
	s->args[1] = p->r[SI];
	s->args[2] = p->r[DX];
	if (direct)
		s->target = p->c->start + p->at + in->len + (uint64_t)in->imm;
	if (direct && p->last)
		reg = ir_x86_thunk_register(p->t, s->target);
	if (reg >= 0) {
		s->value = p->r[reg];
		s->target = 0;
	}
	ir_values_call(p, s, p->at + in->len);
	for (size_t i = 0; i < sizeof(clobbered); i++)
		p->r[clobbered[i]] = ir_place_unknown;
	p->r[AX] = ir_values_result(p);
}

/* add, or, adc, sbb, and, sub, xor, cmp: @what is 0 to 7 in this order */
static void arithmetic(struct ir_values *p, const struct ir_x86_insn *in, unsigned what, int dest,
		       struct ir_place src, bool src_mem)
{
	enum ir_step_kind kind = what == 7   ? IR_STEP_COMPARE
				 : what == 4 ? IR_STEP_AND
				 : what == 1 ? IR_STEP_OR
					     : IR_STEP_ADD;
	bool dest_mem = in->has_mem && !src_mem;
	struct ir_place before = dest_mem ? ir_place_unknown : p->r[dest],
			after = ir_values_result(p);

	if (what == 7 || what == 4 || what == 1 || (!what && in->has_mem)) {
		struct ir_step *s = add_step(p, kind, in);

		s->to_reg = src_mem && what != 7;
		s->value = dest_mem ? src : before;
		s->result = src_mem || dest_mem || in->has_imm ? after : src;
		if (what == 7 && !dest_mem && !src_mem)
			s->result = src; /* the two registers */
	}
	if (what == 7 || dest_mem)
		return;
	if (what == 6 && !src_mem && !in->has_imm && in->reg == in->rm)
		after = ir_place_const(0);
	else if (in->has_imm && in->width == 8 && (what == 0 || what == 5))
		after = ir_place_add(before, what ? -in->imm : in->imm);
	ir_values_set(p, dest, after);
}

/*
 * An instruction that is not understood may have written the registers it names, and those that
 * some instructions write without naming them.
 */
static void forget(struct ir_values *p, const struct ir_x86_insn *in)
{
	static const uint8_t implicit[] = {AX, CX, DX, SI, DI};

	if (ir_x86_keeps_registers(in))
		return;
	if (in->map == IR_X86_0F && in->op == 0xa2) /* cpuid */
		p->r[BX] = ir_place_unknown;
	if (in->has_modrm) {
		ir_values_set(p, in->reg, ir_place_unknown);
		if (!in->has_mem)
			ir_values_set(p, in->rm, ir_place_unknown);
	}
	for (size_t i = 0; i < sizeof(implicit); i++)
		p->r[implicit[i]] = ir_place_unknown;
}

static void two_byte(struct ir_values *p, const struct ir_x86_insn *in)
{
	if (in->op == 0xb6 || in->op == 0xb7 || in->op == 0xbe || in->op == 0xbf) {
		struct ir_step *s = in->has_mem ? add_step(p, IR_STEP_LOAD, in) : NULL;

		if (s) {
			s->width = in->op & 1 ? 2 : 1;
			s->value = ir_values_result(p);
		}
		ir_values_set(p, in->reg, ir_values_result(p));
	} else if (in->op >> 4 == 4 || in->op == 0xaf) { /* cmov, imul */
		ir_values_set(p, in->reg, ir_values_result(p));
	} else if (in->op >> 4 == 9) { /* setcc */
		if (!in->has_mem)
			ir_values_set(p, in->rm, ir_place_unknown);
	} else if (in->op >= 0xc8 && in->op <= 0xcf) { /* bswap */
		ir_values_set(p, (int)(in->op & 7) | (in->rex & 1) << 3, ir_values_result(p));
	} else if (in->op == 0xba || in->op == 0xab || in->op == 0xb3 ||
		   in->op == 0xbb) { /* bts ... */
		if (!in->has_mem)
			ir_values_set(p, in->rm, ir_values_result(p));
	} else if (in->op == 0xa3) { /* bt writes no register */
	} else if (in->op >> 4 != 8) {
		forget(p, in);
	}
}

static void record_move(struct ir_values *p, const struct ir_x86_insn *in)
{
	bool to_reg = in->op == 0x8b || in->op == 0x8a || in->op == 0x63;
	struct ir_step *s;

	if (!in->has_mem && ((in->op != 0x89 && in->op != 0x8b) || in->width < 4)) {
		ir_values_set(p, to_reg ? in->reg : in->rm, ir_values_result(p));
	} else if (!in->has_mem) {
		ir_values_set(p, to_reg ? in->reg : in->rm, p->r[to_reg ? in->rm : in->reg]);
	} else if (to_reg) {
		s = add_step(p, IR_STEP_LOAD, in);
		s->value = ir_values_result(p);
		ir_values_set(p, in->reg, s->value);
	} else {
		s = add_step(p, IR_STEP_STORE, in);
		s->value = p->r[in->reg];
	}
}

static void opcode_group(struct ir_values *p, const struct ir_x86_insn *in)
{
	unsigned what = in->reg & 7;

	switch (in->op) {
	case 0x80:
	case 0x81:
	case 0x83: arithmetic(p, in, what, in->rm, ir_place_const(in->imm), false); return;
	case 0xc6:
	case 0xc7:
		if (in->has_mem)
			add_step(p, IR_STEP_STORE, in)->value = ir_place_const(in->imm);
		else
			ir_values_set(p, in->rm, ir_place_const(in->imm));
		return;
	case 0xf6:
	case 0xf7:
		if (what < 2)
			add_step(p, IR_STEP_TEST, in)->value =
				in->has_mem ? ir_place_unknown : p->r[in->rm];
		else
			forget(p, in);
		return;
	case 0xff:
		if (what == 2 || what == 3)
			record_call(p, in, false);
		else if (what == 4)
			record_call(p, in, true);
		else if (what < 2 && !in->has_mem)
			ir_values_set(p, in->rm, ir_values_result(p));
		else if (what == 0)
			add_step(p, IR_STEP_ADD, in)->imm = 1; /* inc */
		return;
	}
	/* shifts and rotations: 0xc0, 0xc1, 0xd0 to 0xd3; 0xfe */
	if (!in->has_mem)
		ir_values_set(p, in->rm, ir_values_result(p));
}

static void record_test(struct ir_values *p, const struct ir_x86_insn *in)
{
	struct ir_step *s = add_step(p, IR_STEP_TEST, in);

	s->value = p->r[in->reg];
	if (!in->has_mem)
		s->result = p->r[in->rm];
}

static void one_byte(struct ir_values *p, const struct ir_x86_insn *in)
{
	uint64_t to = p->c->start + p->at + in->len + (uint64_t)in->imm;
	unsigned op = in->op, form = op & 7;

	if (op < 0x40 && form < 4)
		arithmetic(p, in, op >> 3, form & 2 ? in->reg : in->rm,
			   form & 2 ? in->has_mem ? ir_place_unknown : p->r[in->rm] : p->r[in->reg],
			   form & 2 && in->has_mem);
	else if (op < 0x40 && form < 6)
		arithmetic(p, in, op >> 3, AX, ir_place_const(in->imm), false);
	else if (op >= 0x58 && op <= 0x5f)
		ir_values_set(p, (int)(op & 7) | (in->rex & 1) << 3, ir_values_result(p));
	else if (op == 0x63 || (op >= 0x88 && op <= 0x8b))
		record_move(p, in);
	else if (op == 0x8d)
		ir_values_set(p, in->reg,
			      in->base >= 0 && in->index < 0
				      ? ir_place_add(p->r[in->base], in->disp)
				      : ir_values_result(p));
	else if (op == 0x84 || op == 0x85)
		record_test(p, in);
	else if (op == 0xa8 || op == 0xa9)
		add_step(p, IR_STEP_TEST, in)->value = p->r[AX];
	else if (op >= 0xb0 && op <= 0xbf)
		ir_values_set(p, (int)(op & 7) | (in->rex & 1) << 3,
			      op < 0xb8 ? ir_place_unknown : ir_place_const(in->imm));
	else if (op == 0xe8)
		record_call(p, in, false);
	else if (op == 0xe9 || op == 0xeb) {
		if (to < p->c->start || to - p->c->start >= p->c->size)
			record_call(p, in, true);
	} else if (op == 0x69 || op == 0x6b)
		ir_values_set(p, in->reg, ir_values_result(p));
	else if (op >= 0x80 && op <= 0x83)
		opcode_group(p, in);
	else if (op == 0xc6 || op == 0xc7 || op == 0xf6 || op == 0xf7 || op == 0xfe || op == 0xff ||
		 (op & 0xfe) == 0xc0 || (op & 0xfc) == 0xd0)
		opcode_group(p, in);
	else if (op > 0x90 && op < 0x98) { /* xchg with rax */
		ir_values_set(p, (int)(op & 7) | (in->rex & 1) << 3, ir_place_unknown);
		p->r[AX] = ir_place_unknown;
	} else if (op == 0xc9) /* leave */
		p->r[BP] = ir_place_unknown;
	else if (op == 0x98 || op == 0x99)
		p->r[op == 0x98 ? AX : DX] = ir_values_result(p);
	else if (!((op >= 0x50 && op <= 0x57) || op >> 4 == 7 || op == 0x90 || op == 0xc3 ||
		   op == 0xcc || op == 0x68 || op == 0x6a || (op & 0xfe) == 0xfa))
		forget(p, in);
}

static void enter(struct ir_values *v)
{
	static const uint8_t args[] = {DI, SI, DX, CX, 8, 9}, kept[] = {BX, BP, 12, 13, 14, 15};

	for (int i = 0; i < 6; i++) {
		v->r[args[i]].root = (uint16_t)(IR_ROOT_ARG + i);
		v->r[kept[i]].root = (uint16_t)(IR_ROOT_ENTRY + i);
	}
}

static bool decode(struct ir_values *v, struct ir_flow *ret)
{
	return ir_x86_flow_insn(v->c, v->at, &((struct pass *)v)->in, ret);
}

static void execute(struct ir_values *v)
{
	const struct ir_x86_insn *in = &((struct pass *)v)->in;

	if (in->map == IR_X86_ONE)
		one_byte(v, in);
	else if (in->map == IR_X86_0F)
		two_byte(v, in);
	else
		forget(v, in);
}

enum ir_status ir_x86_follow(struct ir_target *t, struct ir_code *c)
{
	static const struct ir_values_cpu cpu = {
		.nr_regs = 16,
		.sp = SP,
		.flow = ir_x86_flow_at,
		.enter = enter,
		.decode = decode,
		.execute = execute,
	};
	struct pass p = {.v = {.t = t, .c = c, .cpu = &cpu}};

	return ir_values_follow(&p.v);
}

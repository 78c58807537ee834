// SPDX-License-Identifier: GPL-2.0-or-later
/* What each A64 instruction does to the values of the registers (code_values.h). */
#include "core/arch/a64_flow.h"

#include <string.h>

#include "core/arch/a64_insn.h"
#include "core/arch/a64_scan.h"
#include "core/arch/code_values.h"

#define ENTRY_MARK   12 /* bytes before the call of a tracer: bti, paciasp, mov x9, x30 */
#define NR_CLOBBERED 19 /* x0 to x18 are not the same after a call */
#define NR_ARGS	     6	/* as many as struct ir_place has roots for */

/*
 * @v must come first. The others are the operands of @in before it is executed: @n_or_sp is @n where
 * number 31 is the stack pointer.
 */
struct pass {
	struct ir_values v;
	struct ir_a64_insn in;
	struct ir_place d, n, n_or_sp, m, a;
};

/* The value of an operand: number 31 is the register that is always 0. */
static struct ir_place value_of(const struct ir_values *v, unsigned reg)
{
	return reg == IR_A64_ZR ? ir_place_const(0) : v->r[reg];
}

static void set(struct ir_values *v, unsigned reg, struct ir_place to)
{
	ir_values_set(v, (int)reg, to);
}

/* In 32 bits a negative constant is another one. */
static struct ir_place low_half(struct ir_place p)
{
	return p.root == IR_ROOT_CONST && p.offset < 0 ? ir_place_unknown : p;
}

static struct ir_step *add_step(struct ir_values *v, enum ir_step_kind kind,
				const struct ir_a64_insn *in)
{
	struct ir_step *s = ir_values_step(v, kind);

	s->width = in->width;
	return s;
}

static void set_imm(struct ir_step *s, const struct ir_a64_insn *in, int64_t imm)
{
	s->has_imm = true;
	s->imm = in->width == 8 ? imm : (int32_t)imm;
}

/* What is compared with the register operand @rm, if it is used as it is. */
static void compare_with(struct pass *p, struct ir_step *s, bool as_it_is)
{
	const struct ir_a64_insn *in = &p->in;

	s->result = as_it_is ? p->m : ir_place_unknown;
	if (s->result.root == IR_ROOT_CONST)
		set_imm(s, in, s->result.offset);
}

static void add(struct pass *p)
{
	struct ir_values *v = &p->v;
	const struct ir_a64_insn *in = &p->in;
	struct ir_place before = p->n_or_sp;
	struct ir_step *s;

	if (in->flags) {
		s = add_step(v, IR_STEP_COMPARE, in);
		s->value = before;
		set_imm(s, in, -in->imm);
		s->result = ir_values_result(v);
	}
	if (in->width == 8 && (in->rd != IR_A64_ZR || !in->flags))
		set(v, in->rd, ir_place_add(before, in->imm));
}

/* A difference of two registers may be looked at later: it counts as a compare, too. */
static void add_register(struct pass *p)
{
	struct ir_values *v = &p->v;
	const struct ir_a64_insn *in = &p->in;
	bool plain = in->op == IR_A64_ADD_REG && !in->shift;
	struct ir_place before = in->op == IR_A64_ADD_REG ? p->n : p->n_or_sp,
			by = plain ? p->m : ir_place_unknown;

	if (in->flags || in->minus) {
		struct ir_step *s = add_step(v, IR_STEP_COMPARE, in);

		s->value = before;
		compare_with(p, s, plain && in->minus);
	}
	if (in->width == 8 && by.root == IR_ROOT_CONST && in->rd != IR_A64_ZR)
		set(v, in->rd,
		    ir_place_add(before, in->minus ? -(int64_t)by.offset : (int64_t)by.offset));
}

/* The steps of an operation on bits, of which @imm is the constant operand, if @has_imm */
static void bit_steps(struct pass *p, struct ir_place before, bool has_imm, int64_t imm)
{
	struct ir_values *v = &p->v;
	const struct ir_a64_insn *in = &p->in;
	bool is_test = in->what == IR_A64_ANDS;
	struct ir_step *s;

	if (!is_test || in->rd != IR_A64_ZR) {
		s = add_step(v, in->what == IR_A64_ORR ? IR_STEP_OR : IR_STEP_AND, in);
		s->value = before;
		s->result = ir_values_result(v);
		if (has_imm)
			set_imm(s, in, imm);
	}
	if (is_test) {
		s = add_step(v, IR_STEP_TEST, in);
		s->value = before;
		if (has_imm)
			set_imm(s, in, imm);
	}
}

static void logic(struct pass *p)
{
	struct ir_values *v = &p->v;
	const struct ir_a64_insn *in = &p->in;

	if (in->what == IR_A64_ORR && in->rn == IR_A64_ZR)
		set(v, in->rd, ir_place_const(in->imm));
	else if (in->what != IR_A64_EOR)
		bit_steps(p, p->n, true, in->imm);
}

static void logic_register(struct pass *p)
{
	struct ir_values *v = &p->v;
	const struct ir_a64_insn *in = &p->in;
	struct ir_place left = p->n, right = p->m;
	bool plain = !in->shift && !(in->word >> 22 & 3);
	struct ir_step *s;

	if (in->what == IR_A64_ORR && in->rn == IR_A64_ZR && plain && !in->invert) {
		if (in->rd != IR_A64_ZR)
			set(v, in->rd, in->width == 8 ? right : low_half(right));
	} else if (in->what == IR_A64_EOR) {
		s = add_step(v, IR_STEP_COMPARE, in);
		s->value = left;
		compare_with(p, s, plain && !in->invert);
	} else if (plain && right.root == IR_ROOT_CONST) {
		bit_steps(p, left, true, in->invert ? ~(int64_t)right.offset : right.offset);
	} else if (plain && left.root == IR_ROOT_CONST && !in->invert) {
		bit_steps(p, right, true, left.offset);
	} else {
		bit_steps(p, left, false, 0);
		if (!ir_place_same(left, right))
			bit_steps(p, right, false, 0);
	}
}

static void move_wide(struct pass *p)
{
	struct ir_values *v = &p->v;
	const struct ir_a64_insn *in = &p->in;
	struct ir_place before = p->d;
	uint64_t old = (uint64_t)(int64_t)before.offset;

	if (in->rd == IR_A64_ZR)
		return;
	if (!in->keeps)
		set(v, in->rd, ir_place_const(in->imm));
	else if (before.root == IR_ROOT_CONST && in->shift < 32)
		set(v, in->rd,
		    ir_place_const((int64_t)((old & ~(UINT64_C(0xffff) << in->shift)) |
					     (uint64_t)in->imm << in->shift)));
}

/* Of the bitfields, only the one that keeps the lowest bits: it is an "and". */
static void bitfield(struct pass *p)
{
	struct ir_values *v = &p->v;
	const struct ir_a64_insn *in = &p->in;
	unsigned high = in->word >> 10 & 63, low = in->word >> 16 & 63;
	struct ir_step *s;

	if ((in->word >> 29 & 3) != 2 || low || high > 62)
		return;
	s = add_step(v, IR_STEP_AND, in);
	s->value = p->n;
	s->result = ir_values_result(v);
	set_imm(s, in, (INT64_C(1) << (high + 1)) - 1);
}

static void test(struct pass *p)
{
	struct ir_values *v = &p->v;
	const struct ir_a64_insn *in = &p->in;
	struct ir_step *s = add_step(v, IR_STEP_TEST, in);

	s->value = p->d;
	if (in->op != IR_A64_TBZ)
		s->result = p->d;
	else
		set_imm(s, in, (int64_t)(UINT64_C(1) << in->shift));
}

static void conditional_compare(struct pass *p)
{
	struct ir_values *v = &p->v;
	const struct ir_a64_insn *in = &p->in;
	struct ir_step *s = add_step(v, IR_STEP_COMPARE, in);

	s->value = p->n;
	s->result = ir_values_result(v);
	if (in->word >> 11 & 1)
		set_imm(s, in, in->minus ? in->imm : -in->imm);
	else
		compare_with(p, s, in->minus);
}

static struct ir_place operand_address(const struct pass *p)
{
	const struct ir_a64_insn *in = &p->in;
	struct ir_place base = p->n_or_sp;
	int64_t disp = in->mode == IR_A64_POST ? 0 : in->imm;

	if (in->mode == IR_A64_INDEXED || in->mode == IR_A64_LITERAL)
		return ir_place_unknown;
	/* Even without a known base the displacement is worth keeping. */
	return base.root == IR_ROOT_STACK || !base.root
		       ? (struct ir_place){base.root, (int32_t)disp}
		       : ir_place_add(base, disp);
}

/* The steps of a load or store; where there are two registers, the second one's memory follows. */
static void access_memory(struct pass *p)
{
	struct ir_values *v = &p->v;
	const struct ir_a64_insn *in = &p->in;
	bool load = in->op == IR_A64_LOAD,
	     moves = in->mode == IR_A64_PRE || in->mode == IR_A64_POST;
	struct ir_place mem = operand_address(p), base = p->n_or_sp;
	const unsigned regs[] = {in->rd, in->ra};

	for (unsigned i = 0; i <= in->pair; i++) {
		struct ir_step *s = add_step(v, load ? IR_STEP_LOAD : IR_STEP_STORE, in);

		s->has_mem = true;
		s->mem = mem;
		if (i)
			s->mem.offset += in->width;
		s->value = load ? ir_values_result(v) : i ? p->a : p->d;
		s->value.root += load ? i : 0;
	}
	for (unsigned i = 0; load && i <= in->pair; i++) {
		struct ir_place value = ir_values_result(v);

		value.root = (uint16_t)(value.root + i);
		if (regs[i] != IR_A64_ZR)
			set(v, regs[i], value);
	}
	if (moves)
		set(v, in->rn, ir_place_add(base, in->imm));
}

static void call(struct pass *p, bool tail)
{
	struct ir_values *v = &p->v;
	const struct ir_a64_insn *in = &p->in;
	bool direct = in->op == IR_A64_BL || in->op == IR_A64_B;
	uint64_t target = v->c->start + v->at + (uint64_t)in->imm;
	struct ir_step *s;

	if (direct && target - v->c->start >= v->c->size)
		(void)!ir_a64_leads_to(v->t, target, &target);
	if (direct && !tail && ir_values_tracer(v, target, ENTRY_MARK))
		return;
	s = add_step(v, IR_STEP_CALL, in);
	s->tail = tail;
	for (int i = 0; i < 3; i++)
		s->args[i] = v->r[i];
	if (direct)
		s->target = target;
	else
		s->value = p->n;
	ir_values_call(v, s, v->at + IR_A64_LEN);
	for (unsigned i = 0; i < NR_CLOBBERED; i++)
		set(v, i, ir_place_unknown);
	set(v, IR_A64_LR, ir_place_unknown);
	set(v, 0, ir_values_result(v));
}

/* What is written becomes a new value; of more than one that could be the same, unknown ones. */
static void forget_written(struct pass *p)
{
	struct ir_values *v = &p->v;
	const struct ir_a64_insn *in = &p->in;
	bool one = in->op != IR_A64_UNKNOWN && !(in->writes & (in->writes - 1));

	for (unsigned i = 0; i < IR_A64_SP; i++) {
		if (in->writes >> i & 1)
			set(v, i, one ? ir_values_result(v) : ir_place_unknown);
	}
}

static void execute(struct ir_values *v)
{
	struct pass *p = (struct pass *)v;
	const struct ir_a64_insn *in = &p->in;
	uint64_t to = v->at + (uint64_t)in->imm;

	p->d = value_of(v, in->rd);
	p->n = value_of(v, in->rn);
	p->n_or_sp = v->r[in->rn];
	p->m = value_of(v, in->rm);
	p->a = value_of(v, in->ra);
	forget_written(p);
	switch (in->op) {
	case IR_A64_ADD: add(p); break;
	case IR_A64_ADD_REG:
	case IR_A64_ADD_EXT: add_register(p); break;
	case IR_A64_LOGIC: logic(p); break;
	case IR_A64_LOGIC_REG: logic_register(p); break;
	case IR_A64_MOVE_WIDE: move_wide(p); break;
	case IR_A64_BITFIELD: bitfield(p); break;
	case IR_A64_CCMP: conditional_compare(p); break;
	case IR_A64_CBZ:
	case IR_A64_TBZ: test(p); break;
	case IR_A64_BL:
	case IR_A64_BLR: call(p, false); break;
	case IR_A64_BR: call(p, true); break;
	case IR_A64_B:
		if (to >= v->c->size)
			call(p, true);
		break;
	case IR_A64_LOAD:
	case IR_A64_STORE: access_memory(p); break;
	default: break;
	}
}

/* Arguments are in x0 to x7. The registers that a function keeps for its caller say nothing. */
static void enter(struct ir_values *v)
{
	for (int i = 0; i < NR_ARGS; i++)
		v->r[i].root = (uint16_t)(IR_ROOT_ARG + i);
}

static bool decode(struct ir_values *v, struct ir_flow *ret)
{
	return ir_a64_flow_insn(v->c, v->at, &((struct pass *)v)->in, ret);
}

enum ir_status ir_a64_follow(struct ir_target *t, struct ir_code *c)
{
	static const struct ir_values_cpu cpu = {
		.nr_regs = IR_CODE_REGS,
		.sp = IR_A64_SP,
		.flow = ir_a64_flow_at,
		.enter = enter,
		.decode = decode,
		.execute = execute,
	};
	struct pass p = {.v = {.t = t, .c = c, .cpu = &cpu}};

	return ir_values_follow(&p.v);
}

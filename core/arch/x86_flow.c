// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Follow values through a function of x86-64 code. Each pass goes over all instructions in their
 * order. At a jump it merges the values of the registers into those recorded at the jump's target.
 * Passes are repeated until nothing changes any more; one more pass then records the steps.
 */
#include "core/arch/x86_flow.h"

#include <stdio.h>
#include <string.h>

#include "core/arch/x86_insn.h"

enum { AX, CX, DX, BX, SP, BP, SI, DI };

#define MAX_PASSES 12
#define ENTRY_MARK 4 /* bytes of endbr64 */

struct pass {
	struct ir_target *t;
	struct ir_code *c;
	struct ir_place r[IR_CODE_REGS];
	size_t at;
	bool changed, last;	/* the last pass records the steps */
	bool hidden;		/* the targets of some jumps are not known */
	bool hook_tried, hook;	/* the function starts with a call of a tracer */
	struct ir_step scratch; /* written instead of a step in all other passes, never read */
};

static const struct ir_place unknown = {IR_ROOT_UNKNOWN, 0};

static struct ir_place result_here(const struct pass *p)
{
	return (struct ir_place){(uint16_t)(IR_ROOT_INSN + p->at), 0};
}

static struct ir_place add_offset(struct ir_place v, int64_t by)
{
	int64_t offset = v.offset + by;

	if (!v.root || offset < INT32_MIN || offset > INT32_MAX)
		return unknown;
	v.offset = v.root == IR_ROOT_STACK ? 0 : (int32_t)offset;
	return v;
}

static struct ir_place const_value(int64_t v)
{
	return v < INT32_MIN || v > INT32_MAX ? unknown
					      : (struct ir_place){IR_ROOT_CONST, (int32_t)v};
}

/* The stack pointer stays IR_ROOT_STACK: pushes and pops change it, and nobody needs its offset. */
static void set_reg(struct pass *p, int reg, struct ir_place v)
{
	if (reg != SP)
		p->r[reg & 15] = v;
}

static struct ir_place operand_address(const struct pass *p, const struct ir_x86_insn *in)
{
	if (in->segment || in->base < 0 || in->index >= 0)
		return unknown;
	/* Even without a known base the displacement is worth keeping. */
	return p->r[in->base].root == IR_ROOT_STACK || !p->r[in->base].root
		       ? (struct ir_place){p->r[in->base].root, in->disp}
		       : add_offset(p->r[in->base], in->disp);
}

static struct ir_step *add_step(struct pass *p, enum ir_step_kind kind,
				const struct ir_x86_insn *in)
{
	struct ir_code *c = p->c;
	struct ir_step *s = &p->scratch;

	if (p->last && c->nr_steps < IR_CODE_STEPS)
		s = &c->steps[c->nr_steps++];
	else if (p->last)
		c->settled = false;
	memset(s, 0, sizeof(*s));
	s->kind = kind;
	s->at = (uint16_t)p->at;
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

/*
 * The call for ftrace that a function begins with keeps all registers. At boot the kernel makes a nop
 * of it; in its file it is a call.
 */
static bool calls_tracer(struct pass *p, uint64_t target)
{
	static const char *const tracers[] = {"__fentry__", "ftrace_caller", "ftrace_regs_caller"};
	struct ir_symbol sym;

	if (p->at > ENTRY_MARK)
		return false;
	if (!p->hook_tried && !ir_symbol_at(p->t, target, &sym) && sym.addr == target) {
		for (size_t i = 0; i < sizeof(tracers) / sizeof(tracers[0]); i++)
			p->hook |= !strcmp(sym.name, tracers[i]);
	}
	p->hook_tried = true;
	return p->hook;
}

static void record_call(struct pass *p, const struct ir_x86_insn *in, bool tail)
{
	static const uint8_t clobbered[] = {AX, CX, DX, SI, DI, 8, 9, 10, 11};
	struct ir_step *s = add_step(p, IR_STEP_CALL, in);
	bool direct = in->op != 0xff;
	int reg = direct ? -1 : in->has_mem ? -1 : in->rm;

	if (direct && !tail)
		s->target = p->c->start + p->at + in->len + (uint64_t)in->imm;
	if (s->target && calls_tracer(p, s->target))
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
	if (p->last && !tail && p->at + in->len == p->c->watch) {
		memcpy(p->c->at_call, p->r, sizeof(p->r));
		p->c->watched = (int)(s - p->c->steps);
	}
	for (size_t i = 0; i < sizeof(clobbered); i++)
		p->r[clobbered[i]] = unknown;
	p->r[AX] = result_here(p);
}

/* add, or, adc, sbb, and, sub, xor, cmp: @what is 0 to 7 in this order */
static void arithmetic(struct pass *p, const struct ir_x86_insn *in, unsigned what, int dest,
		       struct ir_place src, bool src_mem)
{
	enum ir_step_kind kind = what == 7   ? IR_STEP_COMPARE
				 : what == 4 ? IR_STEP_AND
				 : what == 1 ? IR_STEP_OR
					     : IR_STEP_ADD;
	bool dest_mem = in->has_mem && !src_mem;
	struct ir_place before = dest_mem ? unknown : p->r[dest], after = result_here(p);

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
		after = const_value(0);
	else if (in->has_imm && in->width == 8 && (what == 0 || what == 5))
		after = add_offset(before, what ? -in->imm : in->imm);
	set_reg(p, dest, after);
}

/*
 * An instruction that is not understood may have written the registers it names, and those that
 * some instructions write without naming them.
 */
static void forget(struct pass *p, const struct ir_x86_insn *in)
{
	static const uint8_t implicit[] = {AX, CX, DX, SI, DI};

	if (ir_x86_keeps_registers(in))
		return;
	if (in->map == IR_X86_0F && in->op == 0xa2) /* cpuid */
		p->r[BX] = unknown;
	if (in->has_modrm) {
		set_reg(p, in->reg, unknown);
		if (!in->has_mem)
			set_reg(p, in->rm, unknown);
	}
	for (size_t i = 0; i < sizeof(implicit); i++)
		p->r[implicit[i]] = unknown;
}

static void two_byte(struct pass *p, const struct ir_x86_insn *in)
{
	if (in->op == 0xb6 || in->op == 0xb7 || in->op == 0xbe || in->op == 0xbf) {
		struct ir_step *s = in->has_mem ? add_step(p, IR_STEP_LOAD, in) : NULL;

		if (s) {
			s->width = in->op & 1 ? 2 : 1;
			s->value = result_here(p);
		}
		set_reg(p, in->reg, result_here(p));
	} else if (in->op >> 4 == 4 || in->op == 0xaf) { /* cmov, imul */
		set_reg(p, in->reg, result_here(p));
	} else if (in->op >> 4 == 9) { /* setcc */
		if (!in->has_mem)
			set_reg(p, in->rm, unknown);
	} else if (in->op >= 0xc8 && in->op <= 0xcf) { /* bswap */
		set_reg(p, (int)(in->op & 7) | (in->rex & 1) << 3, result_here(p));
	} else if (in->op == 0xba || in->op == 0xab || in->op == 0xb3 ||
		   in->op == 0xbb) { /* bts ... */
		if (!in->has_mem)
			set_reg(p, in->rm, result_here(p));
	} else if (in->op == 0xa3) { /* bt writes no register */
	} else if (in->op >> 4 != 8) {
		forget(p, in);
	}
}

static void record_move(struct pass *p, const struct ir_x86_insn *in)
{
	bool to_reg = in->op == 0x8b || in->op == 0x8a || in->op == 0x63;
	struct ir_step *s;

	if (!in->has_mem && ((in->op != 0x89 && in->op != 0x8b) || in->width < 4)) {
		set_reg(p, to_reg ? in->reg : in->rm, result_here(p));
	} else if (!in->has_mem) {
		set_reg(p, to_reg ? in->reg : in->rm, p->r[to_reg ? in->rm : in->reg]);
	} else if (to_reg) {
		s = add_step(p, IR_STEP_LOAD, in);
		s->value = result_here(p);
		set_reg(p, in->reg, s->value);
	} else {
		s = add_step(p, IR_STEP_STORE, in);
		s->value = p->r[in->reg];
	}
}

static void opcode_group(struct pass *p, const struct ir_x86_insn *in)
{
	unsigned what = in->reg & 7;

	switch (in->op) {
	case 0x80:
	case 0x81:
	case 0x83: arithmetic(p, in, what, in->rm, const_value(in->imm), false); return;
	case 0xc6:
	case 0xc7:
		if (in->has_mem)
			add_step(p, IR_STEP_STORE, in)->value = const_value(in->imm);
		else
			set_reg(p, in->rm, const_value(in->imm));
		return;
	case 0xf6:
	case 0xf7:
		if (what < 2)
			add_step(p, IR_STEP_TEST, in)->value = in->has_mem ? unknown : p->r[in->rm];
		else
			forget(p, in);
		return;
	case 0xff:
		if (what == 2 || what == 3)
			record_call(p, in, false);
		else if (what == 4)
			record_call(p, in, true);
		else if (what < 2 && !in->has_mem)
			set_reg(p, in->rm, result_here(p));
		else if (what == 0)
			add_step(p, IR_STEP_ADD, in)->imm = 1; /* inc */
		return;
	}
	/* shifts and rotations: 0xc0, 0xc1, 0xd0 to 0xd3; 0xfe */
	if (!in->has_mem)
		set_reg(p, in->rm, result_here(p));
}

static void one_byte(struct pass *p, const struct ir_x86_insn *in)
{
	uint64_t to = p->c->start + p->at + in->len + (uint64_t)in->imm;
	unsigned op = in->op, form = op & 7;

	if (op < 0x40 && form < 4)
		arithmetic(p, in, op >> 3, form & 2 ? in->reg : in->rm,
			   form & 2 ? in->has_mem ? unknown : p->r[in->rm] : p->r[in->reg],
			   form & 2 && in->has_mem);
	else if (op < 0x40 && form < 6)
		arithmetic(p, in, op >> 3, AX, const_value(in->imm), false);
	else if (op >= 0x58 && op <= 0x5f)
		set_reg(p, (int)(op & 7) | (in->rex & 1) << 3, result_here(p));
	else if (op == 0x63 || (op >= 0x88 && op <= 0x8b))
		record_move(p, in);
	else if (op == 0x8d)
		set_reg(p, in->reg,
			in->base >= 0 && in->index < 0 ? add_offset(p->r[in->base], in->disp)
						       : result_here(p));
	else if (op == 0x84 || op == 0x85)
		add_step(p, IR_STEP_TEST, in)->value = p->r[in->reg];
	else if (op == 0xa8 || op == 0xa9)
		add_step(p, IR_STEP_TEST, in)->value = p->r[AX];
	else if (op >= 0xb0 && op <= 0xbf)
		set_reg(p, (int)(op & 7) | (in->rex & 1) << 3,
			op < 0xb8 ? unknown : const_value(in->imm));
	else if (op == 0xe8)
		record_call(p, in, false);
	else if (op == 0xe9 || op == 0xeb) {
		if (to < p->c->start || to - p->c->start >= p->c->size)
			record_call(p, in, true);
	} else if (op == 0x69 || op == 0x6b)
		set_reg(p, in->reg, result_here(p));
	else if (op >= 0x80 && op <= 0x83)
		opcode_group(p, in);
	else if (op == 0xc6 || op == 0xc7 || op == 0xf6 || op == 0xf7 || op == 0xfe || op == 0xff ||
		 (op & 0xfe) == 0xc0 || (op & 0xfc) == 0xd0)
		opcode_group(p, in);
	else if (op > 0x90 && op < 0x98) { /* xchg with rax */
		set_reg(p, (int)(op & 7) | (in->rex & 1) << 3, unknown);
		p->r[AX] = unknown;
	} else if (op == 0xc9) /* leave */
		p->r[BP] = unknown;
	else if (op == 0x98 || op == 0x99)
		p->r[op == 0x98 ? AX : DX] = result_here(p);
	else if (!((op >= 0x50 && op <= 0x57) || op >> 4 == 7 || op == 0x90 || op == 0xc3 ||
		   op == 0xcc || op == 0x68 || op == 0x6a || (op & 0xfe) == 0xfa))
		forget(p, in);
}

/* Merge the values of the registers here into those at @to; values that differ become unknown. */
static void merge_into(struct pass *p, int64_t to)
{
	struct ir_code *c = p->c;
	int label = to < 0 || (uint64_t)to >= c->size ? -1 : c->label_at[to];

	if (label < 0)
		return;
	if (!c->reached[label]) {
		c->reached[label] = p->changed = true;
		memcpy(c->states[label], p->r, sizeof(p->r));
		return;
	}
	for (int i = 0; i < IR_CODE_REGS; i++) {
		struct ir_place *s = &c->states[label][i];

		if (!s->root || (s->root == p->r[i].root && s->offset == p->r[i].offset))
			continue;
		*s = unknown;
		p->changed = true;
	}
}

static void one_pass(struct pass *p)
{
	struct ir_code *c = p->c;
	bool live = true;
	size_t len;

	for (int i = 0; i < IR_CODE_REGS; i++)
		p->r[i] = unknown;
	p->r[SP].root = IR_ROOT_STACK;
	for (int i = 0; i < 6; i++)
		p->r[(const uint8_t[]){DI, SI, DX, CX, 8, 9}[i]].root = (uint16_t)(IR_ROOT_ARG + i);
	for (int i = 0; i < 6; i++)
		p->r[(const uint8_t[]){BX, BP, 12, 13, 14, 15}[i]].root =
			(uint16_t)(IR_ROOT_ENTRY + i);
	p->changed = false;
	for (p->at = 0; p->at < c->size; p->at += len) {
		struct ir_x86_insn in;
		int label = c->label_at[p->at];
		bool ok = ir_x86_decode(c->bytes + p->at, c->size - p->at, &in);
		enum ir_x86_flow flow = ok ? ir_x86_flow(&in) : IR_X86_END;

		if (label >= 0) {
			if (live)
				merge_into(p, (int64_t)p->at);
			live |= c->reached[label];
			if (c->reached[label])
				memcpy(p->r, c->states[label], sizeof(p->r));
		}
		len = ok ? in.len : 1;
		/*
		 * Nothing leads here: it is code that a static key has switched off (tracepoints),
		 * or padding. Only a jump table could lead here. If the function has one, this may
		 * be one of its cases.
		 */
		if (!live && !p->hidden)
			continue;
		live = true;
		if (ok && in.map == IR_X86_ONE)
			one_byte(p, &in);
		else if (ok && in.map == IR_X86_0F)
			two_byte(p, &in);
		else if (ok)
			forget(p, &in);
		if (flow == IR_X86_JUMP || flow == IR_X86_BRANCH)
			merge_into(p, (int64_t)(p->at + in.len) + in.imm);
		if (flow == IR_X86_ON || flow == IR_X86_BRANCH)
			continue;
		/* What follows is reached from elsewhere, or is not code. */
		live = false;
		for (int i = 0; i < IR_CODE_REGS; i++)
			p->r[i] = i == SP ? p->r[i] : unknown;
	}
}

enum ir_status ir_x86_follow(struct ir_target *t, struct ir_code *c)
{
	struct pass p = {.t = t, .c = c};

	c->nr_steps = 0;
	c->settled = true;
	if (!ir_x86_find_labels(c, &p.hidden))
		return IR_CORRUPT;
	for (unsigned i = 0; i < MAX_PASSES; i++) {
		one_pass(&p);
		if (!p.changed)
			break;
	}
	if (p.changed)
		return IR_CORRUPT;
	p.last = true;
	one_pass(&p);
	return c->settled ? IR_OK : IR_CORRUPT;
}

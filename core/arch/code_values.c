// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/arch/code_values.h"

#include <string.h>

#define MAX_PASSES 12

const struct ir_place ir_place_unknown = {IR_ROOT_UNKNOWN, 0};

struct ir_place ir_values_result(const struct ir_values *v)
{
	return (struct ir_place){(uint16_t)(IR_ROOT_INSN + v->at), 0};
}

struct ir_place ir_place_add(struct ir_place v, int64_t by)
{
	int64_t offset = v.offset + by;

	if (!v.root || offset < INT32_MIN || offset > INT32_MAX)
		return ir_place_unknown;
	v.offset = v.root == IR_ROOT_STACK ? 0 : (int32_t)offset;
	return v;
}

struct ir_place ir_place_const(int64_t v)
{
	return v < INT32_MIN || v > INT32_MAX ? ir_place_unknown
					      : (struct ir_place){IR_ROOT_CONST, (int32_t)v};
}

/* The stack pointer stays IR_ROOT_STACK: pushes and pops change it, and nobody needs its offset. */
void ir_values_set(struct ir_values *v, int reg, struct ir_place to)
{
	if (reg != v->cpu->sp)
		v->r[reg & (IR_CODE_REGS - 1)] = to;
}

struct ir_step *ir_values_step(struct ir_values *v, enum ir_step_kind kind)
{
	struct ir_code *c = v->c;
	struct ir_step *s = &v->scratch;

	if (v->last && c->nr_steps < IR_CODE_STEPS)
		s = &c->steps[c->nr_steps++];
	else if (v->last)
		c->settled = false;
	memset(s, 0, sizeof(*s));
	s->kind = kind;
	s->at = (uint16_t)v->at;
	return s;
}

void ir_values_call(struct ir_values *v, const struct ir_step *call, size_t ret)
{
	if (!v->last || call->tail || ret != v->c->watch)
		return;
	memcpy(v->c->at_call, v->r, sizeof(v->r));
	v->c->watched = (int)(call - v->c->steps);
}

/* Tracers that need a trampoline of their own get a copy of one of these, which has no name. */
#define TRACER_START 16

static const char *const tracers[] = {"__fentry__", "ftrace_caller", "ftrace_regs_caller",
				      "ftrace_graph_caller"};

static bool is_copy_of(struct ir_target *t, const char *tracer, uint64_t target)
{
	unsigned char original[TRACER_START], copy[TRACER_START];
	uint64_t addr;

	return !ir_symbol_addr(t, tracer, &addr) && !ir_read(t, addr, original, sizeof(original)) &&
	       !ir_read(t, target, copy, sizeof(copy)) && !memcmp(original, copy, sizeof(copy));
}

static bool is_tracer(struct ir_target *t, uint64_t target)
{
	struct ir_symbol sym;
	bool named = !ir_symbol_at(t, target, &sym) && sym.addr == target;

	for (size_t i = 0; i < sizeof(tracers) / sizeof(tracers[0]); i++) {
		if (named ? !strcmp(sym.name, tracers[i]) : is_copy_of(t, tracers[i], target))
			return true;
	}
	return false;
}

bool ir_values_tracer(struct ir_values *v, uint64_t target, size_t mark)
{
	if (v->at > mark)
		return false;
	if (!v->hook_tried)
		v->hook = is_tracer(v->t, target);
	v->hook_tried = true;
	return v->hook;
}

/* Merge the values of the registers here into those at @to; values that differ become unknown. */
static void merge_into(struct ir_values *v, int64_t to)
{
	struct ir_code *c = v->c;
	int label = to < 0 || (uint64_t)to >= c->size ? -1 : c->label_at[to];

	if (label < 0)
		return;
	if (!c->reached[label]) {
		c->reached[label] = v->changed = true;
		memcpy(c->states[label], v->r, sizeof(v->r));
		return;
	}
	for (unsigned i = 0; i < v->cpu->nr_regs; i++) {
		struct ir_place *s = &c->states[label][i];

		if (!s->root || (s->root == v->r[i].root && s->offset == v->r[i].offset))
			continue;
		*s = ir_place_unknown;
		v->changed = true;
	}
}

static void forget_all(struct ir_values *v)
{
	for (int i = 0; i < IR_CODE_REGS; i++)
		v->r[i] = i == v->cpu->sp ? v->r[i] : ir_place_unknown;
}

static void one_pass(struct ir_values *v)
{
	const struct ir_values_cpu *cpu = v->cpu;
	struct ir_code *c = v->c;
	bool live = true;
	struct ir_flow f;

	forget_all(v);
	v->r[cpu->sp] = (struct ir_place){IR_ROOT_STACK, 0};
	cpu->enter(v);
	v->changed = false;
	for (v->at = 0; v->at < c->size; v->at += f.len) {
		int label = c->label_at[v->at];
		bool ok = cpu->decode(v, &f);
		enum ir_flow_kind kind = ok ? f.kind : IR_FLOW_END;

		if (label >= 0) {
			if (live)
				merge_into(v, (int64_t)v->at);
			live |= c->reached[label];
			if (c->reached[label])
				memcpy(v->r, c->states[label], sizeof(v->r));
		}
		/*
		 * Nothing leads here: it is code that a static key has switched off (tracepoints),
		 * or padding. Only a jump table could lead here. If the function has one, this may
		 * be one of its cases.
		 */
		if (!live && !v->hidden)
			continue;
		live = true;
		if (ok)
			cpu->execute(v);
		if (kind == IR_FLOW_JUMP || kind == IR_FLOW_BRANCH)
			merge_into(v, f.to);
		if (kind == IR_FLOW_ON || kind == IR_FLOW_BRANCH)
			continue;
		/* What follows is reached from elsewhere, or is not code. */
		live = false;
		forget_all(v);
	}
}

enum ir_status ir_values_follow(struct ir_values *v)
{
	struct ir_code *c = v->c;

	c->nr_steps = 0;
	c->settled = true;
	if (!ir_code_find_labels(c, v->cpu->flow, &v->hidden))
		return IR_CORRUPT;
	for (unsigned i = 0; i < MAX_PASSES; i++) {
		one_pass(v);
		if (!v->changed)
			break;
	}
	if (v->changed)
		return IR_CORRUPT;
	v->last = true;
	one_pass(v);
	return c->settled ? IR_OK : IR_CORRUPT;
}

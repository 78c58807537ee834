// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/arch/code.h"

#include "core/stages/engine.h"

#define MAX_PATCHED 4096 /* live-patched functions looked through */
#define MAX_JUMPS   4

/* The largest readable head costs a page at a time; a function is wanted whole. */
static enum ir_status read_whole(struct ir_engine *e, struct ir_code *c)
{
	enum ir_status st = IR_OK;

	for (size_t n = 0; n < c->size && !st;) {
		size_t len = 4096 - (c->start + n) % 4096;

		if (len > c->size - n)
			len = c->size - n;
		st = ir_read(e->t, c->start + n, c->bytes + n, len);
		n += len;
	}
	return st;
}

enum ir_status ir_code_open(struct ir_engine *e, uint64_t addr, uint64_t size, struct ir_code **ret)
{
	struct ir_code *c = e->code;
	enum ir_status st;

	if (!e->arch->follow)
		return IR_UNSUPPORTED;
	if (!size || size > IR_CODE_BYTES || addr + size < addr)
		return IR_CORRUPT;
	if (!c)
		c = e->code = ir_arena_alloc(&e->d->arena, sizeof(*c));
	if (!c)
		return IR_NOMEM;
	c->start = addr;
	c->size = (size_t)size;
	c->nr_steps = 0;
	st = read_whole(e, c);
	if (!st)
		st = e->arch->follow(e->t, c);
	if (!st)
		*ret = c;
	return st;
}

bool ir_code_loaded_from(const struct ir_code *c, struct ir_place p, struct ir_place *mem)
{
	for (unsigned i = 0; p.root >= IR_ROOT_INSN && !p.offset && i < c->nr_steps; i++) {
		const struct ir_step *s = &c->steps[i];

		if (s->at != p.root - IR_ROOT_INSN || s->kind != IR_STEP_LOAD)
			continue;
		*mem = s->mem;
		return true;
	}
	return false;
}

bool ir_place_same(struct ir_place a, struct ir_place b)
{
	return a.root != IR_ROOT_UNKNOWN && a.root != IR_ROOT_STACK && a.root == b.root &&
	       a.offset == b.offset;
}

/* The function a live patch runs instead of the one at @addr. */
static bool live_patched(struct ir_engine *e, uint64_t addr, uint64_t *ret)
{
	const struct ir_member *node = ir_member(e, IR_M_KLP_OPS_NODE);
	const struct ir_member *on_stack = ir_member(e, IR_M_KLP_FUNC_STACK_NODE);
	uint64_t head, at, func, old;

	if (!node || !on_stack || ir_symbol_addr(e->t, "klp_ops", &head) ||
	    ir_read_u64(e->t, head, &at))
		return false;
	for (unsigned n = 0; at != head && n < MAX_PATCHED && e->arch->canonical(at); n++) {
		uint64_t ops = at - node->offset, stack = ir_addr(e, ops, IR_M_KLP_OPS_STACK);

		/* The newest patch of a function is the first on its stack, and the one that runs.
		 */
		if (stack && !ir_read_u64(e->t, stack, &func) && func != stack) {
			func -= on_stack->offset;
			if (!ir_get(e, func, IR_M_KLP_FUNC_OLD, &old) && old == addr)
				return !ir_get(e, func, IR_M_KLP_FUNC_NEW, ret) &&
				       e->arch->canonical(*ret);
		}
		if (ir_read_u64(e->t, at, &at))
			return false;
	}
	return false;
}

uint64_t ir_code_now(struct ir_engine *e, uint64_t addr, const char **how)
{
	*how = "";
	for (unsigned n = 0; n < MAX_JUMPS; n++) {
		uint64_t next;

		if (live_patched(e, addr, &next))
			*how = ir_fmt(e, "%s, live-patched to %016llx", *how,
				      (unsigned long long)next);
		else if (e->arch->jumps_to && !e->arch->jumps_to(e->t, addr, &next))
			*how = ir_fmt(e, "%s, jumps to %016llx", *how, (unsigned long long)next);
		else
			break;
		addr = next;
	}
	return addr;
}

// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/proof/code_ways.h"

#include <string.h>

#include "core/arch/arch.h"
#include "core/target/kernel.h"

#define ANY	 -1
#define ELEMENT	 -2
#define POINTED	 -3
#define ARG(n)	 (IR_ROOT_ARG + (n))
#define FEW_BITS 8 /* that an "and" clears: more, and it is another mask */

enum form {
	ONLY_LOAD,
	STORES_ARG,
	STORES_CONST,
	STORES_TABLE,
	STORES_RESULT,
	STORES_LOCAL,
	STORES_INSIDE,
	ONLY_STORE,
	TESTS,
	HAS_NUMBER,
	HAS_TEXT,
	PASSES_MEMBER,
	PASSES_PLACE,
	PASSES_INSIDE,
	CLEARS,
	CLEARS_ONE_OF,
	SETS,
	ADDS,
	ADDED,
	ONLY_COMPARE,
	CALLED,
	RESTORED
};

static const struct way {
	enum ir_member_id member;
	const char *function;
	enum form form;
	int arg;
	int64_t what;
	const char *callee;
} ways[] = {
#define IR_WAY(member, function, form, arg, what, callee)                                          \
	{IR_M_##member, function, form, arg, what, callee},
#include "core/proof/code_ways.def"
#undef IR_WAY
};

/* Bytes that a store of a constant must have, as other members get the same number; 0: any */
static unsigned width_of(enum ir_member_id id)
{
	return id == IR_M_INODE_MODE ? 2 : id == IR_M_ND_DEPTH || id == IR_M_LOCKREF_COUNT ? 4 : 0;
}

/* @value cut to @width bytes; 0: not cut */
static uint64_t cut(int64_t value, unsigned width)
{
	return width && width < 8 ? (uint64_t)value & ((UINT64_C(1) << 8 * width) - 1)
				  : (uint64_t)value;
}

struct exact {
	const char *name;
	unsigned nr;
	struct ir_symbol sym;
};

static bool take_exact(const struct ir_symbol *sym, void *arg)
{
	struct exact *e = arg;

	if (sym->module[0] || strcmp(sym->name, e->name))
		return true;
	e->nr += !e->nr || sym->addr != e->sym.addr;
	e->sym = *sym;
	return true;
}

struct ir_code *ir_proof_function(struct ir_kernel *k, const char *name)
{
	struct exact e = {.name = name};
	struct ir_code *c;

	if (ir_each_symbol(k->t, name, take_exact, &e) || e.nr != 1 || !e.sym.size ||
	    ir_code_open(k, e.sym.addr, e.sym.size < IR_CODE_BYTES ? e.sym.size : IR_CODE_BYTES,
			 &c))
		return NULL;
	return c;
}

static bool calls(struct ir_kernel *k, const struct ir_step *s, const char *name)
{
	struct ir_symbol sym;

	return s->kind == IR_STEP_CALL && s->target && !ir_symbol_at(k->t, s->target, &sym) &&
	       sym.addr == s->target && !strcmp(sym.name, name);
}

/* Does @p lie where a register has got to by adding a member of the first argument: in an element of an array? */
static bool is_element(const struct ir_code *c, struct ir_place p)
{
	for (unsigned i = 0; p.root >= IR_ROOT_INSN && i < c->nr_steps; i++) {
		const struct ir_step *s = &c->steps[i];

		if (s->at == p.root - IR_ROOT_INSN)
			return s->kind == IR_STEP_ADD && s->to_reg && s->mem.root == ARG(0);
	}
	return false;
}

/* Is @p a place in the object that the row is about? Another object is one that the function was not given. */
static bool in_object(const struct ir_code *c, const struct way *w, struct ir_place p)
{
	struct ir_place from;

	if (w->arg == POINTED)
		return ir_code_loaded_from(c, (struct ir_place){p.root, 0}, &from) &&
		       from.root == ARG(0);
	if (w->arg == ELEMENT)
		return is_element(c, p);
	return w->arg == ANY ? p.root >= IR_ROOT_INSN : p.root == ARG(w->arg);
}

static bool is_table(struct ir_kernel *k, struct ir_place v)
{
	return v.root == IR_ROOT_CONST && v.offset < 0 &&
	       (uint64_t)(int64_t)v.offset >= k->arch->code_from - (1ull << 30) && !(v.offset & 7);
}

/* Did the call at offset @at of the function call @callee? */
static bool result_of(struct ir_kernel *k, const struct ir_code *c, struct ir_place v,
		      const char *callee)
{
	for (unsigned i = 0; v.root >= IR_ROOT_INSN && !v.offset && i < c->nr_steps; i++) {
		if (c->steps[i].at == v.root - IR_ROOT_INSN)
			return c->steps[i].kind == IR_STEP_CALL &&
			       (!callee || calls(k, &c->steps[i], callee));
	}
	return false;
}

/* Bits that are cleared (@kind IR_STEP_AND) or set of a member: in memory, or of a value that was loaded from there */
static bool changes_bits(const struct ir_code *c, const struct ir_step *s, enum ir_step_kind kind,
			 uint64_t *bits, struct ir_place *mem)
{
	if (s->kind != kind || !s->has_imm || s->to_reg)
		return false;
	*mem = s->mem;
	if (!s->has_mem && !ir_code_loaded_from(c, s->value, mem))
		return false;
	*bits = cut(kind == IR_STEP_AND ? ~s->imm : s->imm, s->width);
	return true;
}

static bool shows_bits(const struct ir_code *c, const struct way *w, const struct ir_step *s,
		       struct ir_place *ret)
{
	uint64_t bits, what = (uint64_t)w->what;

	if (!changes_bits(c, s, w->form == SETS ? IR_STEP_OR : IR_STEP_AND, &bits, ret) ||
	    !in_object(c, w, *ret))
		return false;
	if (w->form == CLEARS_ONE_OF)
		return bits && !(bits & ~what) && !(bits & (bits - 1));
	return (bits & what) == what && __builtin_popcountll(bits) <= FEW_BITS;
}

/* done.fn(done.arg): a function and its argument, one behind the other */
static bool called(const struct ir_code *c, const struct way *w, const struct ir_step *s,
		   struct ir_place *ret)
{
	struct ir_place arg;

	if (s->kind != IR_STEP_CALL || s->target || !ir_code_loaded_from(c, s->args[0], &arg))
		return false;
	*ret = s->mem;
	if (!s->has_mem && !ir_code_loaded_from(c, s->value, ret))
		return false;
	return in_object(c, w, *ret) && arg.root == ret->root && arg.offset == ret->offset + 8;
}

/* What was in the object that the old value points at becomes the new value: how a list of saved states is popped. */
static bool restored(const struct ir_code *c, const struct way *w, const struct ir_step *s)
{
	struct ir_place inner, outer;

	return s->kind == IR_STEP_STORE && s->width == 8 && in_object(c, w, s->mem) &&
	       ir_code_loaded_from(c, s->value, &inner) && inner.root >= IR_ROOT_INSN &&
	       ir_code_loaded_from(c, (struct ir_place){inner.root, 0}, &outer) &&
	       in_object(c, w, outer) && outer.offset == s->mem.offset;
}

/* Is the value that was loaded from the object only asked whether it is 0? */
static bool tests(const struct ir_code *c, const struct way *w, const struct ir_step *s,
		  struct ir_place *ret)
{
	const struct ir_step *load;

	if (s->kind == IR_STEP_COMPARE && s->has_mem && s->has_imm && !s->imm)
		return s->width == w->what && in_object(c, w, s->mem);
	load = s->kind == IR_STEP_TEST && ir_place_same(s->value, s->result)
		       ? ir_code_load_of(c, s->value)
		       : NULL;
	if (!load)
		return false;
	*ret = load->mem;
	return load->width == w->what && in_object(c, w, load->mem);
}

/* A byte is read through two pointers, the outer one of which the object has: a text that something has which it points at */
static bool has_text(const struct ir_code *c, const struct way *w, const struct ir_step *s,
		     struct ir_place *ret)
{
	struct ir_place text = {s->mem.root, 0}, holder;

	return (s->kind == IR_STEP_COMPARE || s->kind == IR_STEP_LOAD) && s->has_mem &&
	       s->width == 1 && !s->mem.offset && ir_code_loaded_from(c, text, &holder) &&
	       ir_code_loaded_from(c, (struct ir_place){holder.root, 0}, ret) &&
	       in_object(c, w, *ret);
}

static bool stores(struct ir_kernel *k, const struct ir_code *c, const struct way *w,
		   const struct ir_step *s)
{
	unsigned width = width_of(w->member);

	if (s->kind != IR_STEP_STORE || !in_object(c, w, s->mem) || (width && s->width != width))
		return false;
	switch (w->form) {
	case STORES_ARG: return s->value.root == ARG(w->what) && !s->value.offset;
	case STORES_CONST:
		return s->value.root == IR_ROOT_CONST &&
		       cut(s->value.offset, width) == cut(w->what, width);
	case STORES_TABLE:
		return s->width == 8 && is_table(k, s->value) && s->mem.offset != w->what;
	case STORES_RESULT: return result_of(k, c, s->value, w->callee);
	case STORES_LOCAL: return s->width == 8 && s->value.root == IR_ROOT_STACK;
	case STORES_INSIDE:
		return s->width == 8 && s->value.root == s->mem.root &&
		       s->value.offset > s->mem.offset;
	case ONLY_STORE: return s->width == w->what;
	default: return false;
	}
}

/* Does step @s of @c show the member? Its place is then in @ret. */
static bool shows(struct ir_kernel *k, const struct ir_code *c, const struct way *w,
		  const struct ir_step *s, struct ir_place *ret)
{
	*ret = s->mem;
	switch (w->form) {
	case ONLY_LOAD:
		return s->kind == IR_STEP_LOAD && s->width == w->what && in_object(c, w, s->mem);
	case PASSES_MEMBER:
		return calls(k, s, w->callee) && ir_code_loaded_from(c, s->args[w->what], ret) &&
		       in_object(c, w, *ret);
	case PASSES_PLACE:
		*ret = s->kind == IR_STEP_CALL ? s->args[w->what] : s->mem;
		return calls(k, s, w->callee) && in_object(c, w, *ret) &&
		       ret->offset >= (w->arg != ELEMENT);
	case PASSES_INSIDE:
		return calls(k, s, w->callee) && s->args[0].offset > 0 &&
		       ir_code_loaded_from(c, (struct ir_place){s->args[0].root, 0}, ret) &&
		       in_object(c, w, *ret);
	case CLEARS:
	case CLEARS_ONE_OF:
	case SETS: return shows_bits(c, w, s, ret);
	case ADDS:
		return s->kind == IR_STEP_ADD && !s->to_reg && s->imm == w->what && s->width == 4 &&
		       in_object(c, w, s->mem);
	case ADDED:
		return s->kind == IR_STEP_ADD && s->to_reg && s->width == 8 &&
		       in_object(c, w, s->mem);
	case ONLY_COMPARE:
		return s->kind == IR_STEP_COMPARE && s->has_mem && s->width == w->what &&
		       in_object(c, w, s->mem);
	case TESTS: return tests(c, w, s, ret);
	case HAS_NUMBER:
		return s->kind == IR_STEP_LOAD && s->width == w->what &&
		       ir_code_loaded_from(c, (struct ir_place){s->mem.root, 0}, ret) &&
		       in_object(c, w, *ret);
	case HAS_TEXT: return has_text(c, w, s, ret);
	case CALLED: return called(c, w, s, ret);
	case RESTORED: return restored(c, w, s);
	default: return stores(k, c, w, s);
	}
}

static void follow(struct ir_kernel *k, const struct way *row, struct ir_proof *p)
{
	struct way w = *row;
	const struct ir_member *op = w.form == STORES_TABLE ? ir_member(k, IR_M_INODE_OP) : NULL;
	struct ir_place at, first = {0, 0};
	struct ir_code *c = NULL;
	unsigned where = 0;

	/* Before the function is read: proving i_op reads others. */
	if (op)
		w.what = (int64_t)op->offset;
	if (op || w.form != STORES_TABLE)
		c = ir_proof_function(k, w.function);
	for (unsigned i = 0; c && i < c->nr_steps; i++) {
		if (!shows(k, c, &w, &c->steps[i], &at))
			continue;
		if (first.root && at.offset != first.offset)
			return;
		first = at;
		where = c->steps[i].at;
	}
	if (first.root)
		ir_proof_vote(p, first.offset, ir_fmt(k, "%s+0x%x shows it", w.function, where));
}

void ir_ways_of_code(struct ir_kernel *k, enum ir_member_id id, struct ir_proof *p)
{
	for (size_t i = 0; k->arch->follow && i < sizeof(ways) / sizeof(ways[0]); i++) {
		if (ways[i].member == id)
			follow(k, &ways[i], p);
	}
}

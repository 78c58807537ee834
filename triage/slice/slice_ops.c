// SPDX-License-Identifier: GPL-2.0-or-later
/* What stands in front of the target's operations: it notes why memory is read, learns, answers. */
#include "triage/slice/slice_ops.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/facts/diagnosis.h"
#include "core/types/btf.h"
#include "triage/slice/slice_crash.h"
#include "triage/slice/slice_redact.h"
#include "core/types/layout.h"

static struct ir_slice *slice_of(struct ir_target *t)
{
	/* The operations that the target has are the slice's own. */
	return (struct ir_slice *)((char *)(uintptr_t)t->ops - offsetof(struct ir_slice, ops));
}

static void unanswered(struct ir_slice *s, const char *what, const char *key, const char *key2)
{
	if (!s->unanswered[0])
		snprintf(s->unanswered, sizeof(s->unanswered), "%s %s%s%s", what, key,
			 key2[0] ? "." : "", key2);
}

/* Facts decided since the last look belong to the stage that was running until now. */
static void look_at_facts(struct ir_slice *s)
{
	for (unsigned i = 0; s->diagnosis && i < IR_NR_FACTS; i++) {
		enum ir_tri now = s->diagnosis->facts[i].holds;

		if (now != s->facts[i] && s->nr_stages)
			s->stages[s->nr_stages - 1].facts |= UINT64_C(1) << i;
		s->facts[i] = now;
	}
}

static void follow_stage(struct ir_slice *s)
{
	const struct ir_kernel *kernel = s->k->symbols.kernel;
	const char *name = kernel && kernel->stage ? kernel->stage : "";

	if (!s->recording || !kernel ||
	    (s->nr_stages && !strcmp(s->stages[s->nr_stages - 1].name, name)))
		return;
	look_at_facts(s);
	if (s->nr_stages < IR_SLICE_MAX_STAGES)
		snprintf(s->stages[s->nr_stages++].name, sizeof(s->stages[0].name), "%s", name);
}

static enum ir_status watched_read(struct ir_target *t, uint64_t addr, void *buf, size_t len)
{
	struct ir_slice *s = slice_of(t);

	enum ir_status st;

	follow_stage(s);
	st = s->inner->read(t, addr, buf, len);
	if (!st && s->recording && s->fine && s->why == IR_WHY_LOG)
		ir_slice_log_text(s, addr, buf, len);
	return st;
}

static bool collect(const struct ir_symbol *sym, void *arg)
{
	return ir_answer_symbol(arg, sym);
}

/* BTF itself is not in a slice that carries what was learned from it. */
static bool is_table(const char *base)
{
	return !strcmp(base, "__start_BTF");
}

static enum ir_status answer_name(struct ir_slice *s, const char *base, ir_symbol_fn *fn, void *arg)
{
	const struct ir_answer *a = ir_learned_find(&s->learned, IR_ASK_NAME, base, "", 0);

	if (is_table(base))
		return IR_NOTFOUND;
	if (!a) {
		unanswered(s, "symbol", base, "");
		return IR_ABSENT;
	}
	for (unsigned i = 0; i < a->nr && fn(&a->symbols[i], arg); i++)
		;
	return a->status;
}

static enum ir_status learn_name(struct ir_slice *s, struct ir_target *t, const char *base,
				 ir_symbol_fn *fn, void *arg)
{
	struct ir_answer *a = ir_learned_find(&s->learned, IR_ASK_NAME, base, "", 0);

	if (!a) {
		struct ir_answer found = {.nr = 0};

		/* Asking can lead to other questions: only then is there a place for the answer. */
		found.status = s->inner->each_symbol(t, base, collect, &found);
		a = ir_learned_find(&s->learned, IR_ASK_NAME, base, "", 0);
		if (!a)
			a = ir_learned_add(&s->learned, IR_ASK_NAME, base, "", 0);
		if (!a)
			return IR_NOMEM;
		free(a->symbols);
		a->status = found.status;
		a->symbols = found.symbols;
		a->nr = found.nr;
	}
	for (unsigned i = 0; i < a->nr && fn(&a->symbols[i], arg); i++)
		;
	return a->status;
}

static enum ir_status watched_each_symbol(struct ir_target *t, const char *base, ir_symbol_fn *fn,
					  void *arg)
{
	struct ir_slice *s = slice_of(t);
	unsigned why = s->why;
	enum ir_status st;

	if (why != IR_WHY_CRASH)
		s->why = IR_WHY_SYMBOLS;
	if (s->answering)
		st = answer_name(s, base, fn, arg);
	else if (s->learning)
		st = learn_name(s, t, base, fn, arg);
	else
		st = s->inner->each_symbol(t, base, fn, arg);
	s->why = why;
	return st;
}

static enum ir_status answer_addr(struct ir_slice *s, uint64_t addr, struct ir_symbol *ret)
{
	const struct ir_answer *a = ir_learned_find(&s->learned, IR_ASK_ADDR, "", "", addr);
	char text[24];

	if (!a) {
		snprintf(text, sizeof(text), "%016llx", (unsigned long long)addr);
		unanswered(s, "the symbol at", text, "");
		return IR_ABSENT;
	}
	if (!a->status && a->nr)
		*ret = a->symbols[0];
	return a->status;
}

static enum ir_status watched_symbol_at(struct ir_target *t, uint64_t addr, struct ir_symbol *ret)
{
	struct ir_slice *s = slice_of(t);
	unsigned why = s->why;
	struct ir_symbol sym;
	struct ir_answer *a;
	enum ir_status st;

	if (s->answering)
		return answer_addr(s, addr, ret);
	if (why != IR_WHY_CRASH)
		s->why = IR_WHY_SYMBOLS;
	st = s->inner->symbol_at(t, addr, &sym);
	s->why = why;
	if (s->learning && !ir_learned_find(&s->learned, IR_ASK_ADDR, "", "", addr)) {
		a = ir_learned_add(&s->learned, IR_ASK_ADDR, "", "", addr);
		if (!a || (!st && !ir_answer_symbol(a, &sym)))
			return IR_NOMEM;
		a->status = st;
	}
	if (!st)
		*ret = sym;
	return st;
}

static const struct ir_answer *answer_type(struct ir_slice *s, enum ir_question ask,
					   const char *what, const char *key, const char *key2)
{
	struct ir_answer *a = ir_learned_find(&s->learned, ask, key, key2, 0);

	if (a)
		return a;
	unanswered(s, what, key, key2);
	/* So that the next pass over the original asks it. */
	a = s->recording ? ir_learned_add(&s->learned, ask, key, key2, 0) : NULL;
	if (a)
		a->status = IR_NOMEM;
	return NULL;
}

static enum ir_status watched_member(struct ir_target *t, const char *type, const char *name,
				     struct ir_member *ret)
{
	struct ir_slice *s = slice_of(t);
	const struct ir_answer *a;

	if (!s->answering)
		return s->inner->member(t, type, name, ret);
	a = answer_type(s, IR_ASK_MEMBER, "the place of", type, name);
	if (a && !a->status)
		*ret = (struct ir_member){a->a, a->b};
	return a ? a->status : IR_UNSUPPORTED;
}

static enum ir_status watched_type_size(struct ir_target *t, const char *type, uint64_t *ret)
{
	struct ir_slice *s = slice_of(t);
	const struct ir_answer *a;

	if (!s->answering)
		return s->inner->type_size(t, type, ret);
	a = answer_type(s, IR_ASK_SIZE, "the size of", type, "");
	if (a && !a->status)
		*ret = a->a;
	return a ? a->status : IR_UNSUPPORTED;
}

static enum ir_status watched_enumerator(struct ir_target *t, const char *name, int64_t *ret)
{
	struct ir_slice *s = slice_of(t);
	const struct ir_answer *a;

	if (!s->answering)
		return s->inner->enumerator ? s->inner->enumerator(t, name, ret) : IR_UNSUPPORTED;
	a = answer_type(s, IR_ASK_ENUM, "the value of", name, "");
	if (a && !a->status)
		*ret = (int64_t)a->a;
	return a ? a->status : IR_UNSUPPORTED;
}

static enum ir_status watched_log(struct ir_target *t, ir_line_fn *fn, void *arg)
{
	struct ir_slice *s = slice_of(t);
	unsigned why = s->why;
	enum ir_status st;

	s->why = IR_WHY_LOG;
	st = s->inner->log(t, fn, arg);
	s->why = why;
	return st;
}

/* With the engine still there, the dump's BTF answers what a compact slice will be asked. */
static void learn_types(struct ir_slice *s, struct ir_kernel *kernel)
{
	static const struct {
		const char *type, *member;
	} members[] = {
#define IR_MEMBER(id, type, member)	{type, member},
#define IR_MEMBER_ALT(id, type, member) {type, member},
#include "core/types/layout.def"
#undef IR_MEMBER
#undef IR_MEMBER_ALT
	};

	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
		if (!ir_learned_find(&s->learned, IR_ASK_MEMBER, members[i].type, members[i].member,
				     0))
			(void)ir_learned_add(&s->learned, IR_ASK_MEMBER, members[i].type,
					     members[i].member, 0);
	}
	for (unsigned i = 0; i < s->learned.nr; i++) {
		struct ir_answer *a = s->learned.all[i];
		struct ir_member m = {0, 0};
		int64_t v = 0;

		if (a->ask == IR_ASK_MEMBER)
			a->status = ir_btf_member(kernel, a->key, a->key2, &m);
		if (a->ask == IR_ASK_SIZE)
			a->status = ir_btf_type_size(kernel, a->key, &m.offset);
		if (a->ask == IR_ASK_ENUM)
			a->status = ir_btf_enumerator(kernel, a->key, &v);
		if (a->ask == IR_ASK_MEMBER || a->ask == IR_ASK_SIZE) {
			a->a = m.offset;
			a->b = m.size;
		} else if (a->ask == IR_ASK_ENUM) {
			a->a = (uint64_t)v;
		}
	}
}

static void watched_attach(struct ir_target *t, struct ir_kernel *kernel)
{
	struct ir_slice *s = slice_of(t);
	struct ir_kernel *was = s->k->symbols.kernel;

	if (!kernel && was) {
		if (s->recording)
			look_at_facts(s);
		s->why = IR_WHY_CRASH;
		if (s->recording && s->fine)
			ir_slice_collect_names(s, was);
		if (s->recording && s->for_crash)
			ir_slice_add_crash(was);
		if (s->learning)
			learn_types(s, was);
	}
	s->inner->attach(t, kernel);
	s->why = IR_WHY_MEMORY;
	if (kernel && s->answering)
		ir_note_origin(kernel, "symbols and types: carried by the slice, learned from the dump it was "
			    "made of");
}

void ir_slice_wrap(struct ir_slice *s, struct ir_kdump *k)
{
	s->inner = k->target.ops;
	s->ops = *s->inner;
	s->why = IR_WHY_MEMORY;
	s->ops.read = watched_read;
	s->ops.each_symbol = watched_each_symbol;
	s->ops.symbol_at = watched_symbol_at;
	s->ops.member = watched_member;
	s->ops.type_size = watched_type_size;
	s->ops.enumerator = watched_enumerator;
	s->ops.log = watched_log;
	s->ops.attach = watched_attach;
	k->target.ops = &s->ops;
	k->target.sparse = true;
}

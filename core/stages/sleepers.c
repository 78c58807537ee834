// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/stages/sleepers.h"

#include <string.h>

#include "core/symbols/functions.h"

void ir_sleepers_init(struct ir_engine *e, struct ir_sleepers *l)
{
	l->nr = e->k->t->sparse ? 0 : ir_module_areas(e->k, "xfs", l->xfs);
}

bool ir_touches_xfs(struct ir_engine *e, const struct ir_stack_words *s)
{
	struct ir_symbol sym;

	for (size_t i = 0; i < s->nr; i++) {
		if (s->words[i] < e->k->arch->code_from)
			continue;
		if (!ir_symbol_at(e->k->t, s->words[i], &sym) &&
		    (!strcmp(sym.module, "xfs") || !strncmp(sym.name, "xfs_", 4)))
			return true;
	}
	return false;
}

/* Where XFS is a module, addresses alone tell, without a look at any symbol. */
static bool points_into_module(const struct ir_sleepers *l, const struct ir_stack_words *s)
{
	for (size_t i = 0; i < s->nr; i++) {
		for (unsigned n = 0; n < l->nr; n++) {
			if (s->words[i] - l->xfs[n].start < l->xfs[n].size)
				return true;
		}
	}
	return false;
}

/* Can a frame of this function tell what a task is doing? In a trampoline's place it can be any. */
static bool may_tell(struct ir_symbol *sym)
{
	ir_symbol_base(sym->name);
	for (enum ir_role role = IR_ROLE_RECYCLE; role <= IR_ROLE_EVICT; role++) {
		if (ir_function_has_role(sym->name, role))
			return true;
	}
	return ir_function_has_role(sym->name, IR_ROLE_TRAMPOLINE);
}

bool ir_may_work_on_xfs(struct ir_engine *e, const struct ir_sleepers *l,
			const struct ir_stack_words *s)
{
	struct ir_symbol sym;

	if (l->nr ? !points_into_module(l, s) : !ir_touches_xfs(e, s))
		return false;
	for (size_t i = 0; i < s->nr; i++) {
		uint64_t v = s->words[i];

		if (v < e->k->arch->code_from || ir_symbol_at(e->k->t, v, &sym))
			continue;
		if (may_tell(&sym))
			return true;
		/* A return address can be the one of the next function. */
		if (v - sym.addr <= 1 && !ir_symbol_at(e->k->t, v - 1, &sym) && may_tell(&sym))
			return true;
	}
	return false;
}

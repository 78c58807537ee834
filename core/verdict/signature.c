// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The signature groups crashes of one kind: class, phase, and a hash of the innermost functions, by
 * name only, so that neither KASLR nor another compiler nor another release changes it.
 */
#include "core/stages/engine.h"
#include "core/symbols/functions.h"

#include <string.h>
#include "core/verdict/verdict.h"

#define FRAMES	   5
#define FEW_FRAMES 2

static uint64_t fnv1a(uint64_t hash, const char *s)
{
	/* the terminating NUL separates names */
	do {
		hash = (hash ^ (unsigned char)*s) * UINT64_C(0x100000001b3);
	} while (*s++);
	return hash;
}

const char *ir_signature(struct ir_engine *e, bool coarse)
{
	const struct ir_verdict *v = &e->d->verdict;
	const struct ir_backtrace *bt = &e->d->fault.backtrace;
	uint64_t hash = fnv1a(UINT64_C(0xcbf29ce484222325), ir_class_name(v->class));
	unsigned used = 0;

	const char *phase = coarse ? NULL : v->phase;
	unsigned max = coarse ? FEW_FRAMES : FRAMES;

	/* The shape that was known first is not in the hash: its signatures stay what they were. */
	if (v->shape && strcmp(v->shape, "null-get-link"))
		hash = fnv1a(hash, v->shape);
	if (phase)
		hash = fnv1a(hash, phase);
	for (unsigned i = 0; i < bt->nr && used < max; i++) {
		const char *name = bt->frames[i].symbol;

		/* pick_link() is inlined here and not there; all its callers are one place. */
		if (!name || !bt->frames[i].reliable ||
		    ir_function_has_role(name, IR_ROLE_GET_LINK) ||
		    ir_function_has_role(name, IR_ROLE_HELPER))
			continue;
		hash = fnv1a(hash, name);
		used++;
	}
	return ir_fmt(e->k, "%s/%s%s%016llx", ir_class_name(v->class), phase ? phase : "",
		      phase ? "/" : "", (unsigned long long)hash);
}

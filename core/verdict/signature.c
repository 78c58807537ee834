// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The signature is the same for crashes of one kind. It is made of class, phase, and a 64-bit
 * FNV-1a hash of both and of the names of the innermost functions. It has no addresses, so KASLR,
 * another compiler or another release do not change it.
 */
#include "core/stages/engine.h"
#include "core/symbols/functions.h"

#include <string.h>
#include "core/verdict/verdict.h"

#define FRAMES	   5
#define FEW_FRAMES 2

static uint64_t fnv1a(uint64_t hash, const char *s)
{
	/* The terminating NUL is hashed, too: it separates names. */
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

		/* Compilers inline pick_link() or not, so it and its callers are left out. */
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

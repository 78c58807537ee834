// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The signature is the same for crashes of one kind. It is made of class, phase, and a 64-bit
 * FNV-1a hash of both and of the names of the innermost functions. It has no addresses, so KASLR,
 * another compiler or another release do not change it.
 */
#include "core/lib/hash.h"
#include "core/stages/engine.h"
#include "core/symbols/functions.h"

#include <string.h>
#include "core/verdict/verdict.h"

#define FRAMES	   5
#define FEW_FRAMES 2

const char *ir_signature(struct ir_engine *e, bool coarse)
{
	const struct ir_verdict *v = &e->d->verdict;
	const struct ir_backtrace *bt = &e->d->fault.backtrace;
	uint64_t hash = ir_hash_string(IR_HASH_START, ir_class_name(v->class));
	unsigned used = 0, read = 0;
	const char *phase = coarse ? NULL : v->phase;
	unsigned max = coarse ? FEW_FRAMES : FRAMES;

	/* The shape that was known first is not in the hash: its signatures stay what they were. */
	if (v->shape && strcmp(v->shape, "null-get-link"))
		hash = ir_hash_string(hash, v->shape);
	if (phase)
		hash = ir_hash_string(hash, phase);
	for (unsigned i = 0; i < bt->nr && used < max; i++) {
		const char *name = bt->frames[i].symbol;

		read += name && bt->frames[i].reliable;
		/* Compilers inline pick_link() or not, so it and its callers are left out. */
		if (!name || !bt->frames[i].reliable ||
		    ir_function_has_role(name, IR_ROLE_GET_LINK) ||
		    ir_function_has_role(name, IR_ROLE_HELPER))
			continue;
		hash = ir_hash_string(hash, name);
		used++;
	}
	/* Of crashes without a stack nobody knows whether they are alike. */
	if (!read)
		return NULL;
	return ir_fmt(e->k, "%s/%s%s%016llx", ir_class_name(v->class), phase ? phase : "",
		      phase ? "/" : "", (unsigned long long)hash);
}

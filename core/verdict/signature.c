// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The signature is the same for crashes of one kind. It is made of class, phase, and a 64-bit
 * FNV-1a hash of both and of the names of the innermost functions. It has no addresses, so KASLR,
 * another compiler or another release do not change it.
 */
#include "core/stages/engine.h"
#include "core/symbols/functions.h"
#include "core/verdict/verdict.h"

#define FRAMES 5

static uint64_t fnv1a(uint64_t hash, const char *s)
{
	/* The terminating NUL is hashed, too: it separates names. */
	do {
		hash = (hash ^ (unsigned char)*s) * UINT64_C(0x100000001b3);
	} while (*s++);
	return hash;
}

const char *ir_signature(struct ir_engine *e)
{
	const struct ir_verdict *v = &e->d->verdict;
	const struct ir_backtrace *bt = &e->d->fault.backtrace;
	uint64_t hash = fnv1a(UINT64_C(0xcbf29ce484222325), ir_class_name(v->class));
	unsigned used = 0;

	if (v->phase)
		hash = fnv1a(hash, v->phase);
	for (unsigned i = 0; i < bt->nr && used < FRAMES; i++) {
		const char *name = bt->frames[i].symbol;

		/* Compilers inline pick_link() or not, so it and its callers are left out. */
		if (!name || !bt->frames[i].reliable ||
		    ir_function_has_role(name, IR_ROLE_GET_LINK) ||
		    ir_function_has_role(name, IR_ROLE_HELPER))
			continue;
		hash = fnv1a(hash, name);
		used++;
	}
	return ir_fmt(e->k, "%s/%s%s%016llx", ir_class_name(v->class), v->phase ? v->phase : "",
		      v->phase ? "/" : "", (unsigned long long)hash);
}

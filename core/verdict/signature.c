// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The signature is the same for crashes of one kind. It is made of class, phase, and a 64-bit FNV-1a hash of both
 * and of the names of the innermost functions. It has no addresses, so KASLR does not change it, and it leaves out
 * the functions that tracers, live patches, inlining, mitigations and releases put on a stack or take from it.
 *
 * A version, once released, never changes: tickets and databases have its signatures. What is wrong with it is
 * mended in the next one. Both are made of the diagnosis alone, so that also of one that was read back from JSON
 * the older signatures can be told. Where two versions hash the same functions, they give the same signature.
 */
#include "core/verdict/signature.h"

#include <stdio.h>
#include <string.h>

#include "core/lib/hash.h"
#include "core/symbols/functions.h"

#define FRAMES	   5
#define FEW_FRAMES 2

static bool is(const struct ir_frame *f, enum ir_role role)
{
	return ir_function_has_role(f->symbol, role);
}

/* Version 2: all frames that are neither helpers nor callers of ->get_link. Returns whether one was read. */
static bool frames_2(const struct ir_diagnosis *d, unsigned max, struct ir_signature *ret)
{
	unsigned counted = 0;
	bool read = false;

	for (unsigned i = 0; i < ret->nr; i++) {
		const struct ir_frame *f = &d->fault.backtrace.frames[i];

		read |= f->symbol && f->reliable;
		ret->use[i] = !f->symbol		? IR_FRAME_NAMELESS
			      : !f->reliable		? IR_FRAME_GUESS
			      : is(f, IR_ROLE_GET_LINK) ? IR_FRAME_GET_LINK
			      : is(f, IR_ROLE_HELPER)	? IR_FRAME_HELPER
			      : counted == max		? IR_FRAME_ENOUGH
							: IR_FRAME_COUNTS;
		counted += ret->use[i] == IR_FRAME_COUNTS;
	}
	return read;
}

static bool noticed(const struct ir_frame *f)
{
	return is(f, IR_ROLE_BY_SOFT_LOCKUP) || is(f, IR_ROLE_BY_HARD_LOCKUP) ||
	       is(f, IR_ROLE_BY_RCU_STALL);
}

/* Behind frame @i, that noticed a lockup: where the code begins that it interrupted. */
static unsigned interrupted(const struct ir_backtrace *bt, unsigned i, unsigned nr)
{
	while (i < nr && !is(&bt->frames[i], IR_ROLE_INTERRUPT))
		i++;
	while (i < nr && (is(&bt->frames[i], IR_ROLE_INTERRUPT) || !bt->frames[i].reliable))
		i++;
	return i;
}

/*
 * Where the stack of the crash itself begins: behind panic() and what called it only to tell. Of a hung task's panic
 * nothing is left, as it is the watchdog's own thread.
 */
static unsigned begin(const struct ir_diagnosis *d, unsigned nr)
{
	const struct ir_backtrace *bt = &d->fault.backtrace;
	enum ir_class class = d->verdict.class;
	unsigned ret = 0;

	for (unsigned i = 0; i < nr; i++) {
		const struct ir_frame *f = &bt->frames[i];

		if (!f->reliable)
			continue;
		if (is(f, IR_ROLE_SHUTDOWN) || is(f, IR_ROLE_TELLS) ||
		    (class == IR_CLASS_HUNG_TASK && is(f, IR_ROLE_BY_HUNG_TASK)))
			ret = i + 1;
		else if (class == IR_CLASS_LOCKUP && noticed(f))
			return interrupted(bt, i + 1, nr);
	}
	return ret;
}

/*
 * Did it go wrong in the very function @f, which is the innermost? A NULL that such a function called could be
 * anybody's.
 */
static bool died_in_entry(const struct ir_diagnosis *d, const struct ir_frame *f)
{
	return (d->verdict.class == IR_CLASS_BUG ||
		d->verdict.class == IR_CLASS_MEMORY_FAULT_OTHER) &&
	       f == d->fault.backtrace.frames;
}

/* What version 3 says of a frame by itself. */
static enum ir_frame_use use_3(const struct ir_diagnosis *d, const struct ir_frame *f)
{
	bool race = d->verdict.class == IR_CLASS_XFS_REINIT_RACE;

	if (!f->reliable)
		return IR_FRAME_GUESS;
	if (!f->symbol)
		return IR_FRAME_NAMELESS;
	if (is(f, IR_ROLE_ENTRY))
		return died_in_entry(d, f) ? IR_FRAME_COUNTS : IR_FRAME_ENTRY;
	if (is(f, IR_ROLE_INTERRUPT))
		return IR_FRAME_INTERRUPT;
	if (is(f, IR_ROLE_GET_LINK))
		return IR_FRAME_GET_LINK;
	if (is(f, IR_ROLE_HELPER) || is(f, IR_ROLE_SLEEPS))
		return IR_FRAME_HELPER;
	if (is(f, IR_ROLE_PASSES_ON))
		return IR_FRAME_PASSES_ON;
	return race && !is(f, IR_ROLE_WALK) ? IR_FRAME_NOT_WALK : IR_FRAME_COUNTS;
}

/*
 * Does the part of the stack that says something end here? A nameless frame may be all that was read. What a CPU
 * hangs in can be the code that an interrupt's own work has just interrupted.
 */
static bool ends(const struct ir_diagnosis *d, enum ir_frame_use use, bool counted)
{
	if (use == IR_FRAME_ENTRY || use == IR_FRAME_INTERRUPT)
		return counted || d->verdict.class != IR_CLASS_LOCKUP;
	return counted && (use == IR_FRAME_NAMELESS || use == IR_FRAME_NOT_WALK);
}

/* Version 3. Returns whether a frame says where it happened. */
static bool frames_3(const struct ir_diagnosis *d, unsigned max, struct ir_signature *ret)
{
	unsigned counted = 0, first = begin(d, ret->nr);
	bool walk = false, ended = false;

	for (unsigned i = 0; i < ret->nr; i++) {
		enum ir_frame_use use = i < first ? IR_FRAME_TELLS
					: ended	  ? IR_FRAME_BEYOND
						  : use_3(d, &d->fault.backtrace.frames[i]);

		if (use == IR_FRAME_COUNTS && counted == max)
			use = IR_FRAME_ENOUGH;
		counted += use == IR_FRAME_COUNTS;
		walk |= use == IR_FRAME_GET_LINK;
		ended |= i >= first && ends(d, use, counted > 0);
		ret->use[i] = use;
	}
	return counted || walk;
}

static uint64_t hash_frames(uint64_t hash, const struct ir_diagnosis *d, unsigned version,
			    const struct ir_signature *s)
{
	for (unsigned i = 0; i < s->nr; i++) {
		const char *name = d->fault.backtrace.frames[i].symbol;

		if (s->use[i] == IR_FRAME_COUNTS)
			hash = ir_hash_string(hash,
					      version > 2 ? ir_function_unpatched(name) : name);
	}
	return hash;
}

void ir_signature_make(const struct ir_diagnosis *d, unsigned version, bool coarse,
		       struct ir_signature *ret)
{
	const struct ir_verdict *v = &d->verdict;
	const char *class = ir_class_name(v->class);
	unsigned max = coarse ? FEW_FRAMES : FRAMES;
	uint64_t hash = ir_hash_string(IR_HASH_START, class);
	bool known;

	*ret = (struct ir_signature){.phase = coarse ? NULL : v->phase};
	ret->nr = d->fault.backtrace.nr;
	if (ret->nr > IR_SIGNATURE_FRAMES)
		ret->nr = IR_SIGNATURE_FRAMES;
	/* The shape that was known first is not in the hash: its signatures stay what they were. */
	if (v->shape && strcmp(v->shape, "null-get-link"))
		ret->shape = v->shape;
	if (ret->shape)
		hash = ir_hash_string(hash, ret->shape);
	if (ret->phase)
		hash = ir_hash_string(hash, ret->phase);
	known = version > 2 ? frames_3(d, max, ret) : frames_2(d, max, ret);
	hash = hash_frames(hash, d, version, ret);
	if (known)
		snprintf(ret->text, sizeof(ret->text), "%s/%s%s%016llx", class,
			 ret->phase ? ret->phase : "", ret->phase ? "/" : "",
			 (unsigned long long)hash);
}

const char *ir_frame_use_words(enum ir_frame_use use)
{
	switch (use) {
	case IR_FRAME_COUNTS: return "counts";
	case IR_FRAME_ENOUGH: return "- enough are counted";
	case IR_FRAME_GUESS: return "- a guess";
	case IR_FRAME_NAMELESS: return "- has no name";
	case IR_FRAME_GET_LINK: return "- calls ->get_link, inlined or not";
	case IR_FRAME_HELPER: return "- works for its caller";
	case IR_FRAME_PASSES_ON: return "- only passes on, inlined or not";
	case IR_FRAME_TELLS: return "- only tells what happened elsewhere";
	case IR_FRAME_NOT_WALK: return "- not path lookup; who asked for it does not matter";
	case IR_FRAME_ENTRY: return "- the stack begins here";
	case IR_FRAME_INTERRUPT: return "- interrupted another stack";
	case IR_FRAME_BEYOND: break;
	}
	return "- beyond that";
}

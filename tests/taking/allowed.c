// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a verdict may become when information is taken away. The same class, not surer than before (unless what was taken contradicted the rest), with the same shape
 * and phase or none; undetermined; or another class, which is then only possible, and not the race. What is missing must
 * be said.
 *
 * A look-alike of which the fact that told it apart was taken is what the contract calls the race, likely (one deciding fact
 * is unknown) or possible (more): four facts of five hold, and the fifth could not be read. That is no violation, as long as
 * what was seen is as it was: each fact that spoke against the race is unknown now, or speaks against it still.
 */
#include "tests/taking/taking.h"

#include <string.h>

static int sureness(const struct ir_verdict *v)
{
	if (!v->confidence)
		return 0;
	return !strcmp(v->confidence, "confirmed") ? 3 : !strcmp(v->confidence, "likely") ? 2 : 1;
}

static bool differs(const char *whole, const char *less)
{
	return less && (!whole || strcmp(whole, less));
}

#define F(fact) (UINT64_C(1) << IR_FACT_##fact)

/* What decides for the race, and what against it */
static const uint64_t decides = F(EVENT_FAULT) | F(CALLED_NULL_GET_LINK) | F(RCU_WALK) | F(INODE_IS_XFS) | F(DENTRY_DIED) |
				F(TABLE_TRANSIENT) | F(READ_OTHERS_LINK) | F(NULL_SECURITY) | F(INODE_RESET);
static const uint64_t excludes = F(INODE_FREED);

/* Was what told a look-alike apart taken, and nothing turned round? */
static bool only_lost(const struct ir_diagnosis *whole, const struct ir_diagnosis *less)
{
	bool lost = false;

	for (unsigned i = 0; i < IR_NR_FACTS; i++) {
		bool against = excludes >> i & 1;
		enum ir_tri no = against ? IR_TRUE : IR_FALSE, before = whole->facts[i].holds, after = less->facts[i].holds;

		if (!((decides | excludes) >> i & 1) || before != no)
			continue;
		if (after != no && after != IR_UNKNOWN)
			return false;
		lost |= after == IR_UNKNOWN;
	}
	return lost;
}

/*
 * How many things contradict each other: members by the kernel's code and data, the CPUs that say they crashed. Without what
 * contradicts, the rest may be surer, and if it is what is damaged, of another class.
 */
static unsigned contradictions(const struct ir_diagnosis *d)
{
	unsigned n = 0;

	for (size_t i = 0; i < d->notes.origins.nr; i++)
		n += strstr(d->notes.origins.items[i], "not proved: contradictory") != NULL;
	for (size_t i = 0; i < d->notes.observations.nr; i++)
		n += strstr(d->notes.observations.items[i], "one of them is damaged") != NULL;
	return n;
}

const char *verdict_violation(const struct ir_diagnosis *all, const struct ir_diagnosis *part, bool *rated)
{
	const struct ir_verdict *whole = &all->verdict, *less = &part->verdict;
	bool says_missing = part->notes.missing.nr > 0;

	*rated = false;
	if (less->class == IR_CLASS_UNDETERMINED)
		return says_missing ? NULL : "does not say what is missing";
	if (less->class != whole->class) {
		if (less->race == IR_TRUE && whole->race == IR_FALSE) {
			*rated = says_missing && sureness(less) < 3 && only_lost(all, part);
			return *rated ? NULL : "a look-alike became the race";
		}
		if (contradictions(part) < contradictions(all))
			return NULL;
		if (sureness(less) > 1)
			return "became another class";
		return says_missing ? NULL : "does not say what is missing";
	}
	if (sureness(less) > sureness(whole) && contradictions(part) >= contradictions(all))
		return "became surer";
	if (differs(whole->shape, less->shape))
		return "became another shape";
	if (differs(whole->phase, less->phase))
		return "became another phase";
	return NULL;
}

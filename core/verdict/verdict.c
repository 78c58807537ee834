// SPDX-License-Identifier: GPL-2.0-or-later
/* From facts to the verdict: ir_decide() applies rules.def. */
#include "core/stages/oops_facts.h"
#include "core/verdict/signature.h"
#include "core/verdict/verdict.h"

#include <assert.h>
#include <string.h>

static_assert(IR_NR_FACTS <= 64, "a set of facts is a 64-bit mask");

#define F(fact) (UINT64_C(1) << IR_FACT_##fact)

static const struct {
	enum ir_class class;
	uint64_t need, must, not, clear;
} rules[] = {
#define IR_RULE(class, need, must, not, clear) {IR_CLASS_##class, need, must, not, clear},
#include "core/verdict/rules.def"
#undef IR_RULE
};

/* The phase of the race, by the inode in the dump; NULL when that cannot be read. */
static const char *phase_of(const enum ir_tri facts[IR_NR_FACTS])
{
	if (facts[IR_FACT_IOP_NOW_EMPTY] == IR_TRUE)
		return "in-window";
	if (facts[IR_FACT_IOP_NOW_EMPTY] == IR_UNKNOWN || facts[IR_FACT_IOP_NO_TABLE] == IR_TRUE ||
	    facts[IR_FACT_INODE_NOT_SYMLINK] == IR_UNKNOWN)
		return NULL;
	return facts[IR_FACT_INODE_NOT_SYMLINK] == IR_TRUE ? "reused" : "healed";
}

/* Where a walk died of the race */
static const char *shape_of(const enum ir_tri facts[IR_NR_FACTS])
{
	return facts[IR_FACT_READ_OTHERS_LINK] == IR_TRUE ? "link-text"
	       : facts[IR_FACT_NULL_SECURITY] == IR_TRUE  ? "security-blob"
							  : "null-get-link";
}

/* The unknown facts for which rule @i is not ruled out yet; 0 when something seen rules it out */
static uint64_t open_for(size_t i, const uint64_t known[3])
{
	if (rules[i].need & known[IR_FALSE] || rules[i].must & known[IR_FALSE] ||
	    rules[i].not &known[IR_TRUE] || rules[i].clear & known[IR_TRUE])
		return 0;
	return (rules[i].need | rules[i].must | rules[i].clear) & known[IR_UNKNOWN];
}

/*
 * The unknown facts that may hide another class behind rule @i: one that comes before it, or one whose facts this rule
 * must not have. What was not seen is no reason to be sure.
 */
static uint64_t hidden_by(size_t i, const uint64_t known[3])
{
	uint64_t hidden = 0;

	for (size_t n = 0; n < sizeof(rules) / sizeof(rules[0]); n++)
		if (rules[n].class != rules[i].class &&
		    (n < i || rules[n].need & rules[i].not &known[IR_UNKNOWN]))
			hidden |= open_for(n, known);
	return hidden;
}

/*
 * The oops text of a look-alike is the race's; the dentry and the table tell them apart. Where neither was seen it may
 * be either.
 */
static bool is_told_apart(const uint64_t known[3])
{
	return known[IR_TRUE] & (F(DENTRY_DIED) | F(TABLE_TRANSIENT) | F(INODE_RESET));
}

/* What an inode shows of itself */
#define OF_INODE (F(INODE_IS_XFS) | F(IOP_NOW_EMPTY) | F(INODE_NOT_SYMLINK))

/*
 * Memory that was freed and allocated anew is reset as well. An inode in that state shows the difference in its flags; where
 * they were not seen it may be that. So it may where i_op was not seen, which alone tells such an inode from one that has
 * healed. A task that holds the inode helps only where it is seen to recycle it: it may be that which allocates it.
 */
static bool may_be_fresh(const uint64_t known[3])
{
	if (known[IR_UNKNOWN] & F(IOP_NOW_EMPTY))
		return !(known[IR_TRUE] & F(INODE_RECYCLING));
	return known[IR_TRUE] & F(IOP_NOW_EMPTY) && known[IR_UNKNOWN] & F(INODE_RECYCLING);
}

/* How sure is it? 0 confirmed, 1 likely, 2 possible */
static int level_of(size_t i, const uint64_t known[3], enum ir_seen seen, struct ir_verdict *ret)
{
	uint64_t must = rules[i].must & known[IR_UNKNOWN];
	bool race = rules[i].class == IR_CLASS_XFS_REINIT_RACE;
	int level = !must ? 0 : race && !(must & (must - 1)) ? 1 : 2;

	ret->unknown = must;
	/*
	 * A log never shows more than what is likely, and of the race no more than what is possible, unless a register shows
	 * where the table lies that was called through. Where the trace breaks off, path lookup may have called.
	 */
	if (seen == IR_SEEN_LOG && race)
		return known[IR_TRUE] & F(TABLE_IN_IMAGE) ? 1 : 2;
	if (seen == IR_SEEN_LOG)
		return hidden_by(i, known) & F(FAULT_IN_PATH_WALK) ? 2 : 1;
	if (!race)
		ret->unknown |= hidden_by(i, known);
	if (ret->unknown & ~must)
		return 2;
	if (race && !level && may_be_fresh(known)) {
		ret->unknown |= F(INODE_RECYCLING);
		level = 1;
	}
	if (seen == IR_SEEN_LOG_OF_DUMP && !level)
		level = 1;
	/* The inode decides, too: one that was not seen may have been anything. */
	if (race && (seen == IR_SEEN_LOG_OF_DUMP || (known[IR_UNKNOWN] & OF_INODE) == OF_INODE))
		level = 2;
	return level;
}

void ir_decide(const enum ir_tri facts[IR_NR_FACTS], enum ir_seen seen, struct ir_verdict *ret)
{
	static const char *const confidence[] = {"confirmed", "likely", "possible"};
	uint64_t known[3] = {0};

	for (unsigned i = 0; i < IR_NR_FACTS; i++)
		known[facts[i]] |= UINT64_C(1) << i;
	memset(ret, 0, sizeof(*ret));
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		bool race = rules[i].class == IR_CLASS_XFS_REINIT_RACE;

		if ((rules[i].need & known[IR_TRUE]) != rules[i].need ||
		    rules[i].must & known[IR_FALSE] || rules[i].not &known[IR_TRUE] ||
		    (rules[i].clear & known[IR_FALSE]) != rules[i].clear)
			continue;
		/*
		 * A log shows neither inode nor dentry. It can show a jump to 0 from a caller of
		 * ->get_link, and that no dentry was passed: then the race is likely or possible, and
		 * never more than that. With less nothing can be said.
		 */
		if (race && (seen == IR_SEEN_LOG ? facts[IR_FACT_RCU_WALK] != IR_TRUE
						 : !is_told_apart(known)))
			break;
		ret->confidence = confidence[level_of(i, known, seen, ret)];
		ret->class = rules[i].class;
		ret->race = ir_tri_of(race);
		if (race) {
			ret->phase = phase_of(facts);
			ret->shape = shape_of(facts);
		}
		return;
	}
	ret->class = IR_CLASS_UNDETERMINED;
	ret->race = IR_UNKNOWN;
}

static void observe_contradiction(struct ir_engine *e)
{
	if ((ir_fact_holds(e->d, IR_FACT_RACE_IMPOSSIBLE) == IR_TRUE ||
	     e->d->exposure.call_guarded) &&
	    ir_fact_holds(e->d, IR_FACT_CALLED_NULL_GET_LINK) == IR_TRUE &&
	    ir_fact_holds(e->d, IR_FACT_DENTRY_DIED) == IR_TRUE)
		ir_note_observation(
			e->k, ir_fmt(e->k, "contradiction: the walk looks like the race, but %s",
				     e->d->exposed_text));
}

static const char *signature(struct ir_engine *e, bool coarse)
{
	struct ir_signature s;

	ir_signature_make(e->d, IR_SIGNATURE_VERSION, coarse, &s);
	return s.text[0] ? ir_fmt(e->k, "%s", s.text) : NULL;
}

void ir_stage_verdict(struct ir_engine *e)
{
	struct ir_diagnosis *d = e->d;
	enum ir_tri facts[IR_NR_FACTS];
	bool log_only = !e->task && !e->no_cpu_crashed;
	enum ir_seen seen = !log_only		 ? IR_SEEN_DUMP
			    : ir_is_log(e->k->t) ? IR_SEEN_LOG
						 : IR_SEEN_LOG_OF_DUMP;

	for (unsigned i = 0; i < IR_NR_FACTS; i++)
		facts[i] = d->facts[i].holds;
	/*
	 * Without types the facts are those of a log. But here a register shows the table that was
	 * called through, and the table is not a known one: it may be another file system's, or no
	 * table. So the log's facts do not decide: it may be the race or not.
	 */
	if (log_only && d->called_through.address.known &&
	    facts[IR_FACT_TABLE_TRANSIENT] == IR_UNKNOWN) {
		facts[IR_FACT_CALLED_NULL_GET_LINK] = IR_UNKNOWN;
		facts[IR_FACT_CALLED_NULL_IOP] = IR_UNKNOWN;
	}
	ir_decide(facts, seen, &d->verdict);
	ir_list_missing(e);
	d->verdict.summary = ir_summary(e);
	d->verdict.title = ir_title(e);
	d->verdict.signature = signature(e, false);
	d->verdict.coarse = signature(e, true);
	observe_contradiction(e);
	ir_observe_differences(e);
}

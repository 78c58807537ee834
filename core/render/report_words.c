// SPDX-License-Identifier: GPL-2.0-or-later
/* Words for a diagnosis, the same in the text and the Markdown report. */
#include "core/render/report.h"

#include <stdio.h>
#include <string.h>

bool ir_is_race(const struct ir_diagnosis *d)
{
	return d->verdict.class == IR_CLASS_XFS_REINIT_RACE;
}

bool ir_fact_decides(enum ir_fact fact)
{
	return fact <= IR_FACT_TABLE_TRANSIENT;
}

bool ir_fact_shown(const struct ir_diagnosis *d, enum ir_fact fact)
{
	const struct ir_evidence *e = &d->facts[fact];

	if (e->text)
		return true;
	return e->holds == IR_UNKNOWN && ir_fact_decides(fact) &&
	       (ir_is_race(d) || d->verdict.class == IR_CLASS_UNDETERMINED);
}

/*
 * A reader first wants what supports the verdict, and, wherever a path walk crashed, the facts that
 * decide about the race. The others are shown with -v.
 */
/* A walk that died of another shape called nothing, and went through no table. */
static bool of_another_shape(const struct ir_diagnosis *d, enum ir_fact fact)
{
	const char *shape = d->verdict.shape;

	return shape && strcmp(shape, "null-get-link") &&
	       (fact == IR_FACT_CALLED_NULL_GET_LINK || fact == IR_FACT_TABLE_TRANSIENT);
}

bool ir_fact_in_brief(const struct ir_diagnosis *d, enum ir_fact fact)
{
	char mark;

	if (!ir_fact_shown(d, fact))
		return false;
	mark = ir_fact_mark(d, fact);
	if (mark == '+' || mark == '-')
		return true;
	if (fact == IR_FACT_IFOP_NO_OPEN || fact == IR_FACT_IOP_NOW_EMPTY ||
	    fact == IR_FACT_INODE_RECYCLING)
		return ir_about_walk(d);
	/* Is the damaged memory also free? */
	if (fact == IR_FACT_INODE_FREED && d->verdict.class == IR_CLASS_INODE_CORRUPTION)
		return true;
	return ir_fact_decides(fact) && !of_another_shape(d, fact) &&
	       (ir_about_walk(d) || mark == '?');
}

static bool is_damage(enum ir_fact fact)
{
	return fact == IR_FACT_IOP_DAMAGED || fact == IR_FACT_DENTRY_TYPE_DAMAGED ||
	       fact == IR_FACT_INODE_FREED || fact == IR_FACT_IN_LINK_TEXT;
}

char ir_fact_mark(const struct ir_diagnosis *d, enum ir_fact fact)
{
	enum ir_tri holds = d->facts[fact].holds;
	bool ours = d->verdict.class == ir_fact_class(fact);

	if (holds == IR_UNKNOWN)
		return '?';
	if (holds == IR_TRUE) {
		if (ours)
			return '+';
		/* Damaged memory could also explain a call to 0. */
		return is_damage(fact) && ir_is_race(d) ? '-' : '.';
	}
	if (ir_fact_decides(fact))
		return '-';
	/*
	 * The other facts of the race tell its phase: one that is false rules out a phase, not the
	 * race.
	 */
	if (ir_is_race(d) && (fact == IR_FACT_KERNEL_EXPOSED || fact == IR_FACT_WALK_REGS_AGREE))
		return '-';
	return fact == IR_FACT_REGS_AGREE ? '-' : '.';
}

const char *ir_fact_words(const struct ir_diagnosis *d, enum ir_fact fact)
{
	static const char *const unknown[] = {
		[IR_FACT_CALLED_NULL_GET_LINK] =
			"not known whether the CPU fetched at 0 from a call of ->get_link",
		[IR_FACT_RCU_WALK] = "not known whether the path walk was in RCU mode",
		[IR_FACT_INODE_IS_XFS] = "not known whether the inode belongs to XFS",
		[IR_FACT_DENTRY_DIED] =
			"not known whether the link's dentry changed after the walk checked it",
		[IR_FACT_TABLE_TRANSIENT] = "not known which operations table was called through",
	};

	if (d->facts[fact].text)
		return d->facts[fact].text;
	if (d->facts[fact].holds == IR_UNKNOWN && ir_fact_decides(fact))
		return unknown[fact];
	return ir_fact_id(fact);
}

/* The @n-th check of all facts; NULL for none, and for a fact that is not in the report. */
static const char *check_at(const struct ir_diagnosis *d, unsigned n)
{
	return ir_fact_in_brief(d, n / IR_MAX_CHECKS)
		       ? d->facts[n / IR_MAX_CHECKS].check[n % IR_MAX_CHECKS]
		       : NULL;
}

bool ir_of_log(const struct ir_diagnosis *d)
{
	return d->door && !strcmp(d->door, "log");
}

const char *ir_next_check(const struct ir_diagnosis *d, unsigned *n)
{
	if (ir_of_log(d))
		return NULL; /* there is nothing that crash could open */
	while (*n < IR_NR_FACTS * IR_MAX_CHECKS) {
		const char *check = check_at(d, (*n)++), *before = NULL;

		for (unsigned i = 0; check && i + 1 < *n && !before; i++) {
			before = check_at(d, i);
			if (before && strcmp(before, check))
				before = NULL;
		}
		if (check && !before)
			return check;
	}
	return NULL;
}

const char *ir_exposed_words(enum ir_tri exposed)
{
	return exposed == IR_TRUE    ? "exposed"
	       : exposed == IR_FALSE ? "not exposed"
				     : "exposure not known";
}

const char *ir_tri_words(enum ir_tri tri)
{
	return tri == IR_TRUE ? "yes" : tri == IR_FALSE ? "no" : "not known";
}

const struct ir_peer *ir_recycler(const struct ir_diagnosis *d)
{
	for (unsigned i = 0; i < d->nr_peers; i++)
		if (d->peers[i].same_inode == IR_TRUE)
			return &d->peers[i];
	return NULL;
}

bool ir_about_walk(const struct ir_diagnosis *d)
{
	if (d->verdict.class == IR_CLASS_UNDETERMINED)
		return d->walk.nameidata.known;
	return ir_is_race(d) || d->verdict.class == IR_CLASS_INODE_OP_NULL ||
	       d->verdict.class == IR_CLASS_INODE_CORRUPTION ||
	       d->verdict.class == IR_CLASS_PATH_WALK_OTHER;
}

/* From days to a date, by Howard Hinnant's civil_from_days: its years begin in March. */
const char *ir_time(struct ir_value seconds, char buf[24])
{
	uint64_t days = seconds.v / 86400, rest = seconds.v % 86400;
	unsigned era, doe, yoe, doy, mp, month;

	if (!seconds.known || days > 2932896) /* 9999-12-31 */
		return NULL;
	days += 719468;
	era = (unsigned)(days / 146097);
	doe = (unsigned)(days % 146097);
	yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	mp = (5 * doy + 2) / 153;
	month = mp < 10 ? mp + 3 : mp - 9;
	snprintf(buf, 24, "%04u-%02u-%02uT%02u:%02u:%02uZ",
		 (yoe + era * 400 + (month <= 2)) % 10000, month % 100,
		 (doy - (153 * mp + 2) / 5 + 1) % 100, (unsigned)(rest / 3600),
		 (unsigned)(rest / 60 % 60), (unsigned)(rest % 60));
	return buf;
}

void ir_str_task(struct ir_str *str, struct ir_value pid, const char *comm, struct ir_value cpu)
{
	if (pid.known)
		ir_str_add(str, "PID %" PRIu64, pid.v);
	else
		ir_str_add(str, "PID not known");
	if (comm && *comm)
		ir_str_add(str, " %s", comm);
	if (cpu.known)
		ir_str_add(str, ", CPU %" PRIu64, cpu.v);
}

void ir_str_frame(struct ir_str *str, const struct ir_frame *frame)
{
	ir_str_add(str, frame->reliable ? "" : "? ");
	if (frame->symbol)
		ir_str_add(str, "%s+0x%" PRIx64, frame->symbol, frame->offset);
	else
		ir_str_add(str, "%016" PRIx64, frame->ip);
	if (frame->module)
		ir_str_add(str, " [%s]", frame->module);
}

void ir_str_flags(struct ir_str *str, const struct ir_flags *flags)
{
	if (!flags->raw.known) {
		ir_str_add(str, "?");
		return;
	}
	ir_str_add(str, "0x%" PRIx64, flags->raw.v);
	for (unsigned i = 0; i < flags->nr_names; i++)
		if (flags->names[i])
			ir_str_add(str, " %s", flags->names[i]);
}

uint32_t ir_call_frame(const struct ir_fault *fault)
{
	const struct ir_backtrace *bt = &fault->backtrace;
	uint32_t caller;

	if (!fault->kind || strcmp(fault->kind, "null-call"))
		return UINT32_MAX;
	/* The first frame may be the fetch at 0 itself. */
	caller = bt->nr && !bt->frames[0].ip && !bt->frames[0].symbol;
	return caller < bt->nr ? caller : UINT32_MAX;
}

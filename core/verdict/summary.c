// SPDX-License-Identifier: GPL-2.0-or-later
/* The verdict as one sentence for people. */
#include "core/stages/engine.h"
#include "core/stages/oops_facts.h"
#include "core/stages/shapes.h"
#include "core/symbols/functions.h"
#include "core/verdict/verdict.h"

#include <string.h>

static const char *crashed_task(struct ir_engine *e)
{
	const struct ir_fault *f = &e->d->fault;

	if (!f->pid.known)
		return "the crashed task";
	return ir_task_words(e, f->pid, f->comm, f->cpu);
}

/*
 * Does the peer make the inode, or use it? xfs_create() holds the directory that it creates in, too: once the inode has
 * its table and its flags are taken back, it is that directory.
 */
static bool makes_inode(const struct ir_diagnosis *d, const struct ir_peer *p)
{
	const uint64_t moving = 0x1 | 0x8; /* XFS_IRECLAIM, XFS_INEW */
	const struct ir_value flags = d->xfs_inode.i_flags.raw;

	if (!strcmp(p->doing, "recycle") || !strcmp(p->doing, "instantiate"))
		return true;
	return !strcmp(p->doing, "create") &&
	       (d->facts[IR_FACT_IOP_NOW_EMPTY].holds != IR_FALSE || !flags.known ||
		flags.v & moving || !ir_function_has_role(p->function, IR_ROLE_CREATES_IN));
}

/* The task that recycled the inode: of several that hold it one that runs, and one in the recycle path first */
static const struct ir_peer *recycler(const struct ir_diagnosis *d)
{
	const struct ir_peer *best = NULL;
	unsigned of_best = 0;

	for (unsigned i = 0; i < d->nr_peers; i++) {
		const struct ir_peer *p = &d->peers[i];
		unsigned rank = 1u + p->running + 2u * !strcmp(p->doing, "recycle");

		if (p->same_inode != IR_TRUE || !makes_inode(d, p) || rank <= of_best)
			continue;
		best = p;
		of_best = rank;
	}
	return best;
}

/* What became of the inode after the walker used it, as the end of the sentence. */
static const char *aftermath(struct ir_engine *e)
{
	const struct ir_diagnosis *d = e->d;
	const char *phase = d->verdict.phase;

	if (!phase || !strcmp(phase, "in-window"))
		return "";
	if (!strcmp(phase, "reused"))
		return ir_fmt(e->k, "; the inode is another kind of file now (i_mode 0%llo, %s)",
			      (unsigned long long)d->inode.mode.v,
			      d->inode.i_op.symbol ? d->inode.i_op.symbol : "its i_op unnamed");
	if (d->inode.mode.known && !d->inode.mode.v)
		return ir_fmt(e->k,
			      "; its file was removed and the inode evicted once more since "
			      "(i_mode 0, %s)",
			      d->inode.i_op.symbol ? d->inode.i_op.symbol : "its i_op unnamed");
	if (d->facts[IR_FACT_ANOTHER_LINK].holds == IR_TRUE)
		return ir_fmt(e->k, "; %s", d->facts[IR_FACT_ANOTHER_LINK].text);
	return ir_fmt(e->k, "; the inode has healed since (i_op is %s again%s)",
		      d->inode.i_op.symbol ? d->inode.i_op.symbol : "a symlink's",
		      d->facts[IR_FACT_ANOTHER_LINK].holds == IR_FALSE
			      ? ", and it is the one that the walk found"
			      : "");
}

/* Is a function with @role on the stack of @p? */
static bool runs_for(const struct ir_peer *p, enum ir_role role)
{
	for (unsigned i = 0; i < p->backtrace.nr; i++) {
		if (ir_function_has_role(p->backtrace.frames[i].symbol, role))
			return true;
	}
	return false;
}

/* What the recycler needs the inode for; "" for a lookup by name. */
static const char *purpose(const struct ir_diagnosis *d, const struct ir_peer *p)
{
	if (!strcmp(p->doing, "create") && d->inode.mode.known) {
		switch (d->inode.mode.v & IR_S_IFMT) {
		case IR_S_IFDIR: return " as a directory";
		case IR_S_IFREG: return " as a regular file";
		case IR_S_IFLNK: return " as another symlink";
		default: return " as a new file";
		}
	}
	return runs_for(p, IR_ROLE_FOR_BULKSTAT) ? " for bulkstat"
	       : runs_for(p, IR_ROLE_FOR_HANDLE) ? " for a file handle"
						 : "";
}

/* What a dump lacks that should have the inode, as the end of the sentence. */
static const char *first_lost(struct ir_engine *e)
{
	const struct ir_list *missing = &e->d->notes.missing;

	return ir_is_log(e->k->t) || !missing->nr
		       ? ""
		       : ir_fmt(e->k, "; missing: %s", missing->items[0]);
}

static const char *race(struct ir_engine *e)
{
	const struct ir_diagnosis *d = e->d;
	const struct ir_peer *p = recycler(d);
	const char *table = d->called_through.symbol;
	const char *by =
		p ? ir_fmt(e->k, "%s was recycling", ir_task_words(e, p->pid, p->comm, p->cpu))
		  : ir_fmt(e->k, "another task, not seen in this %s, recycled",
			   ir_what_was_read(e));

	if (d->called_through.address.known &&
	    d->called_through.address.v == ir_inode_tables(e->k)->empty_iops)
		table = "empty_iops";
	if (d->facts[IR_FACT_READ_OTHERS_LINK].holds == IR_TRUE) {
		const char *words, *member = ir_shares_link(d->inode.mode.v, &words);

		return ir_fmt(
			e->k,
			"%s looked up %s without locks and read the link of an XFS symlink while "
			"%s that inode: it %s, and its %s was taken for the address of the link's "
			"text.",
			crashed_task(e), d->walk.name ? d->walk.name : "a path", by,
			words ? ir_fmt(e->k, "is a %s now", words) : "was a directory then",
			member);
	}
	if (d->facts[IR_FACT_NULL_SECURITY].holds == IR_TRUE)
		return ir_fmt(
			e->k,
			"%s looked up %s without locks and asked the security module about an XFS "
			"inode while %s that inode: its security blob was NULL.",
			crashed_task(e), d->walk.name ? d->walk.name : "a path", by);
	if (!d->inode.fs)
		return ir_fmt(e->k,
			      "%s called ->get_link of a symlink without locks and jumped to 0, as "
			      "the XFS inode reinit race and a damaged inode do; the inode was not "
			      "seen%s%s.",
			      crashed_task(e), first_lost(e),
			      ir_is_log(e->k->t) ? ir_log_table_words(e) : "");
	return ir_fmt(e->k,
		      "%s looked up %s without locks and called ->get_link of an XFS symlink "
		      "while %s that inode%s: its operations were %s, its get_link NULL%s.",
		      crashed_task(e), d->walk.name ? d->walk.name : "a path", by,
		      p ? purpose(d, p) : "", table ? table : "not seen", aftermath(e));
}

static const char *fact_text(const struct ir_diagnosis *d, enum ir_fact fact)
{
	return d->facts[fact].holds == IR_TRUE ? d->facts[fact].text : NULL;
}

static const char *corruption(struct ir_engine *e)
{
	const struct ir_diagnosis *d = e->d;
	static const enum ir_fact facts[] = {IR_FACT_INODE_FREED, IR_FACT_IOP_DAMAGED,
					     IR_FACT_DENTRY_TYPE_DAMAGED};
	const char *what = NULL, *text;

	for (size_t i = 0; i < 3; i++) {
		text = fact_text(d, facts[i]);
		if (text)
			what = what ? ir_fmt(e->k, "%s; %s", what, text) : text;
	}
	if (!what && fact_text(d, IR_FACT_IN_LINK_TEXT))
		what = "the text of an inline XFS symlink that was freed under the walk";
	return ir_fmt(e->k, "%s looked up %s and used damaged memory: %s.", crashed_task(e),
		      d->walk.name ? d->walk.name : "a path", what ? what : "see the evidence");
}

static const char *first_function(const struct ir_diagnosis *d)
{
	const struct ir_backtrace *bt = &d->fault.backtrace;

	for (unsigned i = 0; i < bt->nr; i++) {
		if (bt->frames[i].symbol &&
		    !ir_function_has_role(bt->frames[i].symbol, IR_ROLE_HELPER))
			return bt->frames[i].symbol;
	}
	return "an unknown function";
}

static const char *no_operation(struct ir_engine *e)
{
	const struct ir_diagnosis *d = e->d;

	return ir_fmt(e->k, "%s looked up %s and called an operation that %s%s does not have%s.",
		      crashed_task(e), d->walk.name ? d->walk.name : "a path",
		      d->called_through.symbol ? d->called_through.symbol : "the inode's table",
		      d->inode.fs ? ir_fmt(e->k, " (%s)", d->inode.fs) : "",
		      d->facts[IR_FACT_DENTRY_DIED].holds == IR_FALSE
			      ? "; the inode is live, it was not recycled"
			      : "");
}

/* What was reported: of a stall its own line, which names the task or the CPU; the panic that it led to does not. */
static const char *reported(const struct ir_engine *e)
{
	const struct ir_event *ev = e->event;

	if (ev && ev->weight == IR_EVENT_STALL && ev->text[0] && !ev->text_torn)
		return ev->text;
	return e->d->dump.panic ? e->d->dump.panic : "?";
}

const char *ir_summary(struct ir_engine *e)
{
	const struct ir_diagnosis *d = e->d;

	switch (d->verdict.class) {
	case IR_CLASS_XFS_REINIT_RACE: return race(e);
	case IR_CLASS_INODE_CORRUPTION: return corruption(e);
	case IR_CLASS_INODE_OP_NULL: return no_operation(e);
	case IR_CLASS_NULL_CALL_OTHER:
		return ir_fmt(
			e->k, "%s called NULL from %s; %s.", crashed_task(e), first_function(d),
			d->walk.nameidata.known ? "its path walk did not call an inode operation"
			: d->facts[IR_FACT_FAULT_IN_PATH_WALK].holds == IR_FALSE
				? "no path walk is involved"
				: "it is not known whether a path walk led there");
	case IR_CLASS_NO_CRASH:
		return e->opt->pid >= 0
			       ? ir_fmt(e->k, "%s did not crash.", crashed_task(e))
			       : ir_fmt(e->k, "there is no crash in this %s.", ir_what_was_read(e));
	case IR_CLASS_UNDETERMINED:
		return ir_fmt(e->k, "what is needed to tell is missing from this %s.",
			      ir_what_was_read(e));
	case IR_CLASS_XFS_OTHER:
	case IR_CLASS_PATH_WALK_OTHER:
	case IR_CLASS_MEMORY_FAULT_OTHER:
		return ir_fmt(e->k, "%s faulted in %s: %s.", crashed_task(e), first_function(d),
			      reported(e));
	default: return ir_fmt(e->k, "%s on %s.", reported(e), crashed_task(e));
	}
}

const char *ir_title(struct ir_engine *e)
{
	const struct ir_verdict *v = &e->d->verdict;

	if (v->class != IR_CLASS_XFS_REINIT_RACE && e->d->explained) {
		const char *title = ir_class_title(v->class);

		return ir_fmt(e->k, "%.*s, which the race explains", (int)strcspn(title, ","),
			      title);
	}
	if (v->class != IR_CLASS_XFS_REINIT_RACE)
		return ir_class_title(v->class);
	return ir_fmt(e->k, "%s, %s%s%s", ir_class_title(v->class), v->shape, v->phase ? ", " : "",
		      v->phase ? v->phase : "");
}

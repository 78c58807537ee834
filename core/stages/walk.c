// SPDX-License-Identifier: GPL-2.0-or-later
/* The walk of the crashed task: deciding facts (b) and (d). */
#include "core/mm/object.h"
#include "core/stages/engine.h"
#include "core/stages/shapes.h"
#include "core/symbols/functions.h"
#include "core/types/flags.h"

#include <string.h>

/* The third argument is this link's &last->done. */
static void prove_get_link(struct ir_engine *e)
{
	struct ir_evidence *a = &e->d->facts[IR_FACT_CALLED_NULL_GET_LINK];

	if (a->holds == IR_FALSE)
		ir_note_observation(e->k,
				    ir_fmt(e->k,
					   "contradiction: the third argument is &last->done, so "
					   "->get_link was called, but %s",
					   a->text));
	a->holds = IR_TRUE;
	if (a->text)
		a->text = "fetched at 0, from the get_link call site";
	e->d->facts[IR_FACT_CALLED_NULL_IOP].holds = IR_TRUE;
	e->d->facts[IR_FACT_WALK_USED_IOP].holds = IR_TRUE;
}

bool ir_walks_no_path(struct ir_engine *e)
{
	struct ir_value nd = {false};

	if (e->task)
		nd = ir_get_value(e->k, e->task, IR_M_TASK_NAMEIDATA);
	return nd.known && !nd.v;
}

/*
 * A function outside of path lookup, called by a task that walks no path: two observations that agree. A zero
 * alone could be a flipped bit, a name alone a clone's.
 */
static void decide_no_walk(struct ir_engine *e)
{
	if (!e->task || !e->caller || ir_function_in_walk(e->caller, NULL) ||
	    ir_fact_holds(e->d, IR_FACT_CALLED_NULL) != IR_TRUE ||
	    ir_fact_holds(e->d, IR_FACT_CALLED_NULL_GET_LINK) != IR_UNKNOWN)
		return;
	if (!ir_walks_no_path(e))
		return;
	ir_fact_set(e->d, IR_FACT_CALLED_NULL_GET_LINK, IR_FALSE,
		    ir_fmt(e->k, "%s called NULL, and its task walks no path", e->caller),
		    ir_fmt(e->k, "task %016llx .nameidata 0", (unsigned long long)e->task),
		    ir_fmt(e->k, "struct task_struct.nameidata %llx", (unsigned long long)e->task));
	ir_fact_set(e->d, IR_FACT_CALLED_NULL_IOP, IR_FALSE, NULL, NULL, NULL);
	ir_fact_set(e->d, IR_FACT_WALK_USED_IOP, IR_FALSE, NULL, NULL, NULL);
}

/* The call is ->get_link(dentry or NULL, inode, &last->done): do the argument registers agree? */
static void check_registers(struct ir_engine *e)
{
	const struct ir_walk *w = &e->d->walk;
	const struct ir_regs *r = &e->regs;
	int done = e->k->arch->arg[2];
	uint64_t want = w->link.known ? ir_addr(e->k, w->link.v, IR_M_SAVED_DONE) : 0;
	bool same;

	/* Before the call, its argument's register holds anything. */
	if (!want || !e->have_regs || !ir_reg_known(r, done) ||
	    ir_fact_holds(e->d, IR_FACT_CALLED_NULL) != IR_TRUE)
		return;
	same = r->v[done] == want;
	ir_fact_set(e->d, IR_FACT_WALK_REGS_AGREE, ir_tri_of(same),
		    same ? "the third argument is &last->done of this very link"
			 : "the third argument is not this link's &last->done",
		    ir_fmt(e->k, "%s %016llx, nameidata.stack[%u].done at %016llx",
			   e->k->arch->reg_names[done], (unsigned long long)r->v[done],
			   (unsigned)w->depth.v - 1, (unsigned long long)want),
		    NULL);
	/*
	 * No other call takes &last->done: the argument proves the slot where the code did not, and outranks
	 * what a search through the code says.
	 */
	if (same && e->called_by_code)
		prove_get_link(e);
}

/*
 * Deciding fact (b): the first argument of ->get_link is 0 exactly when the walk holds no reference. Another
 * function's argument tells nothing of it.
 */
static void decide_rcu(struct ir_engine *e)
{
	const struct ir_walk *w = &e->d->walk;
	int arg = e->k->arch->arg[0];
	enum ir_tri by_arg = IR_UNKNOWN, by_flag = IR_UNKNOWN, holds;
	bool other_call = ir_fact_holds(e->d, IR_FACT_CALLED_NULL_GET_LINK) == IR_FALSE;

	if (ir_fact_holds(e->d, IR_FACT_CALLED_NULL) == IR_TRUE && !other_call && e->have_regs &&
	    ir_reg_known(&e->regs, arg))
		by_arg = ir_tri_of(!e->regs.v[arg]);
	if (w->mode)
		by_flag = ir_tri_of(!strcmp(w->mode, "rcu"));
	/* A walk leaves RCU mode before it calls ->follow_link. */
	if (by_flag == IR_UNKNOWN && by_arg != IR_TRUE && e->task &&
	    ir_fact_holds(e->d, IR_FACT_CALLED_NULL_GET_LINK) == IR_TRUE &&
	    ir_has(e->k, IR_M_IOP_FOLLOW_LINK))
		by_flag = IR_FALSE;
	if (by_arg == IR_FALSE || by_flag == IR_FALSE)
		holds = IR_FALSE;
	else if (other_call)
		holds = by_flag;
	else if (!e->task) /* a log shows only the argument */
		holds = by_arg;
	else
		holds = by_arg == IR_TRUE && by_flag == IR_TRUE ? IR_TRUE : IR_UNKNOWN;
	/* Without a walk the register is some other function's argument. */
	if ((by_arg == IR_UNKNOWN && by_flag == IR_UNKNOWN) || ir_walks_no_path(e))
		return;
	ir_fact_set(e->d, IR_FACT_RCU_WALK, holds,
		    holds == IR_FALSE	 ? "the walk held a reference, so the inode was pinned"
		    : other_call	 ? "RCU mode: LOOKUP_RCU set"
		    : w->flags.raw.known ? "RCU mode: no dentry passed, LOOKUP_RCU set"
					 : "RCU mode: no dentry passed",
		    ir_fmt(e->k, "%s%s%s",
			   by_arg == IR_UNKNOWN
				   ? ""
				   : ir_fmt(e->k, "%s %llx (dentry), ", e->k->arch->reg_names[arg],
					    (unsigned long long)e->regs.v[arg]),
			   w->nameidata.known ? ir_fmt(e->k, "nameidata %016llx",
						       (unsigned long long)w->nameidata.v)
					      : "nameidata not found",
			   w->flags.raw.known
				   ? ir_fmt(e->k, ".flags 0x%llx, LOOKUP_RCU is 0x%x",
					    (unsigned long long)w->flags.raw.v, e->k->lookup_rcu)
				   : ""),
		    w->nameidata.known ? ir_fmt(e->k, "struct nameidata.flags,depth,stack %llx",
						(unsigned long long)w->nameidata.v)
				       : NULL);
	if (by_arg != IR_UNKNOWN)
		ir_fact_check(e->d, IR_FACT_RCU_WALK, e->k->arch->log_regs);
}

#define MAX_MOVES 0x10000 /* a walk lasts microseconds; a count that is further off is no count */

/* What the dentry of a walk shows of having lost @inode; NULL when nothing does. */
static const char *lost_inode(struct ir_engine *e, const struct ir_walk *w, uint64_t inode)
{
	if (w->dentry_count.known && (int64_t)w->dentry_count.v < 0)
		return "its reference count says dead";
	if (w->dentry_inode.known && !w->dentry_inode.v)
		return "it has no inode";
	if (inode && w->dentry_inode.known && w->dentry_inode.v != inode &&
	    e->k->arch->canonical(w->dentry_inode.v))
		return "it has another inode";
	return NULL;
}

/* What the dentry itself shows of having died; NULL when it looks alive. */
static const char *died_by(struct ir_engine *e, const struct ir_walk *w, uint64_t inode)
{
	const char *what = lost_inode(e, w, inode);

	if (what)
		return what;
	if (w->dentry_type && w->at_directory && strcmp(w->dentry_type, "directory") &&
	    strcmp(w->dentry_type, "autodir"))
		return "it is no directory any more";
	if (w->dentry_type && !w->at_directory && strcmp(w->dentry_type, "symlink"))
		return "it is no symlink any more";
	return NULL;
}

/* The inode the operation was called on, by its argument; 0 when that is not known */
static uint64_t inode_argument(const struct ir_engine *e)
{
	int arg = e->k->arch->arg[1];

	return ir_fact_holds(e->d, IR_FACT_CALLED_NULL) == IR_TRUE && e->have_regs &&
			       ir_reg_known(&e->regs, arg) && e->k->arch->canonical(e->regs.v[arg])
		       ? e->regs.v[arg]
		       : 0;
}

/* Is there a dentry where the walk saved one, and one of the inode's file system? IR_FALSE: damaged */
static enum ir_tri is_dentry_of(struct ir_engine *e, const struct ir_walk *w, uint64_t inode)
{
	if (w->dentry.v % 8 || !e->k->arch->canonical(w->dentry.v))
		return IR_FALSE;
	return inode && !ir_object_present(e->k, inode, 256)
		       ? ir_same_super(e->k, w->dentry.v, inode)
		       : IR_UNKNOWN;
}

static void set_dentry_fact(struct ir_engine *e, enum ir_tri holds, const char *text)
{
	const struct ir_walk *w = &e->d->walk;

	ir_fact_set(e->d, IR_FACT_DENTRY_DIED, holds, text,
		    ir_fmt(e->k, "dentry %016llx .d_seq %u, saved %u; d_inode %s; count %d",
			   (unsigned long long)w->dentry.v, (unsigned)w->dentry_seq.v,
			   (unsigned)w->walk_seq.v,
			   w->dentry_inode.known
				   ? ir_fmt(e->k, "%llx", (unsigned long long)w->dentry_inode.v)
				   : "?",
			   (int)w->dentry_count.v),
		    ir_fmt(e->k, "struct dentry.d_seq,d_inode,d_lockref,d_flags %llx",
			   (unsigned long long)w->dentry.v));
	ir_fact_check(e->d, IR_FACT_DENTRY_DIED,
		      w->at_directory ? ir_fmt(e->k, "struct nameidata.seq,path,inode %llx",
					       (unsigned long long)w->nameidata.v)
				      : ir_fmt(e->k, "struct saved.seq,link %llx",
					       (unsigned long long)w->link.v));
}

/*
 * Deciding fact (d). Whatever evicts the inode must first take it from this dentry, which raises
 * d_seq (__d_drop(), dentry_unlink_inode()). So a d_seq that did not change rules the race out. A
 * d_seq that changed proves nothing alone: a rename changes it too, and so does a flipped bit. Something else
 * of the dentry must agree; or, for a name that lives again, the table called (ir_dentry_by_table()).
 */
static void decide_dentry(struct ir_engine *e)
{
	const struct ir_walk *w = &e->d->walk;
	uint64_t inode = inode_argument(e);
	uint32_t moved;

	if (!w->dentry_seq.known || !w->walk_seq.known)
		return;
	moved = ((uint32_t)w->dentry_seq.v & ~1u) - (uint32_t)w->walk_seq.v;
	if (is_dentry_of(e, w, inode) == IR_FALSE)
		set_dentry_fact(e, IR_UNKNOWN,
				"what the walk saved is no dentry of the inode's file system");
	else if (w->dentry_seq.v == w->walk_seq.v)
		set_dentry_fact(e, IR_FALSE,
				"the dentry is as the walk found it, so the inode was not evicted");
	else if (w->walk_seq.v & 1 || (moved && moved >= MAX_MOVES))
		set_dentry_fact(e, IR_UNKNOWN, "the two sequence counts cannot be of one dentry");
	else if (died_by(e, w, inode))
		set_dentry_fact(e, IR_TRUE, "the dentry died after the walk checked it");
	else
		set_dentry_fact(
			e, IR_UNKNOWN,
			"the dentry's sequence count has moved, but the dentry looks alive");
}

/* Has the count of the walk's dentry, one of @inode's file system, moved by a small even step? */
static bool has_moved(struct ir_engine *e, const struct ir_walk *w, uint64_t inode)
{
	uint32_t moved = ((uint32_t)w->dentry_seq.v & ~1u) - (uint32_t)w->walk_seq.v;

	return w->dentry_seq.known && w->walk_seq.known && !(w->walk_seq.v & 1) && moved &&
	       moved < MAX_MOVES && is_dentry_of(e, w, inode) == IR_TRUE;
}

/* Where no register keeps the table: was the link whose get_link was NULL made after the walk had found its name? */
static bool link_made_since(struct ir_engine *e)
{
	const struct ir_inode *i = &e->d->inode;

	return ir_fact_holds(e->d, IR_FACT_CALLED_NULL_GET_LINK) == IR_TRUE && i->address.known &&
	       i->mode.known && i->i_op.address.known &&
	       ir_is_xfs_symlink(e->k, i->mode.v, i->i_op.address.v) &&
	       ir_named_since_birth(e, i->address.v);
}

void ir_dentry_by_table(struct ir_engine *e)
{
	const struct ir_walk *w = &e->d->walk;
	const struct ir_table *t = &e->d->called_through;

	if (ir_fact_holds(e->d, IR_FACT_DENTRY_DIED) != IR_UNKNOWN ||
	    !has_moved(e, w, inode_argument(e)))
		return;
	if ((t->address.known && t->address.v == ir_inode_tables(e->k)->empty_iops) ||
	    ir_kind_changed(e) || (!t->address.known && link_made_since(e)))
		set_dentry_fact(e, IR_TRUE,
				"the dentry died after the walk checked it, and lives again");
	else if (ir_fact_holds(e->d, IR_FACT_TABLE_TRANSIENT) == IR_FALSE)
		set_dentry_fact(e, IR_FALSE,
				"the dentry lives and leads to this inode; its count moved for "
				"another reason");
}

bool ir_dentry_lost(struct ir_engine *e, const struct ir_walk *w, uint64_t inode)
{
	return has_moved(e, w, inode) && died_by(e, w, inode);
}

void ir_dentry_by_inode(struct ir_engine *e, uint64_t inode, bool changed)
{
	const struct ir_walk *w = &e->d->walk;

	if (ir_fact_holds(e->d, IR_FACT_DENTRY_DIED) != IR_UNKNOWN || !has_moved(e, w, inode))
		return;
	if (died_by(e, w, inode))
		set_dentry_fact(e, IR_TRUE, "the dentry died after the walk checked it");
	else if (changed)
		set_dentry_fact(e, IR_TRUE,
				"the dentry died after the walk checked it, and lives again");
}

/*
 * A hook that is asked for leave to enter a directory reads that directory's inode. Its dentry is in nd->path, and a link
 * that led there tells nothing of it. Without a link there is no other dentry.
 */
static void take_directory(struct ir_engine *e)
{
	struct ir_walk *w = &e->d->walk, dir;

	if (!w->nameidata.known || !ir_enters_directory(e))
		return;
	ir_read_walked_directory(e->k, w, &dir);
	/* An nd->inode that is 0 was not set: then it is the link's. */
	if (dir.directory.known && !dir.directory.v && (!w->depth.known || w->depth.v))
		return;
	*w = dir;
}

void ir_stage_walk(struct ir_engine *e)
{
	enum ir_status st = e->task ? ir_read_walk(e->k, e->task, &e->d->walk) : IR_NOTFOUND;

	if (st == IR_CORRUPT)
		ir_note_observation(
			e->k,
			"task_struct.nameidata of the crashed task does not point into its stack");
	take_directory(e);
	check_registers(e);
	decide_no_walk(e);
	decide_rcu(e);
	decide_dentry(e);
	ir_judge_inline_symlink(e);
}

// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The path walk. task_struct.nameidata points at the struct nameidata on the walker's own stack; its
 * stack of symlinks remembers, for the link about to be followed, the dentry and the sequence count
 * at which the walk checked it.
 */
#include "core/stages/engine.h"
#include "core/types/flags.h"

#include <string.h>

#define MAX_DEPTH 40 /* MAXSYMLINKS */

static bool on_stack(struct ir_engine *e, uint64_t task, uint64_t addr)
{
	uint64_t stack;

	return !ir_get(e, task, IR_M_TASK_STACK, &stack) && addr >= stack &&
	       addr < stack + ir_stack_size(e);
}

static void read_dentry(struct ir_engine *e, uint64_t dentry, struct ir_walk *w)
{
	uint64_t lockref = ir_addr(e, dentry, IR_M_DENTRY_LOCKREF);
	uint64_t name = ir_addr(e, dentry, IR_M_DENTRY_NAME), ptr;
	struct ir_value count;

	if (ir_object_present(e, dentry, 128))
		return;
	w->dentry_seq = ir_get_value(e, dentry, IR_M_DENTRY_SEQ);
	w->dentry_seq.v &= UINT32_MAX;
	w->dentry_inode = ir_get_value(e, dentry, IR_M_DENTRY_INODE);
	w->dentry_flags = ir_get_value(e, dentry, IR_M_DENTRY_FLAGS);
	w->dentry_flags.v &= UINT32_MAX;
	if (w->dentry_flags.known)
		w->dentry_type = ir_dentry_type(e, w->dentry_flags.v);
	count = lockref ? ir_get_value(e, lockref, IR_M_LOCKREF_COUNT) : (struct ir_value){0};
	w->dentry_count = (struct ir_value){count.known, (uint64_t)(int64_t)(int32_t)count.v};
	if (name && !ir_get(e, name, IR_M_QSTR_NAME, &ptr))
		w->dentry_name = ir_string_at(e, ptr, 256);
}

enum ir_status ir_read_walk(struct ir_engine *e, uint64_t task, struct ir_walk *w)
{
	struct ir_value flags;
	uint64_t nd, stack, name, saved = 0;
	enum ir_status st = ir_get(e, task, IR_M_TASK_NAMEIDATA, &nd);
	uint64_t size;

	memset(w, 0, sizeof(*w));
	if (st)
		return st;
	if (!nd)
		return IR_NOTFOUND;
	/* set_nameidata() only ever stores the address of a local variable. */
	if (!on_stack(e, task, nd))
		return IR_CORRUPT;
	w->nameidata = (struct ir_value){true, nd};
	flags = ir_get_value(e, nd, IR_M_ND_FLAGS);
	flags.v &= UINT32_MAX;
	w->flags = ir_flags_of(e, flags, ir_lookup_flags(e), IR_FLAGS_NONE);
	if (flags.known && e->lookup_rcu)
		w->mode = flags.v & e->lookup_rcu ? "rcu" : "ref";
	if (!ir_get(e, nd, IR_M_ND_NAME, &name) && !ir_get(e, name, IR_M_FILENAME_NAME, &name))
		w->name = ir_string_at(e, name, 1024);
	w->depth = ir_get_value(e, nd, IR_M_ND_DEPTH);
	w->depth.v &= UINT32_MAX;
	if (!w->depth.known || !w->depth.v || w->depth.v > MAX_DEPTH ||
	    ir_get(e, nd, IR_M_ND_STACK, &stack) || ir_type_size(e, "saved", &size) ||
	    size > 256)
		return IR_OK;
	saved = stack + (w->depth.v - 1) * size;
	w->link = (struct ir_value){true, saved};
	w->walk_seq = ir_get_value(e, saved, IR_M_SAVED_SEQ);
	w->walk_seq.v &= UINT32_MAX;
	saved = ir_addr(e, saved, IR_M_SAVED_LINK);
	if (!saved)
		return IR_OK;
	w->dentry = ir_get_value(e, saved, IR_M_PATH_DENTRY);
	if (w->dentry.known && w->dentry.v)
		read_dentry(e, w->dentry.v, w);
	return IR_OK;
}

/* ->get_link(dentry or NULL, inode, &last->done): do the argument registers say the same? */
static void check_registers(struct ir_engine *e)
{
	const struct ir_walk *w = &e->d->walk;
	const struct ir_regs *r = &e->regs;
	int done = e->arch->arg[2];
	uint64_t want = w->link.known ? ir_addr(e, w->link.v, IR_M_SAVED_DONE) : 0;
	bool same;

	if (!want || !e->have_regs || !(r->known >> done & 1))
		return;
	same = r->v[done] == want;
	ir_fact_set(e, IR_FACT_WALK_REGS_AGREE, ir_tri_of(same),
		    same ? "the third argument is &last->done of this very link"
			 : "the third argument is not this link's &last->done",
		    ir_fmt(e, "%s %016llx, nameidata.stack[%u].done at %016llx",
			   e->arch->reg_names[done], (unsigned long long)r->v[done],
			   (unsigned)w->depth.v - 1, (unsigned long long)want),
		    NULL);
	/* No other call takes &last->done, so the argument proves the slot where the code did not. */
	if (same && e->returns_to_walk &&
	    ir_fact_holds(e, IR_FACT_CALLED_NULL_GET_LINK) == IR_UNKNOWN) {
		e->d->facts[IR_FACT_CALLED_NULL_GET_LINK].holds = IR_TRUE;
		e->d->facts[IR_FACT_CALLED_NULL_IOP].holds = IR_TRUE;
		e->d->facts[IR_FACT_WALK_USED_IOP].holds = IR_TRUE;
	}
}

/* Deciding fact (b): the first argument is 0 exactly when the walk holds no reference. */
static void decide_rcu(struct ir_engine *e)
{
	const struct ir_walk *w = &e->d->walk;
	int arg = e->arch->arg[0];
	enum ir_tri by_arg = IR_UNKNOWN, by_flag = IR_UNKNOWN, holds;

	if (ir_fact_holds(e, IR_FACT_CALLED_NULL) == IR_TRUE && e->have_regs &&
	    e->regs.known >> arg & 1)
		by_arg = ir_tri_of(!e->regs.v[arg]);
	if (w->mode)
		by_flag = ir_tri_of(!strcmp(w->mode, "rcu"));
	if (by_arg == IR_FALSE || by_flag == IR_FALSE)
		holds = IR_FALSE;
	else if (!e->task) /* a log has only the argument */
		holds = by_arg;
	else
		holds = by_arg == IR_TRUE && by_flag == IR_TRUE ? IR_TRUE : IR_UNKNOWN;
	if (by_arg == IR_UNKNOWN && by_flag == IR_UNKNOWN)
		return;
	ir_fact_set(e, IR_FACT_RCU_WALK, holds,
		    holds == IR_FALSE ? "the walk held a reference, so the inode was pinned"
				      : "RCU mode: no dentry passed, LOOKUP_RCU set",
		    ir_fmt(e, "%s%s%s", by_arg == IR_UNKNOWN ? ""
					: ir_fmt(e, "%s %llx (dentry), ", e->arch->reg_names[arg],
						 (unsigned long long)e->regs.v[arg]),
			   w->nameidata.known
				   ? ir_fmt(e, "nameidata %016llx", (unsigned long long)w->nameidata.v)
				   : "nameidata not found",
			   w->flags.raw.known ? ir_fmt(e, ".flags 0x%llx, LOOKUP_RCU is 0x%x",
						       (unsigned long long)w->flags.raw.v,
						       e->lookup_rcu)
					      : ""),
		    w->nameidata.known ? ir_fmt(e, "struct nameidata.flags,depth,stack %llx",
						(unsigned long long)w->nameidata.v)
				       : NULL);
	if (by_arg != IR_UNKNOWN)
		ir_fact_check(e, IR_FACT_RCU_WALK, "log | grep -A9 'RIP: 0010'");
}

/*
 * Deciding fact (d). Every way to evict the inode through this dentry raises d_seq first
 * (__d_drop(), dentry_unlink_inode()); a count that did not move acquits the race.
 */
static void decide_dentry(struct ir_engine *e)
{
	const struct ir_walk *w = &e->d->walk;
	bool died;

	if (!w->dentry_seq.known || !w->walk_seq.known)
		return;
	died = w->dentry_seq.v != w->walk_seq.v;
	ir_fact_set(
		e, IR_FACT_DENTRY_DIED, ir_tri_of(died),
		died ? "the dentry died after the walk checked it"
		     : "the dentry is as the walk found it, so the inode was not evicted",
		ir_fmt(e, "dentry %016llx .d_seq %u, saved %u; d_inode %s; count %d",
		       (unsigned long long)w->dentry.v, (unsigned)w->dentry_seq.v,
		       (unsigned)w->walk_seq.v,
		       w->dentry_inode.known ? ir_fmt(e, "%llx", (unsigned long long)w->dentry_inode.v)
					     : "?",
		       (int)w->dentry_count.v),
		ir_fmt(e, "struct dentry.d_seq,d_inode,d_lockref,d_flags %llx",
		       (unsigned long long)w->dentry.v));
	ir_fact_check(e, IR_FACT_DENTRY_DIED,
		      ir_fmt(e, "struct saved.seq,link %llx", (unsigned long long)w->link.v));
}

void ir_stage_walk(struct ir_engine *e)
{
	enum ir_status st = e->task ? ir_read_walk(e, e->task, &e->d->walk) : IR_NOTFOUND;

	if (st == IR_CORRUPT)
		ir_list_add(e, &e->d->observations,
			    "task_struct.nameidata of the crashed task does not point into its stack");
	check_registers(e);
	decide_rcu(e);
	decide_dentry(e);
	ir_judge_link_text(e);
}

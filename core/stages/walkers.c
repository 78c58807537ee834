// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Other tasks that are in a path walk without locks (RCU mode). A walker whose dentry has died is
 * in the race, too, even if it has not crashed.
 */
#include "core/mm/object.h"
#include "core/task/stack_words.h"
#include "core/stages/engine.h"
#include "core/task/unwind.h"

#include <string.h>

#define MAX_WALKERS 32

/* Is there an inode of super block @sb at @addr that is being evicted, recycled or set up? */
static bool inode_in_flux(struct ir_engine *e, uint64_t addr, uint64_t sb)
{
	const uint64_t moving = 0x1 | 0x4 | 0x8; /* XFS_IRECLAIM, XFS_IRECLAIMABLE, XFS_INEW */
	struct ir_xfs_inode x;
	struct ir_inode i;
	uint64_t v;

	if (addr % 8 || !e->k->arch->canonical(addr) || ir_get(e->k, addr, IR_M_INODE_SB, &v) ||
	    v != sb)
		return false;
	ir_read_inode(e->k, addr, &i, &x);
	if (x.i_flags.raw.known)
		return x.i_flags.raw.v & moving;
	return i.i_op.address.known && i.i_op.address.v == ir_inode_tables(e->k)->empty_iops;
}

/* The inode that a walker in walk @w holds in its registers or stack words @s, if one is found. */
static struct ir_value held_inode(struct ir_engine *e, const struct ir_walk *w,
				  const struct ir_stack_words *s)
{
	const struct ir_diagnosis *d = e->d;
	uint64_t sb, v;

	/* The crashed walk's inode counts even if it has healed. */
	if (w->dentry.known && d->walk.dentry.known && w->dentry.v == d->walk.dentry.v &&
	    d->inode.address.known && ir_stack_mentions(e->k, s, d->inode.address.v, NULL))
		return d->inode.address;
	if (!w->dentry.known || ir_get(e->k, w->dentry.v, IR_M_DENTRY_SB, &sb) || !sb)
		return (struct ir_value){0};
	for (size_t n = 0; ir_stack_word(e->k, s, n, &v); n++) {
		if (inode_in_flux(e, v, sb))
			return (struct ir_value){true, v};
	}
	return (struct ir_value){0};
}

/* Has the task called NULL, too? Only one CPU at a time prints its oops; another one waits. */
static bool called_null(struct ir_engine *e, const struct ir_task *task, const struct ir_regs *regs)
{
	struct ir_regs exceptions[IR_MAX_EXCEPTIONS];
	unsigned nr = IR_MAX_EXCEPTIONS;
	struct ir_backtrace bt;

	ir_unwind(e->k, task, regs, &bt, exceptions, &nr);
	for (unsigned i = 0; i < nr; i++) {
		if (ir_reg_known(&exceptions[i], e->k->arch->ip) &&
		    ir_arch_is_null(e->k->arch, exceptions[i].v[e->k->arch->ip]))
			return true;
	}
	return false;
}

void ir_look_for_walk(struct ir_engine *e, const struct ir_task *task, struct ir_stack_words *s)
{
	struct ir_diagnosis *d = e->d;
	struct ir_walk w;
	struct ir_walker *out;

	if ((task->nameidata.known && !task->nameidata.v) || ir_read_walk(e->k, task->addr, &w) ||
	    !w.mode || strcmp(w.mode, "rcu"))
		return;
	if (!d->walkers)
		d->walkers = ir_arena_alloc(&d->arena, MAX_WALKERS * sizeof(*d->walkers));
	if (!d->walkers || d->nr_walkers == MAX_WALKERS)
		return;
	out = &d->walkers[d->nr_walkers++];
	out->pid = ir_known(task->pid);
	out->cpu = ir_known(task->cpu);
	out->task = (struct ir_value){true, task->addr};
	out->comm = ir_known_comm(e, task->comm);
	out->walk = w;
	if (ir_stack_words_read(e->k, task, s))
		return;
	out->inode = held_inode(e, &w, s);
	out->called_null = called_null(e, task, &s->regs);
}

static void observe_race(struct ir_engine *e, const struct ir_walker *k)
{
	const struct ir_walk *w = &k->walk;
	const struct ir_diagnosis *d = e->d;
	bool same = k->inode.known && d->inode.address.known && k->inode.v == d->inode.address.v;

	ir_note_observation(
		e->k,
		ir_fmt(e->k,
		       "%s: %s is in an RCU path walk of \"%s\"%s over dentry %016llx, which died "
		       "under it (d_seq %u, saved %u)%s",
		       same ? "another walker of the same inode" : "a race is in flight",
		       ir_task_words(e, k->pid, k->comm, k->cpu), w->name ? w->name : "?",
		       k->inode.known
			       ? ir_fmt(e->k, ", inode %016llx,", (unsigned long long)k->inode.v)
			       : "",
		       (unsigned long long)w->dentry.v, (unsigned)w->dentry_seq.v,
		       (unsigned)w->walk_seq.v, k->called_null ? "; it has called NULL, too" : ""));
	/* Tasks that work on the crashed walk's inode are reported as peers. */
	for (unsigned i = 0; k->inode.known && !same && i < d->nr_peers; i++) {
		const struct ir_peer *p = &d->peers[i];

		if (p->inode.known && p->inode.v == k->inode.v)
			ir_note_observation(
				e->k,
				ir_fmt(e->k,
				       "a race is in flight: %s has the same inode %016llx in "
				       "%s (%s)",
				       ir_task_words(e, p->pid, p->comm, p->cpu),
				       (unsigned long long)p->inode.v, p->function, p->doing));
	}
}

/* A count that moved under a live dentry was a rename, and other file systems recycle no inodes. */
static bool walks_dead_xfs_dentry(struct ir_engine *e, const struct ir_walk *w)
{
	uint64_t sb;
	const char *fs;

	if (!w->dentry_seq.known || !w->walk_seq.known || w->dentry_seq.v == w->walk_seq.v)
		return false;
	if (w->dentry_inode.known && w->dentry_inode.v && (int64_t)w->dentry_count.v >= 0 &&
	    w->dentry_type && !strcmp(w->dentry_type, "symlink"))
		return false;
	fs = ir_get(e->k, w->dentry.v, IR_M_DENTRY_SB, &sb) ? NULL : ir_fs_name(e->k, sb);
	return !fs || !strcmp(fs, "xfs"); /* unknown: not known to be another's */
}

void ir_observe_races(struct ir_engine *e)
{
	for (unsigned i = 0; i < e->d->nr_walkers; i++) {
		const struct ir_walk *w = &e->d->walkers[i].walk;

		/* The walk that a fault ended is told of as the crash itself. */
		if ((e->d->walkers[i].task.v != e->task ||
		     ir_fact_holds(e->d, IR_FACT_EVENT_FAULT) == IR_FALSE) &&
		    walks_dead_xfs_dentry(e, w))
			observe_race(e, &e->d->walkers[i]);
	}
}

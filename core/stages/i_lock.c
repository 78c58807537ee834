// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/stages/i_lock.h"

#include <string.h>

#include "core/mm/object.h"
#include "core/task/stack_words.h"
#include "core/task/task.h"

bool ir_inode_of_lock(struct ir_engine *e, uint64_t addr, uint64_t *inode, struct ir_xfs_inode *x)
{
	const struct ir_member *lock = ir_member(e->k, IR_M_INODE_LOCK);
	struct ir_inode i;

	if (!lock || !e->k->arch->canonical(addr) || (addr - lock->offset) % 8)
		return false;
	*inode = addr - lock->offset;
	ir_read_inode(e->k, *inode, &i, x);
	return i.fs && !strcmp(i.fs, "xfs") && x->address.known && x->i_flags.raw.known;
}

/* Do the registers or the stack of the task at @addr have the inode, or the xfs_inode at @around it? */
static bool holds(struct ir_engine *e, uint64_t addr, uint64_t inode, uint64_t around)
{
	struct ir_stack_words s;
	struct ir_task task;

	return !ir_task_read(e->k, addr, &task) && ir_stack_words_init(e->k, &s) &&
	       !ir_stack_words_read(e->k, &task, &s) &&
	       (ir_stack_mentions(e->k, &s, inode, NULL) ||
		ir_stack_mentions(e->k, &s, around, NULL));
}

/* Who shows that the inode was recycled: a walk that lost it, a task that instantiates it; NULL: nobody */
static const char *seen_recycled(struct ir_engine *e, uint64_t inode, uint64_t around)
{
	const struct ir_diagnosis *d = e->d;
	struct ir_walk dir;

	if (e->task && d->walk.mode && !strcmp(d->walk.mode, "rcu") &&
	    ir_dentry_lost(e, &d->walk, inode) && holds(e, e->task, inode, around))
		return "the walk of the crashed task has lost it";
	ir_read_walked_directory(e->k, &d->walk, &dir);
	if (e->task && d->walk.mode && !strcmp(d->walk.mode, "rcu") && dir.directory.known &&
	    dir.directory.v == inode && ir_dentry_lost(e, &dir, inode))
		return "the walk of the crashed task, which stands in it, has lost it";
	for (unsigned i = 0; i < d->nr_walkers; i++) {
		if (ir_dentry_lost(e, &d->walkers[i].walk, inode) &&
		    holds(e, d->walkers[i].task.v, inode, around))
			return ir_fmt(e->k, "the walk of %s has lost it",
				      ir_task_words(e, d->walkers[i].pid, d->walkers[i].comm,
						    d->walkers[i].cpu));
	}
	for (unsigned i = 0; i < d->nr_peers; i++) {
		const struct ir_peer *p = &d->peers[i];

		if ((!strcmp(p->doing, "recycle") || !strcmp(p->doing, "instantiate")) &&
		    holds(e, p->task.v, inode, around))
			return ir_fmt(e->k, "%s is at work on it in %s",
				      ir_task_words(e, p->pid, p->comm, p->cpu), p->function);
	}
	return NULL;
}

/* What shows that the inode is being recycled, or was, as the end of a sentence; NULL: nothing */
static const char *recycled_words(struct ir_engine *e, uint64_t inode, const struct ir_xfs_inode *x)
{
	const uint64_t moving = 0x1 | 0x8; /* XFS_IRECLAIM, XFS_INEW */
	const char *how;

	if (x->i_flags.raw.v & moving)
		return "is being recycled";
	how = seen_recycled(e, inode, x->address.v);
	return how ? ir_fmt(e->k, "was recycled: %s", how) : NULL;
}

bool ir_explain_lock(struct ir_engine *e, const char *who, uint64_t inode,
		     const struct ir_xfs_inode *x, const char *state)
{
	const char *how = recycled_words(e, inode, x);

	if (how)
		ir_note_explained(
			e, ir_fmt(e->k,
				  "%s waits for i_lock of XFS inode %016llx%s knows of no waiter: "
				  "the lock was initialised under it, as recycling does; the inode "
				  "%s (xfs_inode.i_flags 0x%llx)",
				  who, (unsigned long long)inode, state, how,
				  (unsigned long long)x->i_flags.raw.v));
	return how;
}

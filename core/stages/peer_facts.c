// SPDX-License-Identifier: GPL-2.0-or-later
/* What the peers show of the inode: who holds it, recycles it, or allocates it anew. */
#include "core/stages/engine.h"
#include "core/symbols/functions.h"

#include <string.h>

/* Peer @p shows @fact: @text, by what it holds and its @frame; @check is a command of crash */
static void set_by_peer(struct ir_engine *e, enum ir_fact fact, const struct ir_peer *p,
			const char *text, const char *frame, const char *check)
{
	ir_fact_set(e->d, fact, IR_TRUE, text,
		    ir_fmt(e->k, "task %016llx: %s; frame %s", (unsigned long long)p->task.v,
			   p->held, frame),
		    check);
}

static const char *name_of(struct ir_engine *e, const struct ir_peer *p)
{
	return ir_task_words(e, p->pid, p->comm, ir_known(-1));
}

static const char *its_stack(struct ir_engine *e, const struct ir_peer *p)
{
	return ir_fmt(e->k, "bt %016llx", (unsigned long long)p->task.v);
}

/*
 * A task that allocates this very inode anew, after its memory was freed: xfs_iget() missed the cache, so nothing
 * was recycled. The walk held memory that had been freed under it, which RCU forbids.
 */
static void judge_allocation(struct ir_engine *e)
{
	const struct ir_diagnosis *d = e->d;

	for (unsigned i = 0; i < d->nr_peers; i++) {
		const struct ir_peer *p = &d->peers[i];

		for (unsigned f = 0; p->same_inode == IR_TRUE && f < p->backtrace.nr; f++) {
			const char *name = p->backtrace.frames[f].symbol;

			if (!p->backtrace.frames[f].reliable ||
			    !ir_function_has_role(name, IR_ROLE_ALLOCATE))
				continue;
			set_by_peer(e, IR_FACT_INODE_FREED, p,
				    ir_fmt(e->k,
					   "the inode's memory was freed; %s allocates it anew",
					   name_of(e, p)),
				    name, its_stack(e, p));
			return;
		}
	}
}

/* Do the task's reliable frames show no function but helpers in xfs_iget(), or below it? */
static bool is_in_recycle(const struct ir_backtrace *bt)
{
	for (unsigned f = 0; f < bt->nr && bt->frames[f].reliable; f++) {
		const char *name = bt->frames[f].symbol;

		if (ir_function_has_role(name, IR_ROLE_RECYCLE) ||
		    ir_function_has_role(name, IR_ROLE_INSTANTIATE))
			return !ir_function_has_role(name, IR_ROLE_ALLOCATE);
		if (!ir_function_has_role(name, IR_ROLE_HELPER))
			return false;
	}
	return false;
}

/*
 * Where the inode's flags were not seen: a task that holds it in xfs_iget(), and is in no function that takes memory, recycles
 * it.
 */
static void judge_recycler(struct ir_engine *e)
{
	const struct ir_diagnosis *d = e->d;

	if (d->xfs_inode.i_flags.raw.known || ir_fact_holds(d, IR_FACT_IOP_NOW_EMPTY) != IR_TRUE)
		return;
	for (unsigned i = 0; i < d->nr_peers; i++) {
		const struct ir_peer *p = &d->peers[i];

		if (p->same_inode != IR_TRUE || strcmp(p->doing, "recycle") ||
		    !is_in_recycle(&p->backtrace))
			continue;
		set_by_peer(e, IR_FACT_INODE_RECYCLING, p,
			    ir_fmt(e->k, "%s recycles the inode", name_of(e, p)), p->function,
			    its_stack(e, p));
		return;
	}
}

void ir_judge_peers(struct ir_engine *e)
{
	const struct ir_diagnosis *d = e->d;

	judge_allocation(e);
	judge_recycler(e);
	for (unsigned i = 0; i < d->nr_peers; i++) {
		const struct ir_peer *p = &d->peers[i];

		if (p->same_inode != IR_TRUE)
			continue;
		set_by_peer(e, IR_FACT_PEER_SAME_INODE, p,
			    ir_fmt(e->k, "%s holds this inode in %s", name_of(e, p), p->function),
			    p->function,
			    p->held_at.known
				    ? ir_fmt(e->k, "rd %016llx", (unsigned long long)p->held_at.v)
				    : NULL);
		break;
	}
}

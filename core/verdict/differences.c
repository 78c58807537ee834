// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * How a crash that looks like the race differs from it: one sentence for readers who doubt the
 * verdict.
 */
#include "core/stages/engine.h"
#include "core/stages/oops_facts.h"
#include "core/verdict/verdict.h"

#include <string.h>

#define XFS_IN_FLUX 0xd /* XFS_IRECLAIM, XFS_IRECLAIMABLE, XFS_INEW */

static const char *append_clause(struct ir_engine *e, const char *said, const char *more)
{
	return said ? ir_fmt(e->k, "%s; %s", said, more) : more;
}

/* Append the differences of the inode to @said, which may be NULL. */
static const char *inode_differences(struct ir_engine *e, const char *said)
{
	const struct ir_diagnosis *d = e->d;
	const struct ir_value *flags = &d->xfs_inode.i_flags.raw;

	if (ir_fact_holds(e->d, IR_FACT_INODE_IS_XFS) == IR_FALSE)
		said = append_clause(e, said, ir_fmt(e->k, "the inode is on %s", d->inode.fs));
	if (ir_fact_holds(e->d, IR_FACT_INODE_FREED) == IR_TRUE)
		return said;
	/* An inode that is being recycled has a count, too. */
	if (d->inode.i_count.known && (int64_t)d->inode.i_count.v > 0 && flags->known &&
	    !(flags->v & XFS_IN_FLUX))
		said = append_clause(e, said,
				     ir_fmt(e->k, "the inode is live, i_count %lld",
					    (long long)d->inode.i_count.v));
	if (flags->known && !(flags->v & XFS_IN_FLUX))
		said = append_clause(
			e, said,
			ir_fmt(e->k,
			       "neither reclaimable nor being recycled, xfs_inode.i_flags 0x%llx",
			       (unsigned long long)flags->v));
	return said;
}

/* May another task be working on the inode? */
static bool peer_at_inode(const struct ir_diagnosis *d)
{
	for (unsigned i = 0; i < d->nr_peers; i++) {
		if (d->peers[i].same_inode != IR_FALSE)
			return true;
	}
	return false;
}

/* Symlinks of old kernels have ->follow_link: say what such a kernel can die of. */
static void observe_era(struct ir_engine *e)
{
	bool by_log = ir_is_log(e->k->t);

	if (ir_fact_holds(e->d, IR_FACT_CALLED_NULL) != IR_TRUE ||
	    ir_fact_holds(e->d, IR_FACT_FAULT_IN_PATH_WALK) != IR_TRUE ||
	    e->d->verdict.race == IR_TRUE)
		return;
	if (by_log ? !e->event || !ir_follows_with_dentry(e->event->release)
		   : ir_fact_holds(e->d, IR_FACT_RCU_WALK) == IR_TRUE ||
			     !ir_has(e->k, IR_M_IOP_FOLLOW_LINK))
		return;
	ir_note_observation(
		e->k,
		ir_fmt(e->k,
		       "%s: a walk calls it with a dentry, after it has left RCU mode, so a "
		       "recycled inode "
		       "cannot make it call NULL; of this race such a kernel dies in a security "
		       "module that "
		       "reads the NULL i_security of an inode",
		       by_log ? "a kernel of this release has ->follow_link, not ->get_link"
			      : "this kernel's inode_operations has follow_link, not get_link"));
}

void ir_observe_differences(struct ir_engine *e)
{
	const struct ir_diagnosis *d = e->d;
	const char *table = d->called_through.symbol, *said = NULL;
	enum ir_class class = d->verdict.class;

	observe_era(e);
	if ((class != IR_CLASS_INODE_OP_NULL && class != IR_CLASS_INODE_CORRUPTION) ||
	    !d->inode.address.known)
		return;
	if (ir_fact_holds(e->d, IR_FACT_DENTRY_DIED) == IR_FALSE)
		said = ir_fmt(e->k, "the dentry is as the walk found it, d_seq %llu",
			      (unsigned long long)d->walk.dentry_seq.v);
	said = inode_differences(e, said);
	if (!peer_at_inode(d) && !e->k->lost_task && e->task)
		said = append_clause(e, said, "no task was found recycling it");
	if (table && ir_fact_holds(e->d, IR_FACT_TABLE_TRANSIENT) == IR_FALSE)
		said = append_clause(
			e, said,
			ir_fmt(e->k, "%s is neither empty_iops nor a table of XFS's", table));
	if (said)
		ir_note_observation(e->k, ir_fmt(e->k, "unlike in the race: %s", said));
}

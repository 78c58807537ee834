// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A directory that is recycled under a walk. Kernels with DEBUG_VFS check since v6.19 that what they look a name up in is a
 * directory (VFS_BUG_ON_INODE(!S_ISDIR(inode->i_mode))). A walk in RCU mode can hold one that lost its name and was
 * recycled as another kind of file: the same race in front of another check. The class stays "bug"; this explains it.
 */
#include "core/stages/engine.h"

#include <string.h>

#include "core/mm/object.h"
#include "core/symbols/functions.h"

/* Did a function of path lookup stop the kernel? */
static const char *stopped_in_walk(const struct ir_backtrace *bt)
{
	for (unsigned f = 0; f < bt->nr; f++) {
		const char *name = bt->frames[f].symbol;

		if (!bt->frames[f].reliable || ir_function_has_role(name, IR_ROLE_HELPER))
			continue;
		return name && ir_function_in_walk(name, NULL) ? name : NULL;
	}
	return NULL;
}

/* What was seen of the recycling of XFS's inode at @addr; NULL when it is still a directory, or none of XFS's */
static const char *recycled_words(struct ir_engine *e, uint64_t addr)
{
	const uint64_t moving = 0x1 | 0x8; /* XFS_IRECLAIM, XFS_INEW */
	struct ir_xfs_inode x;
	struct ir_inode i;

	if (addr % 8 || !e->k->arch->canonical(addr))
		return NULL;
	ir_read_inode(e->k, addr, &i, &x);
	if (!i.fs || strcmp(i.fs, "xfs") || !x.i_flags.raw.known || !i.mode.known ||
	    !(i.mode.v & IR_S_IFMT) || (i.mode.v & IR_S_IFMT) == IR_S_IFDIR)
		return NULL;
	return ir_fmt(e->k, "%s recycled (i_mode 0%llo, xfs_inode.i_flags 0x%llx)",
		      x.i_flags.raw.v & moving ? "is being" : "was", (unsigned long long)i.mode.v,
		      (unsigned long long)x.i_flags.raw.v);
}

static bool observe(struct ir_engine *e, const struct ir_walk *w, uint64_t inode,
		    const char *function)
{
	const char *how = recycled_words(e, inode);

	if (!how || !ir_dentry_lost(e, w, inode))
		return false;
	ir_note_explained(
		e,
		ir_fmt(e->k,
		       "%s stopped at an inode that is no directory in a "
		       "walk without locks (LOOKUP_RCU); inode %016llx %s, and dentry %016llx, "
		       "through which the walk had found it, died under the walk (d_seq %u, saved "
		       "%u)",
		       function, (unsigned long long)inode, how, (unsigned long long)w->dentry.v,
		       (unsigned)w->dentry_seq.v, (unsigned)w->walk_seq.v));
	return true;
}

void ir_observe_reset_directory(struct ir_engine *e)
{
	const struct ir_walk *w = &e->d->walk;
	const char *function = stopped_in_walk(&e->d->fault.backtrace);
	struct ir_walk dir;

	if (ir_fact_holds(e->d, IR_FACT_EVENT_BUG) != IR_TRUE || !e->task || !e->have_exception ||
	    !function || !w->nameidata.known || !w->mode || strcmp(w->mode, "rcu"))
		return;
	ir_read_walked_directory(e->k, w, &dir);
	if (dir.directory.known && observe(e, &dir, dir.directory.v, function))
		return;
	/* Or the directory is what the last link or the registers lead to. */
	for (unsigned i = 0; i < e->k->arch->nr_regs; i++) {
		if (ir_reg_known(&e->regs, (int)i) && (observe(e, &dir, e->regs.v[i], function) ||
						       observe(e, w, e->regs.v[i], function)))
			return;
	}
}

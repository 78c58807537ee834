// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The race's sibling. Before 7b7820b83f23 ("xfs: don't expose internal symlink metadata buffers to
 * the vfs", v5.17) xfs_vn_get_link_inline() returns a pointer to the inode's own text of an inline
 * symlink (if_u1.if_data), also in RCU mode. The text is freed with the inode, while the walk may
 * still read it.
 */
#include "core/stages/engine.h"
#include "core/mm/object.h"

#include <inttypes.h>
#include <string.h>

#define PATH_MAX_ 4096

/* Name of the file system with the link on top of the walk's stack, by the link's mount. */
static const char *fs_of_link(struct ir_engine *e)
{
	uint64_t path = ir_addr(e->k, e->d->walk.link.v, IR_M_SAVED_LINK), mnt, sb;

	if (!path || ir_get(e->k, path, IR_M_PATH_MNT, &mnt) || ir_get(e->k, mnt, IR_M_MNT_SB, &sb))
		return NULL;
	return ir_fs_name(e->k, sb);
}

/*
 * Address of the name that the walk was last looking for, if that is not within the path it was
 * given.
 */
static bool name_from_link(struct ir_engine *e, uint64_t *ret)
{
	uint64_t nd = e->d->walk.nameidata.v, last = ir_addr(e->k, nd, IR_M_ND_LAST), file, given;

	if (!last || ir_get(e->k, last, IR_M_QSTR_NAME, ret) ||
	    ir_get(e->k, nd, IR_M_ND_NAME, &file) || ir_get(e->k, file, IR_M_FILENAME_NAME, &given))
		return false;
	return e->k->arch->canonical(*ret) && *ret - given >= PATH_MAX_;
}

/* What rules out that the fault was in such a text: that is read by a walk in RCU mode that follows a link on XFS. */
static bool cannot_be_text(struct ir_engine *e)
{
	const struct ir_walk *w = &e->d->walk;
	const struct ir_value fault = e->d->fault.address;
	const char *fs;
	uint64_t text;

	if (ir_fact_holds(e->d, IR_FACT_CALLED_NULL) == IR_TRUE ||
	    (w->mode && strcmp(w->mode, "rcu")) || (w->depth.known && !w->depth.v) ||
	    (e->event && e->event->kind == IR_EV_GP))
		return true;
	if (fault.known && w->nameidata.known && name_from_link(e, &text) &&
	    fault.v - text >= PATH_MAX_)
		return true;
	fs = w->link.known ? fs_of_link(e) : NULL;
	return fs && strcmp(fs, "xfs");
}

/*
 * In RCU mode xfs_vn_get_link() returns no text, so text of an XFS link that such a walk reads is
 * inline.
 */
void ir_judge_inline_symlink(struct ir_engine *e)
{
	const struct ir_walk *w = &e->d->walk;
	const struct ir_value fault = e->d->fault.address;
	uint64_t table, text;
	const char *fs;

	if (ir_fact_holds(e->d, IR_FACT_FAULT_IN_PATH_WALK) != IR_TRUE)
		return;
	if (cannot_be_text(e))
		ir_fact_set(e->d, IR_FACT_IN_LINK_TEXT, IR_FALSE, NULL, NULL, NULL);
	if (ir_fact_holds(e->d, IR_FACT_CALLED_NULL) == IR_TRUE || !fault.known || !w->mode ||
	    strcmp(w->mode, "rcu") || !w->link.known)
		return;
	table = ir_xfs_table(e->k, "xfs_inline_symlink_inode_operations");
	if (!table || !name_from_link(e, &text) || fault.v - text >= PATH_MAX_)
		return;
	fs = fs_of_link(e);
	if (!fs || strcmp(fs, "xfs"))
		return;
	ir_fact_set(
		e->d, IR_FACT_IN_LINK_TEXT, IR_TRUE,
		"the walk was reading the text of an inline XFS symlink, which is freed with the "
		"inode",
		ir_fmt(e->k,
		       "fault at %016" PRIx64 ", nameidata %016" PRIx64 ".last.name %016" PRIx64
		       ", outside the path given; saved %016" PRIx64 ".link is on xfs, which has "
		       "xfs_inline_symlink_inode_operations %016" PRIx64,
		       fault.v, w->nameidata.v, text, w->link.v, table),
		ir_fmt(e->k, "struct nameidata.last,name,stack,depth %" PRIx64, w->nameidata.v));
	if (ir_fact_holds(e->d, IR_FACT_DENTRY_DIED) == IR_FALSE)
		return;
	ir_note_observation(
		e->k,
		"a sibling of the race: before 7b7820b83f23 (\"xfs: don't expose internal symlink "
		"metadata buffers to the vfs\", v5.17) XFS hands out the text of an inline symlink "
		"(if_u1.if_data) to walks without locks, and frees it with the inode under them");
}

// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/proof/xfs_layout.h"

#include "core/target/kernel.h"
#include "core/types/layout.h"

static const struct {
	enum ir_member_id member;
	const char *name;
	unsigned size; /* in bytes; 0 for an embedded structure */
} items[IR_NR_XFS_ITEMS] = {
	[IR_XFS_VNODE] = {IR_M_XFS_VNODE, "xfs_inode.i_vnode", 0},
	[IR_XFS_MOUNT] = {IR_M_XFS_MOUNT, "xfs_inode.i_mount", 8},
	[IR_XFS_INO] = {IR_M_XFS_INO, "xfs_inode.i_ino", 8},
	/* An unsigned long in all kernels. The bits used here are in its lower half. */
	[IR_XFS_FLAGS] = {IR_M_XFS_FLAGS, "xfs_inode.i_flags", 8},
	[IR_XFS_SUPER] = {IR_M_XFS_MOUNT_SUPER, "xfs_mount.m_super", 8},
};

const char *ir_xfs_item_name(enum ir_xfs_item item)
{
	return items[item].name;
}

void ir_xfs_vote(struct ir_xfs_layout *l, enum ir_xfs_item item, int64_t offset, const char *way)
{
	ir_proof_vote(&l->items[item], offset, way);
}

bool ir_xfs_proved(const struct ir_xfs_layout *l, enum ir_xfs_item item, uint32_t *offset)
{
	return ir_proof_holds(&l->items[item], offset);
}

struct ir_xfs_layout *ir_xfs_prove(struct ir_kernel *k)
{
	struct ir_xfs_layout *l = ir_arena_alloc(k->arena, sizeof(*l));

	if (!l)
		return NULL;
	ir_xfs_ways_of_code(k, l);
	ir_xfs_ways_of_data(k, l);
	return l;
}

/* Do types describe struct xfs_inode? Then nothing needs a proof. */
static bool have_types(struct ir_kernel *k)
{
	uint64_t size;

	return !ir_type_size(k, "xfs_inode", &size);
}

static void note_origins(struct ir_kernel *k, const struct ir_xfs_layout *l)
{
	for (enum ir_xfs_item i = 0; i < IR_NR_XFS_ITEMS; i++) {
		if (i == IR_XFS_INO && l->no_ino && l->items[i].nr < 2)
			ir_note_origin(k,
				       "xfs_inode.i_ino: XFS stores the number in the VFS inode");
		else
			ir_proof_note(k, &l->items[i], items[i].name);
	}
}

/* The proved layout, searched once per kernel; NULL where types exist. */
static const struct ir_xfs_layout *layout_of(struct ir_kernel *k)
{
	if (k->xfs_layout_tried)
		return k->xfs_layout;
	k->xfs_layout_tried = true;
	if (have_types(k))
		return NULL;
	k->xfs_layout = ir_xfs_prove(k);
	if (k->xfs_layout)
		note_origins(k, k->xfs_layout);
	return k->xfs_layout;
}

enum ir_status ir_xfs_member(struct ir_kernel *k, enum ir_member_id id, struct ir_member *ret)
{
	const struct ir_xfs_layout *l;
	uint32_t offset;

	for (enum ir_xfs_item i = 0; i < IR_NR_XFS_ITEMS; i++) {
		if (items[i].member != id)
			continue;
		l = layout_of(k);
		if (!l)
			return have_types(k) ? IR_NOTFOUND : IR_UNSUPPORTED;
		if (!ir_xfs_proved(l, i, &offset))
			return i == IR_XFS_INO && l->no_ino ? IR_NOTFOUND : IR_UNSUPPORTED;
		*ret = (struct ir_member){offset, items[i].size};
		return IR_OK;
	}
	return IR_UNSUPPORTED;
}

bool ir_xfs_has_inodegc(struct ir_kernel *k)
{
	const struct ir_xfs_layout *l = layout_of(k);

	return l ? l->inodegc : ir_has(k, IR_M_XFS_GCLIST);
}

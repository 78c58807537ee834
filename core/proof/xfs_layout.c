// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/proof/xfs_layout.h"

#include "core/stages/engine.h"

static const struct {
	enum ir_member_id member;
	const char *name;
	unsigned size; /* 0: a structure of its own */
} items[IR_NR_XFS_ITEMS] = {
	[IR_XFS_VNODE] = {IR_M_XFS_VNODE, "xfs_inode.i_vnode", 0},
	[IR_XFS_MOUNT] = {IR_M_XFS_MOUNT, "xfs_inode.i_mount", 8},
	[IR_XFS_INO] = {IR_M_XFS_INO, "xfs_inode.i_ino", 8},
	/* unsigned long in all eras; the bits that are asked for are in its first half */
	[IR_XFS_FLAGS] = {IR_M_XFS_FLAGS, "xfs_inode.i_flags", 8},
	[IR_XFS_SUPER] = {IR_M_XFS_MOUNT_SUPER, "xfs_mount.m_super", 8},
};

const char *ir_xfs_item_name(enum ir_xfs_item item)
{
	return items[item].name;
}

void ir_xfs_vote(struct ir_xfs_layout *l, enum ir_xfs_item item, int64_t offset, const char *way)
{
	struct ir_xfs_proof *p = &l->items[item];

	if (offset < 0 || offset > 1 << 16 || p->nr == IR_XFS_WAYS)
		return;
	if (p->nr && p->offset != (uint32_t)offset)
		p->contrary = true;
	else if (!p->nr)
		p->offset = (uint32_t)offset;
	p->ways[p->nr++] = way;
}

bool ir_xfs_proved(const struct ir_xfs_layout *l, enum ir_xfs_item item, uint32_t *offset)
{
	const struct ir_xfs_proof *p = &l->items[item];

	if (p->nr < 2 || p->contrary)
		return false;
	*offset = p->offset;
	return true;
}

struct ir_xfs_layout *ir_xfs_prove(struct ir_engine *e)
{
	struct ir_xfs_layout *l = ir_arena_alloc(&e->d->arena, sizeof(*l));

	if (!l)
		return NULL;
	ir_xfs_ways_of_code(e, l);
	ir_xfs_ways_of_data(e, l);
	return l;
}

static bool types_tell(struct ir_engine *e)
{
	uint64_t size;

	return !ir_type_size(e, "xfs_inode", &size);
}

static void note_origins(struct ir_engine *e, const struct ir_xfs_layout *l)
{
	for (enum ir_xfs_item i = 0; i < IR_NR_XFS_ITEMS; i++) {
		const struct ir_xfs_proof *p = &l->items[i];
		const char *ways = "";
		uint32_t offset;

		for (unsigned k = 0; k < p->nr; k++)
			ways = ir_fmt(e, "%s%s%s", ways, k ? "; " : "", p->ways[k]);
		if (ir_xfs_proved(l, i, &offset))
			ir_list_add(
				e, &e->d->origins,
				ir_fmt(e, "%s at 0x%x, proved: %s", items[i].name, offset, ways));
		else if (i == IR_XFS_INO && l->no_ino)
			ir_list_add(e, &e->d->origins,
				    "xfs_inode.i_ino: XFS stores the number in the VFS inode");
		else
			ir_list_add(e, &e->d->origins,
				    ir_fmt(e, "%s not proved: %s", items[i].name,
					   !p->nr	 ? "nothing shows it"
					   : p->contrary ? ir_fmt(e, "contradictory: %s", ways)
							 : ir_fmt(e, "only %s", ways)));
	}
}

static const struct ir_xfs_layout *layout_of(struct ir_engine *e)
{
	if (e->xfs_layout_tried)
		return e->xfs_layout;
	e->xfs_layout_tried = true;
	if (types_tell(e))
		return NULL;
	e->xfs_layout = ir_xfs_prove(e);
	if (e->xfs_layout)
		note_origins(e, e->xfs_layout);
	return e->xfs_layout;
}

bool ir_xfs_member(struct ir_engine *e, enum ir_member_id id, struct ir_member *ret)
{
	const struct ir_xfs_layout *l;
	uint32_t offset;

	for (enum ir_xfs_item i = 0; i < IR_NR_XFS_ITEMS; i++) {
		if (items[i].member != id)
			continue;
		l = layout_of(e);
		if (!l || !ir_xfs_proved(l, i, &offset))
			return false;
		*ret = (struct ir_member){offset, items[i].size};
		return true;
	}
	return false;
}

bool ir_xfs_lacks_ino(struct ir_engine *e)
{
	const struct ir_xfs_layout *l = layout_of(e);

	return !ir_has(e, IR_M_XFS_INO) && (l ? l->no_ino : types_tell(e));
}

bool ir_xfs_has_inodegc(struct ir_engine *e)
{
	const struct ir_xfs_layout *l = layout_of(e);

	return l ? l->inodegc : ir_has(e, IR_M_XFS_GCLIST);
}

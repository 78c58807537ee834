// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The inode that the walk used, as it is in the dump. XFS embeds the VFS inode in its own: i_vnode
 * is a member of struct xfs_inode, so the xfs_inode starts before the VFS inode's address.
 */
#include "core/mm/object.h"
#include "core/target/kernel.h"
#include "core/types/layout.h"
#include "core/vfs/inode.h"
#include "core/vfs/inode_tables.h"
#include "core/types/flags.h"
#include "core/proof/xfs_layout.h"

#include <string.h>

/*
 * NULL if @name cannot be a file system's name: then the super block is damaged and proves nothing.
 */
static const char *name_of_fs(const char *name)
{
	for (const char *p = name; p && *p; p++) {
		if (*p <= ' ' || *p >= 0x7f)
			return NULL;
	}
	return name && *name ? name : NULL;
}

static void read_super(struct ir_kernel *k, struct ir_inode *i)
{
	i->sb = ir_get_value(k, i->address.v, IR_M_INODE_SB);
	if (!i->sb.known || ir_object_present(k, i->sb.v, 256)) {
		i->sb.known = false;
		return;
	}
	i->fs = name_of_fs(ir_fs_name(k, i->sb.v));
	if (ir_has(k, IR_M_SB_ID))
		i->device = ir_string_at(k, ir_addr(k, i->sb.v, IR_M_SB_ID), 32);
}

static void read_xfs_inode(struct ir_kernel *k, const struct ir_inode *i, struct ir_xfs_inode *x)
{
	const struct ir_member *vnode = ir_member(k, IR_M_XFS_VNODE);
	enum ir_flag_set gc;
	uint64_t mount, super;

	if (!vnode || !i->fs || strcmp(i->fs, "xfs"))
		return;
	x->address = (struct ir_value){true, i->address.v - vnode->offset};
	/* It is an xfs_inode only if its mount has the VFS inode's super block. */
	if (ir_get(k, x->address.v, IR_M_XFS_MOUNT, &mount) ||
	    ir_get(k, mount, IR_M_XFS_MOUNT_SUPER, &super) || super != i->sb.v) {
		x->address.known = false;
		return;
	}
	gc = ir_xfs_has_inodegc(k) ? IR_FLAGS_XFS_GC : IR_FLAGS_NONE;
	x->i_flags =
		ir_flags_of(k, ir_get_value(k, x->address.v, IR_M_XFS_FLAGS), IR_FLAGS_XFS, gc);
	/* 7.2 removed xfs_inode.i_ino; the number is in the VFS inode. */
	x->ino = ir_lacks(k, IR_M_XFS_INO) ? i->ino : ir_get_value(k, x->address.v, IR_M_XFS_INO);
}

void ir_read_inode(struct ir_kernel *k, uint64_t addr, struct ir_inode *i, struct ir_xfs_inode *x)
{
	memset(i, 0, sizeof(*i));
	memset(x, 0, sizeof(*x));
	i->address = (struct ir_value){true, addr};
	if (ir_object_present(k, addr, 256))
		return;
	i->mode = ir_get_value(k, addr, IR_M_INODE_MODE);
	i->mode.v &= UINT16_MAX;
	i->ino = ir_get_value(k, addr, IR_M_INODE_INO);
	i->generation = ir_get_value(k, addr, IR_M_INODE_GENERATION);
	i->generation.v &= UINT32_MAX;
	i->i_count = ir_get_value(k, addr, IR_M_INODE_COUNT);
	i->i_count.v = (uint64_t)(int64_t)(int32_t)i->i_count.v;
	i->i_state = ir_flags_of(k, ir_get_value(k, addr, IR_M_INODE_STATE), ir_state_flags(k),
				 IR_FLAGS_NONE);
	i->i_op = ir_table_at(k, ir_get_value(k, addr, IR_M_INODE_OP), NULL);
	i->i_fop = ir_table_at(k, ir_get_value(k, addr, IR_M_INODE_FOP), NULL);
	read_super(k, i);
	read_xfs_inode(k, i, x);
}

enum ir_tri ir_same_super(struct ir_kernel *k, uint64_t dentry, uint64_t inode)
{
	uint64_t of_dentry, of_inode;

	if (ir_get(k, dentry, IR_M_DENTRY_SB, &of_dentry) ||
	    ir_get(k, inode, IR_M_INODE_SB, &of_inode))
		return IR_UNKNOWN;
	return ir_tri_of(of_dentry == of_inode);
}

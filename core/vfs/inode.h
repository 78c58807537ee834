/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An inode: the VFS's part, and XFS's part around it. */
#ifndef IR_INODE_H
#define IR_INODE_H

#include "core/lib/value.h"
#include "core/types/flags.h"
#include "core/vfs/inode_tables.h"

/** struct ir_inode - the VFS inode whose operation was called */
struct ir_inode {
	struct ir_value address;
	const char *fs, *device;
	struct ir_value ino, generation, mode, i_count, sb;
	struct ir_flags i_state;
	struct ir_table i_op, i_fop;
};

/** struct ir_xfs_inode - the xfs_inode around it */
struct ir_xfs_inode {
	struct ir_value address, ino;
	struct ir_flags i_flags;
};

/** ir_read_inode() - decode the inode at @addr into @i, and its xfs_inode into @x */
void ir_read_inode(struct ir_kernel *k, uint64_t addr, struct ir_inode *i, struct ir_xfs_inode *x);

#endif

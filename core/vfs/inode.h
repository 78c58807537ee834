/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The VFS inode and the xfs_inode around it. */
#ifndef IR_INODE_H
#define IR_INODE_H

#include "core/lib/value.h"
#include "core/types/flags.h"
#include "core/vfs/inode_tables.h"

/**
 * struct ir_inode - the VFS inode whose operation was called
 * @address: of struct inode
 * @fs: name of its file system ("xfs"), NULL when unknown
 * @device: the super block's s_id ("vdb"), NULL when unknown
 * @ino: i_ino
 * @generation: i_generation
 * @mode: i_mode
 * @i_count: references, a signed 32-bit number
 * @sb: address of the super block; known only if it could be read
 * @i_state: I_* flags
 * @i_op: the table of inode operations
 * @i_fop: the table of file operations
 */
struct ir_inode {
	struct ir_value address;
	const char *fs, *device;
	struct ir_value ino, generation, mode, i_count, sb;
	struct ir_flags i_state;
	struct ir_table i_op, i_fop;
};

/**
 * struct ir_xfs_inode - the xfs_inode around it
 * @address: of struct xfs_inode; known only if it belongs to the VFS inode's super block
 * @ino: i_ino; that of the VFS inode since 7.2
 * @i_flags: XFS_I* flags
 */
struct ir_xfs_inode {
	struct ir_value address, ino;
	struct ir_flags i_flags;
};

/**
 * ir_read_inode() - decode the inode at @addr
 * @addr: of the VFS inode
 * @i: overwritten; strings are in the arena
 * @x: overwritten; stays unknown when the inode is not XFS's
 *
 * What cannot be read stays unknown.
 */
void ir_read_inode(struct ir_kernel *k, uint64_t addr, struct ir_inode *i, struct ir_xfs_inode *x);

/**
 * ir_same_super() - are a dentry and an inode of one file system?
 *
 * Return: IR_UNKNOWN when the super block of one of them cannot be read.
 */
enum ir_tri ir_same_super(struct ir_kernel *k, uint64_t dentry, uint64_t inode);

#endif

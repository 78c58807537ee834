/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where XFS keeps the VFS inode, i_mount, i_ino and i_flags, proved from the dump itself where no
 * types tell: kernels whose modules have no BTF. No table of versions: the code of XFS in the dump
 * says where it reads and writes, and what lies there in the inodes of its file systems must agree.
 */
#ifndef IR_XFS_LAYOUT_H
#define IR_XFS_LAYOUT_H

#include "core/arch/code.h"
#include "core/types/layout.h"

/** enum ir_xfs_item - what is proved; ir_xfs_items[] has their names */
/* clang-format off */
enum ir_xfs_item { IR_XFS_VNODE, IR_XFS_MOUNT, IR_XFS_INO, IR_XFS_FLAGS, IR_XFS_SUPER, IR_NR_XFS_ITEMS };
/* clang-format on */

#define IR_XFS_WAYS 6 /* to prove one item */

/**
 * struct ir_xfs_proof - one offset
 * @nr: independent ways that gave @offset; two make a proof
 * @contrary: a way gave another one, or something that lies there cannot be it
 * @ways: each in words
 */
struct ir_xfs_proof {
	unsigned nr;
	bool contrary;
	uint32_t offset;
	const char *ways[IR_XFS_WAYS];
};

/**
 * struct ir_xfs_layout - the result
 * @no_ino: XFS keeps the inode number in the VFS inode only (since 7.2)
 * @inodegc: xfs_iget() knows XFS_INACTIVATING: ab23a7768739 ("xfs: per-cpu deferred inode
 *	inactivation queues", 5.14)
 */
struct ir_xfs_layout {
	struct ir_xfs_proof items[IR_NR_XFS_ITEMS];
	bool no_ino, inodegc;
};

/** ir_xfs_item_name() - "xfs_inode.i_flags" */
const char *ir_xfs_item_name(enum ir_xfs_item item);

/** ir_xfs_prove() - look at code and inodes, whether or not types are known; NULL: no memory */
struct ir_xfs_layout *ir_xfs_prove(struct ir_kernel *k);

/** ir_xfs_proved() - the offset of @item, if two ways agree and none is against it */
bool ir_xfs_proved(const struct ir_xfs_layout *l, enum ir_xfs_item item, uint32_t *offset);

/**
 * ir_xfs_member() - member @id by proof, as struct ir_layout_proof has it
 * IR_NOTFOUND: types tell and do not have it, or XFS's code shows that it is elsewhere.
 */
enum ir_status ir_xfs_member(struct ir_kernel *k, enum ir_member_id id,
			     struct ir_member *ret) IR_MUST_CHECK;

/** ir_xfs_has_inodegc() - does this XFS have XFS_NEED_INACTIVE and XFS_INACTIVATING? */
bool ir_xfs_has_inodegc(struct ir_kernel *k);

/* For the ways: xfs_layout_code.c and xfs_layout_data.c */

/** ir_xfs_vote() - @way, in words, puts @item at @offset */
void ir_xfs_vote(struct ir_xfs_layout *l, enum ir_xfs_item item, int64_t offset, const char *way);
/** ir_xfs_ways_of_code() - what the instructions say */
void ir_xfs_ways_of_code(struct ir_kernel *k, struct ir_xfs_layout *l);
/** ir_xfs_ways_of_data() - what the inodes in memory say; after the code */
void ir_xfs_ways_of_data(struct ir_kernel *k, struct ir_xfs_layout *l);

#endif

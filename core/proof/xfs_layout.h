/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The offsets of the VFS inode, i_mount, i_ino and i_flags in struct xfs_inode, proved from the
 * dump itself. Needed where no types exist: in kernels whose modules have no BTF. There is no table
 * of versions: the code of XFS in the dump shows where it reads and writes, and the inodes in
 * memory must agree with it.
 */
#ifndef IR_XFS_LAYOUT_H
#define IR_XFS_LAYOUT_H

#include "core/arch/code.h"
#include "core/proof/proof.h"
#include "core/types/layout.h"

/** enum ir_xfs_item - the members whose offset is proved; ir_xfs_item_name() has their names */
/* clang-format off */
enum ir_xfs_item { IR_XFS_VNODE, IR_XFS_MOUNT, IR_XFS_INO, IR_XFS_FLAGS, IR_XFS_SUPER, IR_NR_XFS_ITEMS };
/* clang-format on */

/**
 * struct ir_xfs_layout - all proofs
 * @items: one for each member
 * @no_ino: XFS keeps the inode number only in the VFS inode (since 7.2)
 * @inodegc: xfs_iget() tests XFS_INACTIVATING: ab23a7768739 ("xfs: per-cpu deferred inode
 *	inactivation queues", v5.14)
 */
struct ir_xfs_layout {
	struct ir_proof items[IR_NR_XFS_ITEMS];
	bool no_ino, inodegc;
};

/** ir_xfs_item_name() - "xfs_inode.i_flags" */
const char *ir_xfs_item_name(enum ir_xfs_item item);

/**
 * ir_xfs_prove() - look for proofs in code and inodes, whether or not types exist
 *
 * Return: the proofs, in the arena; NULL for no memory.
 */
struct ir_xfs_layout *ir_xfs_prove(struct ir_kernel *k);

/**
 * ir_xfs_proved() - is @item proved: do two ways agree, and does none contradict?
 * @offset: in bytes; set only when it is proved
 */
bool ir_xfs_proved(const struct ir_xfs_layout *l, enum ir_xfs_item item, uint32_t *offset);

/**
 * ir_xfs_member() - prove the offset of member @id; a member of struct ir_layout_proof
 * @ret: offset and size in bytes
 *
 * Return: IR_NOTFOUND where types exist and lack the member, or where XFS's code shows that it has
 * none; IR_UNSUPPORTED for another @id and where no proof is found.
 */
enum ir_status ir_xfs_member(struct ir_kernel *k, enum ir_member_id id,
			     struct ir_member *ret) IR_MUST_CHECK;

/** ir_xfs_has_inodegc() - does this XFS have XFS_NEED_INACTIVE and XFS_INACTIVATING? */
bool ir_xfs_has_inodegc(struct ir_kernel *k);

/* For the ways in xfs_layout_code.c and xfs_layout_data.c */

/**
 * ir_xfs_vote() - one more way that gives an offset of @item
 * @offset: in bytes; ignored if absurd
 * @way: the way in words, in the arena
 */
void ir_xfs_vote(struct ir_xfs_layout *l, enum ir_xfs_item item, int64_t offset, const char *way);
/** ir_xfs_ways_of_code() - add what the instructions of XFS show */
void ir_xfs_ways_of_code(struct ir_kernel *k, struct ir_xfs_layout *l);
/** ir_xfs_ways_of_data() - add what the inodes in memory show; runs after the ways of the code */
void ir_xfs_ways_of_data(struct ir_kernel *k, struct ir_xfs_layout *l);

#endif

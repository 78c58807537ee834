/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whose i_lock is it, and was that inode recycled? inode_init_always() initialises i_lock, too, also under those who use it. */
#ifndef IR_I_LOCK_H
#define IR_I_LOCK_H

#include "core/stages/engine.h"

/**
 * ir_inode_of_lock() - is @addr the i_lock of an inode of XFS's?
 * @inode: receives its address; @x: the xfs_inode around it, whose address and i_flags are known then
 */
bool ir_inode_of_lock(struct ir_engine *e, uint64_t addr, uint64_t *inode, struct ir_xfs_inode *x);

/**
 * ir_recycled_words() - what shows that @inode, with @x around it, is being recycled, or was
 *
 * Return: the end of a sentence about the inode, in the arena; NULL when nothing shows it.
 */
const char *ir_recycled_words(struct ir_engine *e, uint64_t inode, const struct ir_xfs_inode *x);

#endif

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
 * ir_explain_lock() - a task waits for a lock that knows of no waiter: note that the race explains it, if @inode is being recycled, or was
 * @who: the task, in words
 * @x: from ir_inode_of_lock()
 * @state: what was read of the lock, between "inode N" and "knows of no waiter"
 *
 * Return: false when nothing shows that it was recycled.
 */
bool ir_explain_lock(struct ir_engine *e, const char *who, uint64_t inode,
		     const struct ir_xfs_inode *x, const char *state);

#endif

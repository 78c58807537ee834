/* SPDX-License-Identifier: GPL-2.0 */
#ifndef LAB_H
#define LAB_H

#include <linux/fs.h>
#include <linux/types.h>

/* What the probes look for and the commands work on. */
extern char target_name[128];
extern struct inode *target;	/* the race only compares it: it may be gone */

/*
 * The VFS inode lies somewhere inside struct xfs_inode, whose layout is private
 * to XFS and moves between kernels. Its offset has been around 300 and the whole
 * never under 900 bytes, so only the object that contains the inode is nearer
 * than this: the previous one in the slab is at least 900 bytes further away.
 */
#define VNODE_OFFSET_MAX 640

/* race.c: 0 until caught */
extern pid_t walker_pid, recycler_pid;
int probe_race(void);
int choose_walker_mode(const char *name);
int choose_recycler_mode(const char *name);

/* damage.c */
int evict_target(void);
int damage_i_op(const char *how);
int flip_dentry_type(void);
int damage_d_name(void);
int damage_i_mount(void);
int free_target(void);
void poison_target(void);

#endif

// SPDX-License-Identifier: GPL-2.0-or-later
/* XFS's side: the recycling of an inode. */
#include "kernel.h"

#ifndef BUILT_IN
static const char modinfo[] __attribute__((used, section(".modinfo"))) =
	"license=GPL\0name=xfs\0vermagic=1.2.3-made SMP mod_unload ";
#endif

int xfs_reinit_partially(struct inode *inode);

__attribute__((noinline)) void xfs_inodegc_worker(struct xfs_inode *ip)
{
#ifdef WAIT_ELSEWHERE
	cond_synchronize_rcu(ip->gp);
#endif
	ip->gp = 0;
}

int xfs_iget(struct xfs_inode *ip, int flags)
{
	struct inode *inode = &ip->i_vnode;
	unsigned int nlink = inode->i_nlink;
	int error;

#ifdef WAIT_SOMETIMES
	if (flags)
#endif
#if defined(WAIT) || defined(WAIT_SOMETIMES)
		cond_synchronize_rcu(ip->gp);
#endif
#ifdef POLL
	if (!poll_state_synchronize_rcu(ip->gp))
		return -11;
#endif
#ifdef REINIT
	error = 0;
	inode->i_state = 0;
#else
	error = inode_init_always(inode->i_sb, inode);
#endif
	set_nlink(inode, nlink);
	xfs_inodegc_worker(ip);
	return error;
}

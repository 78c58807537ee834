// SPDX-License-Identifier: GPL-2.0-or-later
/* XFS's side: the recycling of an inode. */
#include "kernel.h"

#ifndef BUILT_IN
static const char modinfo[] __attribute__((used, section(".modinfo"))) =
	"license=GPL\0name=xfs\0vermagic=1.2.3-made SMP mod_unload ";
#endif

#if defined(STAMP_SOMETIMES) || defined(STAMP_ALWAYS)
#define STAMP
#endif

int xfs_reinit_partially(struct inode *inode);

__attribute__((noinline)) void xfs_inodegc_worker(struct xfs_inode *ip)
{
#ifdef WAIT_ELSEWHERE
	cond_synchronize_rcu(ip->gp);
#endif
#ifndef STAMP
	ip->gp = 0;
#endif
}

/* XFS's part of an eviction. */
__attribute__((noinline)) void xfs_inode_mark_reclaimable(struct xfs_inode *ip)
{
#ifdef STAMP_SOMETIMES
	if (ip->i_vnode.i_nlink == 0)
#endif
#ifdef STAMP
		ip->gp = start_poll_synchronize_rcu();
#endif
#ifdef DEFER
	call_rcu(ip, (void (*)(void *))xfs_inodegc_worker);
#else
	xfs_inodegc_worker(ip);
#endif
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
#ifdef SYNCHRONIZE
	synchronize_rcu();
#endif
#ifdef RESTAMP
	ip->gp = get_state_synchronize_rcu();
#endif
#ifdef START_POLL
	ip->gp = start_poll_synchronize_rcu();
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

// SPDX-License-Identifier: GPL-2.0-or-later
/* The kernel's side: the initialiser of an inode, and path lookup. */
#include "kernel.h"

#define ECHILD ((const char *)-10L)

const char linux_banner[] = "Linux version 1.2.3-made (nobody@nowhere) #1";

#ifdef TYPES
/* A type that is only pointed at is left out. */
struct nameidata nd_types;
struct inode inode_types;
struct inode_operations iop_types;
struct dentry dentry_types;
struct xfs_inode xfs_types;
#else
void set_nlink(struct inode *inode, unsigned int nlink)
{
	inode->i_nlink = nlink;
}

void cond_synchronize_rcu(unsigned long gp)
{
	READ_ONCE(gp);
}

int poll_state_synchronize_rcu(unsigned long gp)
{
	return READ_ONCE(gp) != 0;
}

unsigned long get_state_synchronize_rcu(void)
{
	static unsigned long gp;

	return READ_ONCE(gp);
}

unsigned long start_poll_synchronize_rcu(void)
{
	return get_state_synchronize_rcu() + 1;
}

void call_rcu(void *head, void (*func)(void *))
{
	func(READ_ONCE(head));
}

void synchronize_rcu(void)
{
	cond_synchronize_rcu(start_poll_synchronize_rcu());
}

/* PARTIAL: it leaves i_op alone where the inode has one. */
int inode_init_always(struct super_block *sb, struct inode *inode)
{
	static const struct inode_operations empty_iops;

	inode->i_sb = sb;
#ifdef PARTIAL
	if (!inode->i_op)
#endif
		inode->i_op = &empty_iops;
	inode->i_flags = 0;
	inode->i_state = 0;
	return 0;
}

__attribute__((noinline)) int try_to_unlazy(struct nameidata *nd)
{
	nd->flags &= ~0x40u;
	return READ_ONCE(nd->seq) == 0;
}

__attribute__((noinline)) int still_the_same(struct nameidata *nd)
{
	return READ_ONCE(nd->seq) == 0;
}

const char *pick_link(struct nameidata *nd, struct path *link, struct inode *inode, unsigned int seq)
{
	struct saved *last = nd->stack + nd->depth++;
	const char *(*get)(struct dentry *, struct inode *, struct delayed_call *);
	const char *res;

	last->link = *link;
	last->seq = seq;
#ifdef LINK_TEXT
	res = READ_ONCE(inode->i_link);
	if (res) {
#ifdef RECHECK_TEXT
#ifdef OF_RCU_WALKS
		if (nd->flags & 0x40)
#endif
		if (READ_ONCE(link->dentry->d_seq.sequence) != last->seq)
			return ECHILD;
#endif
		return *res == '/' ? NULL : res;
	}
#endif
	get = READ_ONCE(inode->i_op)->get_link;
	if (!(nd->flags & 0x40))
		return get(link->dentry, inode, &last->done);
#ifdef RECHECK
	if (READ_ONCE(link->dentry->d_seq.sequence) != last->seq)
		return ECHILD;
#endif
#ifdef SAME_INODE
	if (READ_ONCE(link->dentry->d_inode) != inode)
		return ECHILD;
#endif
#ifdef BY_FUNCTION
	if (still_the_same(nd))
		return ECHILD;
#endif
	res = get(NULL, inode, &last->done);
	if (res == ECHILD && try_to_unlazy(nd))
		res = get(link->dentry, inode, &last->done);
	return res;
}
#endif

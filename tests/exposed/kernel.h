/* SPDX-License-Identifier: GPL-2.0-or-later */
/* As much of a kernel as the three questions are about. The places of the members are made up. */
#define NULL ((void *)0)
#define READ_ONCE(x) (*(volatile __typeof__(x) *)&(x))

struct inode;
struct dentry;
struct super_block;

struct delayed_call {
	void (*fn)(void *);
	void *arg;
};

struct inode_operations {
	void *lookup;
	const char *(*get_link)(struct dentry *, struct inode *, struct delayed_call *);
};

struct inode {
	unsigned short i_mode;
	unsigned int i_flags, i_nlink;
	const struct inode_operations *i_op;
	struct super_block *i_sb;
	unsigned long i_state;
#ifdef LINK_TEXT
	const char *i_link;
#endif
};

struct seqcount {
	unsigned int sequence;
};

struct dentry {
	unsigned int d_flags;
	struct seqcount d_seq;
	struct dentry *d_parent;
	struct inode *d_inode;
};

struct path {
	void *mnt;
	struct dentry *dentry;
};

struct saved {
	struct path link;
	struct delayed_call done;
	const char *name;
	unsigned int seq;
};

struct nameidata {
	struct path path;
	struct inode *inode;
	unsigned int flags, seq, depth;
	struct saved *stack, internal[2];
};

struct xfs_inode {
	void *i_mount;
#ifdef DESTROY_GP
	unsigned long i_destroy_gp;
#endif
	unsigned long gp;
	struct inode i_vnode;
};

int inode_init_always(struct super_block *sb, struct inode *inode);
void set_nlink(struct inode *inode, unsigned int nlink);
void cond_synchronize_rcu(unsigned long gp);
int poll_state_synchronize_rcu(unsigned long gp);
unsigned long get_state_synchronize_rcu(void);
unsigned long start_poll_synchronize_rcu(void);
void call_rcu(void *head, void (*func)(void *));
void synchronize_rcu(void);

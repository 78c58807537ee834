// SPDX-License-Identifier: GPL-2.0
/*
 * A live patch of step_into(), which calls ->get_link: the walk dies in a function of a module, under
 * another name, as where a distribution has patched path lookup. Only the victim's symlinks take the new
 * code; everything else goes on to the old one.
 */
#include <linux/dcache.h>
#include <linux/fs.h>
#include <linux/kprobes.h>
#include <linux/livepatch.h>
#include <linux/module.h>
#include <linux/namei.h>
#include <linux/sched.h>

/* As fs/namei.c of 6.1 to 6.12 has it, up to what is needed here. */
struct saved {
	struct path link;
	struct delayed_call done;
	const char *name;
	unsigned int seq;
};

struct nameidata {
	struct path path;
	struct qstr last;
	struct path root;
	struct inode *inode;
	unsigned int flags, state;
	unsigned int seq, next_seq, m_seq, r_seq;
	int last_type;
	unsigned int depth;
	int total_link_count;
	struct saved *stack;
};

#define EMBEDDED_LEVELS 2	/* more links than that need memory, and the old code */

typedef const char *step_into_t(struct nameidata *nd, int flags, struct dentry *dentry);

static int (*follow_link)(struct dentry *dentry, struct inode *inode, bool rcu);
static step_into_t *old_code;	/* behind its call to ftrace, which would lead here again */

static noinline const char *klpp_pick_link(struct nameidata *nd, struct dentry *dentry, struct inode *inode)
{
	struct saved *last = nd->stack + nd->depth++;
	const char *(*get)(struct dentry *dentry, struct inode *inode, struct delayed_call *done);
	const char *text;
	int err;

	nd->total_link_count++;
	last->link.mnt = nd->path.mnt;
	last->link.dentry = dentry;
	clear_delayed_call(&last->done);
	last->seq = nd->next_seq;
	err = follow_link(dentry, inode, true);
	if (err)
		return ERR_PTR(err);
	text = READ_ONCE(inode->i_link);
	if (!text) {
		get = inode->i_op->get_link;
		text = get(NULL, inode, &last->done);
		if (IS_ERR_OR_NULL(text))
			return text;
	}
	return *text == '/' ? ERR_PTR(-EINVAL) : text;	/* the victim's are relative */
}

static const char *klpp_step_into(struct nameidata *nd, int flags, struct dentry *dentry)
{
	struct inode *inode = READ_ONCE(dentry->d_inode);

	if (!(nd->flags & LOOKUP_RCU) || strcmp(current->comm, "victim") || !inode ||
	    !d_is_symlink(dentry) || nd->depth >= EMBEDDED_LEVELS ||
	    read_seqcount_retry(&dentry->d_seq, nd->next_seq))
		return old_code(nd, flags, dentry);
	return klpp_pick_link(nd, dentry, inode);
}

static struct klp_func funcs[] = {
	{ .old_name = "step_into", .new_func = klpp_step_into },
	{ }
};

static struct klp_object objects[] = {
	{ .funcs = funcs },
	{ }
};

static struct klp_patch patch = {
	.mod = THIS_MODULE,
	.objs = objects,
};

/* Neither is exported; a probe knows where they are. */
static void *address_of(const char *name)
{
	struct kprobe probe = { .symbol_name = name };
	void *found = NULL;

	if (!register_kprobe(&probe)) {
		found = probe.addr;
		unregister_kprobe(&probe);
	}
	return found;
}

static int __init livepatch_init(void)
{
	static const u8 endbr64[] = { 0xf3, 0x0f, 0x1e, 0xfa };
	u8 *code = address_of("step_into");

	follow_link = address_of("security_inode_follow_link");
	if (!code || !follow_link)
		return -ENOENT;
	code += memcmp(code, endbr64, sizeof(endbr64)) ? 0 : sizeof(endbr64);
	old_code = (step_into_t *)(code + 5);
	return klp_enable_patch(&patch);
}
module_init(livepatch_init);
MODULE_DESCRIPTION("Path lookup, patched while it runs");
MODULE_LICENSE("GPL");
MODULE_INFO(livepatch, "Y");

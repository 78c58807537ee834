// SPDX-License-Identifier: GPL-2.0
/*
 * crowd: holds one walker more than lab does, in the same place.
 *
 * insmod crowd.ko target=PATH comm=NAME how=HOW. The walk that reaches the symlink PATH in RCU mode in a
 * task of that name
 *   never  is held for good;
 *   oops   is let go once another walker oopses, to call what that one called;
 *   yield  goes round and round, preemptible each time, until 1 is written to the parameter "go".
 * The parameter "caught" is its PID from then on.
 */
#include <linux/delay.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/namei.h>
#include <linux/sched.h>
#include <linux/string.h>

static char *target, *comm, *how;
static int caught, go;
module_param(target, charp, 0400);
module_param(comm, charp, 0400);
module_param(how, charp, 0400);
module_param(caught, int, 0400);
module_param(go, int, 0600);

static struct inode *inode;	/* only compared: it may be gone */

static int on_follow_link(struct kprobe *kp, struct pt_regs *regs)
{
	bool rcu = regs_get_kernel_argument(regs, 2) & 0xff;

	if (regs_get_kernel_argument(regs, 1) != (unsigned long)inode || !rcu ||
	    strcmp(current->comm, comm))
		return 0;
	if (!READ_ONCE(caught)) {
		pr_info("LAB truth crowd_pid=%d crowd_cpu=%d\n", current->pid, smp_processor_id());
		WRITE_ONCE(caught, current->pid);
	}
	if (!strcmp(how, "yield") && !READ_ONCE(go)) {
		/* Back to the first instruction: between two rounds the task can lose its CPU. */
		instruction_pointer_set(regs, (unsigned long)kp->addr);
		return 1;
	}
	while (!strcmp(how, "never") || (!strcmp(how, "oops") && !oops_in_progress))
		cpu_relax();
	/* The one that oopses shall be well inside it. */
	if (!strcmp(how, "oops"))
		mdelay(20);
	return 0;
}

static struct kprobe follow_link_probe = {
	.symbol_name = "security_inode_follow_link",
	.pre_handler = on_follow_link,
};

static int __init crowd_init(void)
{
	struct path path;
	int err = kern_path(target, 0, &path);

	if (err)
		return err;
	inode = d_inode(path.dentry);
	path_put(&path);
	return register_kprobe(&follow_link_probe);
}

module_init(crowd_init);
MODULE_DESCRIPTION("Holds another walker");
MODULE_LICENSE("GPL");

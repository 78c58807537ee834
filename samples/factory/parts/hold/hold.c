// SPDX-License-Identifier: GPL-2.0
/*
 * hold: stretches one side of the race, whoever it is, and counts how often it did.
 *
 * insmod hold.ko walker_ms=N     every RCU walk that has found a symlink's inode stops before it loads i_op
 * insmod hold.ko recycler_ms=N   every inode that XFS sets up, new or again, stops before XFS's i_op is in it
 *
 * Unlike lab, it waits for nobody: what happens meanwhile is chance. The parameter "held" is the count so
 * far; a kernel that dies says it.
 */
#include <linux/delay.h>
#include <linux/kdebug.h>
#include <linux/kernel.h>
#include <linux/kprobes.h>
#include <linux/module.h>

static unsigned int walker_ms, recycler_ms;
static int held;
module_param(walker_ms, uint, 0400);
module_param(recycler_ms, uint, 0400);
module_param(held, int, 0400);

static atomic_t count = ATOMIC_INIT(0);

static void hold_for(unsigned int ms)
{
	WRITE_ONCE(held, atomic_inc_return(&count));
	mdelay(ms);
}

static int on_follow_link(struct kprobe *kp, struct pt_regs *regs)
{
	bool rcu = regs_get_kernel_argument(regs, 2) & 0xff;

	if (rcu)
		hold_for(walker_ms);
	return 0;
}

static int on_setup_inode(struct kprobe *kp, struct pt_regs *regs)
{
	hold_for(recycler_ms);
	return 0;
}

static struct kprobe follow_link_probe = {
	.symbol_name = "security_inode_follow_link",
	.pre_handler = on_follow_link,
};

static struct kprobe setup_inode_probe = {
	.symbol_name = "xfs_setup_inode",
	.pre_handler = on_setup_inode,
};

static int on_die(struct notifier_block *nb, unsigned long what, void *data)
{
	if (what == DIE_OOPS)
		pr_info("LAB held %d times\n", READ_ONCE(held));
	return NOTIFY_DONE;
}

static struct notifier_block die_notifier = { .notifier_call = on_die };

static int __init hold_init(void)
{
	int err = register_die_notifier(&die_notifier);

	if (!err && walker_ms)
		err = register_kprobe(&follow_link_probe);
	if (!err && recycler_ms)
		err = register_kprobe(&setup_inode_probe);
	return err;
}
/* No exit: who loads this wants the kernel to die. */
module_init(hold_init);
MODULE_DESCRIPTION("Holds walkers or recyclers for a while, each time");
MODULE_LICENSE("GPL");

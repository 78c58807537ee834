// SPDX-License-Identifier: GPL-2.0
/* Stretches the race from nanoseconds to as long as it takes, with a probe on each side. */
#include <linux/kernel.h>
#include <linux/kprobes.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/timekeeping.h>

#include "lab.h"

#define VICTIM "victim"

/* A held CPU must let go in the end, or a set-up that failed would only time out. */
#define HOLD_NS (90ULL * NSEC_PER_SEC)

enum recycler_mode {
	RECYCLER_PASS,		/* do not stop */
	RECYCLER_IN_WINDOW,	/* free the walker, stay inside the window for good */
	RECYCLER_HEALED,	/* free the walker, leave the window once it oopses */
	RECYCLER_RACE_OPEN,	/* hold both */
};

static bool hold_walker;
static enum recycler_mode recycler_mode;
pid_t walker_pid, recycler_pid;
static struct {
	char comm[TASK_COMM_LEN];
	int cpu;
	unsigned long ip;
} recycler;

static bool expired(u64 since)
{
	if (ktime_get_mono_fast_ns() - since < HOLD_NS)
		return false;
	pr_err("LAB failed: nothing happened while a CPU was held\n");
	return true;
}

/*
 * The recycler stops in an int3, where 5.10 puts off what is printed until that CPU
 * takes an interrupt again, which is never: hence the walker speaks for it.
 */
static bool tell_recycler(void)
{
	pid_t pid = smp_load_acquire(&recycler_pid);

	if (pid)
		pr_info("LAB truth recycler_pid=%d recycler_comm=%s recycler_cpu=%d xfs_inode=0x%px\n",
			pid, recycler.comm, recycler.cpu, (void *)recycler.ip);
	return pid;
}

/* Between "the walker has found this inode" and "it loads inode->i_op". */
static int on_follow_link(struct kprobe *kp, struct pt_regs *regs)
{
	unsigned long dentry = regs_get_kernel_argument(regs, 0);
	unsigned long inode = regs_get_kernel_argument(regs, 1);
	bool rcu = regs_get_kernel_argument(regs, 2) & 0xff;
	u64 since = ktime_get_mono_fast_ns();
	bool told = false;

	if (inode != (unsigned long)target || !rcu ||
	    strcmp(current->comm, VICTIM) || READ_ONCE(walker_pid))
		return 0;
	pr_info("LAB truth walker_pid=%d walker_comm=%s walker_cpu=%d inode=0x%px dentry=0x%px\n",
		current->pid, current->comm, smp_processor_id(),
		(void *)inode, (void *)dentry);
	WRITE_ONCE(walker_pid, current->pid);
	while (READ_ONCE(hold_walker) && !expired(since)) {
		told = told || tell_recycler();
		cpu_relax();
	}
	if (!told)
		tell_recycler();
	return 0;
}

/* After inode_init_always() gave the inode empty_iops, before XFS's are back. */
static int on_setup_inode(struct kprobe *kp, struct pt_regs *regs)
{
	unsigned long ip = regs_get_kernel_argument(regs, 0);
	enum recycler_mode mode = READ_ONCE(recycler_mode);
	unsigned long next = instruction_pointer(regs);
	u64 since = ktime_get_mono_fast_ns();

	if (mode == RECYCLER_PASS || (unsigned long)target - ip > VNODE_OFFSET_MAX ||
	    READ_ONCE(recycler_pid))
		return 0;
	strscpy(recycler.comm, current->comm, sizeof(recycler.comm));
	recycler.cpu = smp_processor_id();
	recycler.ip = ip;
	smp_store_release(&recycler_pid, current->pid);
	if (mode != RECYCLER_RACE_OPEN)
		WRITE_ONCE(hold_walker, false);
	/* Past the int3, an unwinder would take the probed instruction for done. */
	instruction_pointer_set(regs, (unsigned long)kp->addr);
	/* Printing an oops takes far longer than XFS needs to finish the inode. */
	while (!(mode == RECYCLER_HEALED && oops_in_progress) && !expired(since))
		cpu_relax();
	instruction_pointer_set(regs, next);
	return 0;
}

static struct kprobe follow_link_probe = {
	.symbol_name = "security_inode_follow_link",
	.pre_handler = on_follow_link,
};

static void after_setup_inode(struct kprobe *kp, struct pt_regs *regs, unsigned long flags)
{
}

/*
 * The recycler is held for good, so its stack ends up in the dump: it must read as
 * one without a probe would, down to xfs_iget(). An int3 frame lets unwinders pass;
 * the trampoline of a probe on a function's entry (ftrace) or of an optimised probe
 * does not. Hence behind the entry, and with a handler that forbids optimising.
 */
static struct kprobe setup_inode_probe = {
	.symbol_name = "xfs_setup_inode",
	.pre_handler = on_setup_inode,
	.post_handler = after_setup_inode,
};

/* Behind the call to ftrace (5 bytes), which endbr64 (4 bytes) precedes in IBT kernels. */
static int probe_setup_inode(void)
{
	int err;

	setup_inode_probe.offset = 5;
	err = register_kprobe(&setup_inode_probe);
	if (err != -EILSEQ)	/* -EILSEQ: not where an instruction begins */
		return err;
	setup_inode_probe.addr = NULL;
	setup_inode_probe.offset = 9;
	return register_kprobe(&setup_inode_probe);
}

int choose_recycler_mode(const char *name)
{
	static const char * const names[] = { "pass", "in-window", "healed", "race-open" };
	int mode = match_string(names, ARRAY_SIZE(names), name);

	if (mode >= 0)
		recycler_mode = mode;
	return min(mode, 0);
}

int choose_walker_mode(const char *name)
{
	WRITE_ONCE(hold_walker, !strcmp(name, "hold"));
	return 0;
}

int probe_race(void)
{
	return register_kprobe(&follow_link_probe) ?: probe_setup_inode();
}

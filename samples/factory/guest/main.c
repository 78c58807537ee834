// SPDX-License-Identifier: GPL-2.0
/*
 * lab: crashes the machine it is loaded on, in the way asked for.
 *
 * Commands are lines written to /proc/lab; reading it tells who has been caught.
 * Every "LAB truth key=value ..." line on the console is what really happened,
 * told by the kernel itself: the tests compare a diagnosis with it.
 */
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/namei.h>
#include <linux/poison.h>
#include <linux/proc_fs.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "lab.h"

char target_name[128];
struct inode *target;

static int choose_target(const char *name)
{
	struct path path;
	int err = kern_path(name, 0, &path);

	if (err)
		return err;
	strscpy(target_name, name, sizeof(target_name));
	target = d_inode(path.dentry);
	path_put(&path);
	return 0;
}

static void (*volatile nothing)(void);

static noinline void crash(const char *how)
{
	pr_info("LAB truth pid=%d comm=%s\n", current->pid, current->comm);
	if (!strcmp(how, "null-call")) {
		nothing();
	} else if (!strcmp(how, "fault")) {
		*(volatile int *)LIST_POISON1 = 0;
	} else if (!strcmp(how, "bug")) {
		BUG();
	} else if (!strcmp(how, "panic")) {
		panic("lab was asked to panic\n");
	} else if (!strcmp(how, "lockup")) {
		preempt_disable();
		for (;;)
			cpu_relax();
	}
}

static int run_command(char *command)
{
	char *word = strsep(&command, " ");
	const char *argument = command ?: "";

	if (!strcmp(word, "target"))
		return choose_target(argument);
	if (!strcmp(word, "walker"))
		return choose_walker_mode(argument);
	if (!strcmp(word, "recycler"))
		return choose_recycler_mode(argument);
	if (!strcmp(word, "crash"))
		crash(argument);	/* comes back only if it does not know how */
	if (!target)
		return -EINVAL;
	if (!strcmp(word, "evict"))
		return evict_target();
	if (!strcmp(word, "i_op"))
		return damage_i_op(argument);
	if (!strcmp(word, "dentry-type"))
		return flip_dentry_type();
	if (!strcmp(word, "d_name"))
		return damage_d_name();
	if (!strcmp(word, "i_mount"))
		return damage_i_mount();
	if (!strcmp(word, "free"))
		return free_target();
	if (!strcmp(word, "poison"))
		return poison_target(), 0;
	return -EINVAL;
}

static ssize_t lab_write(struct file *file, const char __user *buf, size_t len, loff_t *pos)
{
	char line[160];
	int err;

	if (len >= sizeof(line))
		return -EINVAL;
	if (copy_from_user(line, buf, len))
		return -EFAULT;
	line[len] = '\0';
	err = run_command(strim(line));
	return err ?: len;
}

static ssize_t lab_read(struct file *file, char __user *buf, size_t len, loff_t *pos)
{
	char line[64];
	int n = scnprintf(line, sizeof(line), "walker %d recycler %d\n",
			  READ_ONCE(walker_pid), READ_ONCE(recycler_pid));

	return simple_read_from_buffer(buf, len, pos, line, n);
}

static const struct proc_ops lab_ops = {
	.proc_read = lab_read,
	.proc_write = lab_write,
};

static int __init lab_init(void)
{
	int err = probe_race();

	if (err)
		return err;
	return proc_create("lab", 0600, NULL, &lab_ops) ? 0 : -ENOMEM;
}
/* No exit: a kernel that loaded this is about to die. */
module_init(lab_init);
MODULE_DESCRIPTION("Crashes the machine in the way asked for");
MODULE_LICENSE("GPL");

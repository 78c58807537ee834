// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What to do about each class of crash, and what would change the verdict. Only data, and nothing
 * about a particular dump: that is in the evidence.
 */
#include "core/verdict/class_advice.h"

#include <stddef.h>

static const char *const race[] = {
	"No fix is merged upstream (checked up to 7.3). Kernels that carry Ian Kent's check \"vfs: "
	"check dentry is still valid in get_link()\" (some derived from RHEL 8 and 9) do not call "
	"->get_link of such an inode.",
	"The task that crashed is the victim. Nothing is wrong with its program, with the hardware "
	"or with the contents of the file system: no fsck is needed.",
	"To make it rarer, replace XFS symlinks that are recreated, or evicted, while others look "
	"them up, by directories or bind mounts; and keep inodes from being evicted and recycled: "
	"less memory pressure, no drop_caches from cron, a lower vm.vfs_cache_pressure.",
	"By hand: run the CHECK lines. The dentry decides: its d_seq has moved on from the value "
	"the walk saved, so the walk went on with an inode that had already lost its name.",
	"Discussed on linux-xfs in May 2024, \"About the conflict between XFS inode recycle and "
	"VFS "
	"rcu-walk\": Jinliang Zheng's report, Dave Chinner's analysis; and Ian Kent's patch of "
	"January 2022:",
	NULL,
};

static const char *const race_links[] = {
	"20240515155441.2788093-1-alexjlzheng@tencent.com",
	"ZlRVPv0EGIu5q7l9@dread.disaster.area",
	"164180589176.86426.501271559065590169.stgit@mickey.themaw.net",
	NULL,
};

static const char *const inode_op[] = {
	"Look at the operations table in CHECK: which method is NULL, and whose table it is. A "
	"file system that offers a symlink without ->get_link, or a directory without ->lookup, "
	"is the one to report this to.",
	"If the inode is of an out-of-tree file system, report it to its vendor, with this report.",
	"No file system check is needed for the crash itself: the damage, if any, is in the code.",
	NULL,
};

static const char *const corruption[] = {
	"Memory that the path walk trusted is damaged. Find out by what: a single flipped bit "
	"points at the hardware (check the EDAC and machine check logs, run a memory test); "
	"poison or another object's data point at a use after free.",
	"crash> kmem ADDRESS tells which slab cache the memory belongs to and whether it is free.",
	"If it happens again, boot with slub_debug=FZPU or a KASAN kernel, and note which modules "
	"are common to all crashes.",
	NULL,
};

static const char *const path_walk[] = {
	"The crash is in path lookup, but not where the race dies. Start from the faulting "
	"instruction: crash> dis -rl RIP, and the registers it used.",
	"Look in the log for earlier warnings, and search the kernel's stable changelog for the "
	"function at the top of the stack.",
	NULL,
};

static const char *const xfs[] = {
	"The crash is in XFS, but not this race. Read the log from the first XFS line on: a "
	"corruption report or an I/O error often comes before the crash.",
	"If XFS reported corruption, unmount and run xfs_repair -n before anything is written.",
	"Search the kernel's stable changelog for the function at the top of the stack, then ask "
	"linux-xfs@vger.kernel.org with this report.",
	NULL,
};

static const char *const null_call[] = {
	"A function pointer was NULL, but not an inode's in a path walk. The caller at the top of "
	"the stack shows which one: crash> dis -rl RETURN_ADDRESS.",
	"Report it to the maintainers of that caller, or of the module that filled in the table.",
	NULL,
};

static const char *const memory_fault[] = {
	"Start from the faulting instruction: crash> dis -rl RIP shows which register held the bad "
	"address; struct and rd show the object it came from.",
	"An address that is one bit away from a sane one points at the hardware; a poison pattern "
	"(6b6b, dead) points at a use after free.",
	NULL,
};

static const char *const bug[] = {
	"The kernel stopped itself at a check. The line that names it (\"kernel BUG at\", "
	"\"detected\", \"corruption\") says which invariant was broken: search for that line.",
	"A list, refcount or slab report means that memory was damaged before; the task that "
	"crashed only found it.",
	NULL,
};

static const char *const lockup[] = {
	"Find what the stuck CPU was waiting for or spinning on: crash> bt -a, and the owner of "
	"the lock at the top of the stack.",
	"On a virtual machine, rule out a paused or overcommitted host first: a CPU that the host "
	"did not run looks the same.",
	NULL,
};

static const char *const hung_task[] = {
	"Find what the blocked tasks wait for: crash> foreach UN bt. The holder of the lock, or "
	"the device with I/O outstanding, is the cause; the task named in the log is a victim.",
	NULL,
};

static const char *const oom[] = {
	"Read the memory table in the log above the panic: what grew (anonymous memory, slab, "
	"page tables), and in which cgroup. In crash: kmem -i, ps -G.",
	"The machine panicked instead of killing a task because vm.panic_on_oom is set or nothing "
	"was left to kill.",
	NULL,
};

static const char *const hardware[] = {
	"Decode the machine check (mcelog, rasdaemon) or the NMI's reason, and read the "
	"machine's own event log (ipmitool sel list).",
	"After a hardware error, nothing in the kernel's memory proves a bug in the kernel.",
	NULL,
};

static const char *const requested[] = {
	"Somebody or something asked for this crash: sysrq c, a watchdog or cluster daemon, or "
	"code that calls panic(). The log's last lines say which.",
	"To examine the machine for the race in flight at that moment: inoderace -w.",
	NULL,
};

static const char *const no_crash[] = {
	"There is no crash in this image. inoderace -w lists the path walks and recycles that "
	"are in flight in it, inoderace -t PID looks at one task.",
	NULL,
};

static const char *const undetermined[] = {
	"MISSING says what could not be seen. Most often it is debug information: load it (in "
	"crash: mod -s xfs; the inoderace program: -d), and run again.",
	"If a page is missing, the dump was filtered too hard: makedumpfile -d 31 keeps all that "
	"is needed.",
	NULL,
};

static const struct ir_class_advice advice[IR_NR_CLASSES] = {
	[IR_CLASS_UNDETERMINED] = {undetermined, "Anything listed under MISSING, once it is there.",
				   NULL},
	[IR_CLASS_XFS_REINIT_RACE] = {race,
				      "A d_seq equal to the one the walk saved, a dentry passed to "
				      "->get_link, or an inode of "
				      "another file system would each rule the race out.",
				      race_links},
	[IR_CLASS_INODE_OP_NULL] = {inode_op,
				    "It would be the race if the inode were XFS's, the walk in RCU "
				    "mode, and the link's "
				    "dentry changed since the walk checked it.",
				    NULL},
	[IR_CLASS_INODE_CORRUPTION] = {corruption,
				       "It would be the race if i_op were sane and the dentry's "
				       "d_seq had moved on since the "
				       "walk checked it.",
				       NULL},
	[IR_CLASS_PATH_WALK_OTHER] =
		{path_walk,
		 "It would be the race if the CPU had fetched at 0 from a call of ->get_link.",
		 NULL},
	[IR_CLASS_XFS_OTHER] = {xfs,
				"It would be the race if a path walk had called ->get_link through "
				"a NULL pointer.",
				NULL},
	[IR_CLASS_NULL_CALL_OTHER] =
		{null_call,
		 "It would be the race if the return address followed a call of "
		 "->get_link in a path walk.",
		 NULL},
	[IR_CLASS_MEMORY_FAULT_OTHER] =
		{memory_fault,
		 "It would be the race if the CPU had fetched at 0 from a call of ->get_link.",
		 NULL},
	[IR_CLASS_BUG] = {bug,
			  "Nothing in this dump: the race ends in a call to 0, not in a check.",
			  NULL},
	[IR_CLASS_LOCKUP] =
		{lockup, "Nothing in this dump: the race ends in a call to 0, it does not hang.",
		 NULL},
	[IR_CLASS_HUNG_TASK] =
		{hung_task, "Nothing in this dump: the race ends in a call to 0, it does not hang.",
		 NULL},
	[IR_CLASS_OOM] = {oom, "Nothing in this dump: the race ends in a call to 0.", NULL},
	[IR_CLASS_HARDWARE] = {hardware, "Nothing in this dump: the race ends in a call to 0.",
			       NULL},
	[IR_CLASS_PANIC_REQUESTED] = {requested,
				      "An oops earlier in the log that led to this panic.", NULL},
	[IR_CLASS_NO_CRASH] =
		{no_crash,
		 "Nothing: there is no event to explain. Diagnose the dump of a crash instead.",
		 NULL},
};

const struct ir_class_advice *ir_class_advice(enum ir_class class)
{
	return &advice[class < IR_NR_CLASSES ? class : IR_CLASS_UNDETERMINED];
}

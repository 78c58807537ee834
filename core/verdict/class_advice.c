// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What to do about each class of crash, and what would change the verdict. Only data, and nothing
 * about a particular dump: that is in the evidence.
 */
#include "core/verdict/class_advice.h"

#include <stddef.h>

static const struct ir_advice_line race[] = {
	{IR_FOR_ALL,
	 "No fix is merged upstream (checked up to 7.3). Kernels that carry Ian "
	 "Kent's check \"vfs: check dentry is still valid in get_link()\" (some derived "
	 "from RHEL 8 and 9) do not call ->get_link of such an inode, but still read what they "
	 "take for its link's text."},
	{IR_FOR_ALL,
	 "The task that crashed is the victim. Nothing is wrong with its program, "
	 "with the hardware or with the contents of the file system: no fsck is needed."},
	{IR_FOR_ALL,
	 "To make it rarer, replace XFS symlinks that are recreated, or evicted, "
	 "while others look them up, by directories or bind mounts; and keep inodes from "
	 "being evicted and recycled: less memory pressure, no drop_caches from cron, a "
	 "lower vm.vfs_cache_pressure."},
	{IR_FOR_DUMP, "By hand: run the CHECK lines. The dentry decides: its d_seq has moved on "
		      "from the value the walk saved, so the walk went on with an inode that had "
		      "already lost its name."},
	{IR_FOR_LOG, "A log shows neither the inode nor the link's dentry. If there is a dump "
		     "of this crash, diagnose it: the dentry decides."},
	{IR_FOR_ALL, "Discussed on linux-xfs in May 2024, \"About the conflict between XFS "
		     "inode recycle and VFS rcu-walk\": Jinliang Zheng's report, Dave Chinner's "
		     "analysis; and Ian Kent's patch of January 2022:"},
	{IR_FOR_ALL, NULL},
};

static const struct ir_advice_line explained[] = {
	{IR_FOR_ALL,
	 "The machine did not die where this race mostly kills, but of the same cause: see "
	 "OBSERVED. The task that crashed is the victim; no fsck is needed."},
	{IR_FOR_ALL, "No fix is merged upstream (checked up to 7.3). A check of the dentry before "
		     "->get_link is called does not help here: the inode must not be initialised "
		     "while lockless walks can still use it."},
	{IR_FOR_ALL,
	 "To make it rarer, keep XFS inodes from being evicted and recycled while others "
	 "look them up. Discussed on linux-xfs in May 2024:"},
	{IR_FOR_ALL, NULL},
};

static const char *const race_links[] = {
	"20240515155441.2788093-1-alexjlzheng@tencent.com",
	"ZlRVPv0EGIu5q7l9@dread.disaster.area",
	"164180589176.86426.501271559065590169.stgit@mickey.themaw.net",
	NULL,
};

static const struct ir_advice_line inode_op[] = {
	{IR_FOR_DUMP, "Look at the operations table in CHECK: which method is NULL, and whose "
		      "table it is. A file system that offers a symlink without ->get_link, or a "
		      "directory without ->lookup, is the one to report this to."},
	{IR_FOR_LOG, "The call trace shows which method was NULL; whose table it was called "
		     "through, only a dump shows. A file system that offers a symlink without "
		     "->get_link, or a directory without ->lookup, is the one to report this to."},
	{IR_FOR_ALL, "If the inode is of an out-of-tree file system, report it to its vendor, "
		     "with this report."},
	{IR_FOR_ALL, "No file system check is needed for the crash itself: the damage, if any, "
		     "is in the code."},
	{IR_FOR_ALL, NULL},
};

static const struct ir_advice_line corruption[] = {
	{IR_FOR_ALL,
	 "Memory that the path walk trusted is damaged. Find out by what: a single "
	 "flipped bit points at the hardware (check the EDAC and machine check logs, run "
	 "a memory test); poison or another object's data point at a use after free."},
	{IR_FOR_DUMP, "crash> kmem ADDRESS tells which slab cache the memory belongs to and "
		      "whether it is free."},
	{IR_FOR_ALL, "If it happens again, boot with slub_debug=FZPU or a KASAN kernel, and "
		     "note which modules are common to all crashes."},
	{IR_FOR_ALL, NULL},
};

static const struct ir_advice_line path_walk[] = {
	{IR_FOR_DUMP, "The crash is in path lookup, but not where the race dies. Start from the "
		      "faulting instruction: crash> dis -rl RIP, and the registers it used."},
	{IR_FOR_LOG, "The crash is in path lookup, but not where the race dies. Start from the "
		     "function at the instruction pointer, and the registers that the log shows."},
	{IR_FOR_ALL, "Look in the log for earlier warnings, and search the kernel's stable "
		     "changelog for the function at the top of the stack."},
	{IR_FOR_ALL, NULL},
};

static const struct ir_advice_line xfs[] = {
	{IR_FOR_ALL, "The crash is in XFS, but not this race. Read the log from the first XFS "
		     "line on: a corruption report or an I/O error often comes before the crash."},
	{IR_FOR_ALL, "If XFS reported corruption, unmount and run xfs_repair -n before anything "
		     "is written."},
	{IR_FOR_ALL, "Search the kernel's stable changelog for the function at the top of the "
		     "stack, then ask linux-xfs@vger.kernel.org with this report."},
	{IR_FOR_ALL, NULL},
};

static const struct ir_advice_line null_call[] = {
	{IR_FOR_DUMP,
	 "A function pointer was NULL, but not an inode's in a path walk. The "
	 "caller at the top of the stack shows which one: crash> dis -rl RETURN_ADDRESS."},
	{IR_FOR_LOG, "A function pointer was NULL, but not an inode's in a path walk. The first "
		     "function in the call trace shows which one."},
	{IR_FOR_ALL, "Report it to the maintainers of that caller, or of the module that filled "
		     "in the table."},
	{IR_FOR_ALL, NULL},
};

static const struct ir_advice_line memory_fault[] = {
	{IR_FOR_DUMP, "Start from the faulting instruction: crash> dis -rl RIP shows which "
		      "register held the bad address; struct and rd show the object it came from."},
	{IR_FOR_LOG, "Start from the function at the instruction pointer: the registers that "
		     "the log shows tell which of them held the bad address."},
	{IR_FOR_ALL, "An address that is one bit away from a sane one points at the hardware; a "
		     "poison pattern (6b6b, dead) points at a use after free."},
	{IR_FOR_ALL, NULL},
};

static const struct ir_advice_line bug[] = {
	{IR_FOR_ALL,
	 "The kernel stopped itself at a check. The line that names it (\"kernel "
	 "BUG at\", \"detected\", \"corruption\") says which invariant was broken: search "
	 "for that line."},
	{IR_FOR_ALL, "A list, refcount or slab report means that memory was damaged before; the "
		     "task that crashed only found it."},
	{IR_FOR_ALL, NULL},
};

static const struct ir_advice_line lockup[] = {
	{IR_FOR_DUMP, "Find what the stuck CPU was waiting for or spinning on: crash> bt -a, "
		      "and the owner of the lock at the top of the stack."},
	{IR_FOR_LOG, "Find what the stuck CPU was waiting for or spinning on: read the call "
		     "traces of all CPUs that the log has."},
	{IR_FOR_ALL, "On a virtual machine, rule out a paused or overcommitted host first: a "
		     "CPU that the host did not run looks the same."},
	{IR_FOR_ALL, NULL},
};

static const struct ir_advice_line hung_task[] = {
	{IR_FOR_DUMP,
	 "Find what the blocked tasks wait for: crash> foreach UN bt. The holder "
	 "of the lock, or the device with I/O outstanding, is the cause; the task named "
	 "in the log is a victim."},
	{IR_FOR_LOG,
	 "Find what the blocked tasks wait for: read their call traces in the log. "
	 "The holder of the lock, or the device with I/O outstanding, is the cause; the "
	 "task named in the log is a victim."},
	{IR_FOR_ALL, NULL},
};

static const struct ir_advice_line oom[] = {
	{IR_FOR_ALL, "Read the memory table in the log above the panic: what grew (anonymous "
		     "memory, slab, page tables), and in which cgroup."},
	{IR_FOR_DUMP, "In crash: kmem -i, ps -G."},
	{IR_FOR_ALL, "The machine panicked instead of killing a task because vm.panic_on_oom is "
		     "set or nothing was left to kill."},
	{IR_FOR_ALL, NULL},
};

static const struct ir_advice_line hardware[] = {
	{IR_FOR_ALL, "Decode the machine check (mcelog, rasdaemon) or the NMI's reason, and "
		     "read the machine's own event log (ipmitool sel list)."},
	{IR_FOR_ALL, "After a hardware error, nothing in the kernel's memory proves a bug in "
		     "the kernel."},
	{IR_FOR_ALL, NULL},
};

static const struct ir_advice_line requested[] = {
	{IR_FOR_ALL, "Somebody or something asked for this crash: sysrq c, a watchdog or "
		     "cluster daemon, or code that calls panic(). The log's last lines say which."},
	{IR_FOR_DUMP, "To examine the machine for the race in flight at that moment: inoderace "
		      "-w."},
	{IR_FOR_ALL, NULL},
};

static const struct ir_advice_line no_crash[] = {
	{IR_FOR_DUMP, "There is no crash in this dump. inoderace -w lists the path walks and "
		      "recycles that are in flight in it, inoderace -t PID looks at one task."},
	{IR_FOR_LOG,
	 "There is no crash in this log. If the machine crashed, give its dump, or "
	 "a log that reaches to the crash: vmcore-dmesg.txt, or what the serial console "
	 "or pstore kept."},
	{IR_FOR_ALL, NULL},
};

static const struct ir_advice_line undetermined[] = {
	{IR_FOR_DUMP, "MISSING says what could not be seen. Most often it is debug information: "
		      "load it (in crash: mod -s xfs; the inoderace program: -d), and run again."},
	{IR_FOR_LOG, "MISSING says what the log does not show. Most often its head or its end "
		     "is cut off: give the whole log, or the dump."},
	{IR_FOR_DUMP, "If a page is missing, the dump was filtered too hard: makedumpfile -d 31 "
		      "keeps all that is needed."},
	{IR_FOR_ALL, NULL},
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
	[IR_CLASS_BUG] = {bug, "Nothing: the race ends in a call to 0, not in a check.", NULL},
	[IR_CLASS_LOCKUP] = {lockup,
			     "Nothing: the race ends in a call to 0. It can also reset a lock that "
			     "others wait for; where that was seen, an observation says so.",
			     NULL},
	[IR_CLASS_HUNG_TASK] = {hung_task,
				"Nothing: the race ends in a call to 0, it does not hang.", NULL},
	[IR_CLASS_OOM] = {oom, "Nothing: the race ends in a call to 0.", NULL},
	[IR_CLASS_HARDWARE] = {hardware, "Nothing: the race ends in a call to 0.", NULL},
	[IR_CLASS_PANIC_REQUESTED] = {requested,
				      "An oops earlier in the log that led to this panic.", NULL},
	[IR_CLASS_NO_CRASH] =
		{no_crash,
		 "Nothing: there is no event to explain. Diagnose the dump of a crash instead.",
		 NULL},
};

static const char *const explained_links[] = {
	"20240515155441.2788093-1-alexjlzheng@tencent.com",
	"ZlRVPv0EGIu5q7l9@dread.disaster.area",
	NULL,
};

static const struct ir_class_advice explained_advice = {
	explained,
	"It would be the class's own matter if the inode that OBSERVED names had not been "
	"recycled.",
	explained_links,
};

const struct ir_class_advice *ir_class_advice(enum ir_class class)
{
	return &advice[class < IR_NR_CLASSES ? class : IR_CLASS_UNDETERMINED];
}

const struct ir_class_advice *ir_advice_of(const struct ir_diagnosis *d)
{
	return d->explained && d->verdict.class != IR_CLASS_XFS_REINIT_RACE
		       ? &explained_advice
		       : ir_class_advice(d->verdict.class);
}

const char *ir_next_advice(const struct ir_class_advice *of, bool log, unsigned *n)
{
	enum ir_advice_for other = log ? IR_FOR_DUMP : IR_FOR_LOG;

	while (of->next[*n].text && of->next[*n].who == other)
		++*n;
	return of->next[*n].text ? of->next[(*n)++].text : NULL;
}

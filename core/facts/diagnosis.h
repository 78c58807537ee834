/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The diagnosis: what the stages found, as plain data. Its arena owns all of it, unless a member is
 * said to be static. A NULL string, IR_UNKNOWN and a false .known mean "not seen", which is never
 * the same as zero.
 */
#ifndef IR_DIAGNOSIS_H
#define IR_DIAGNOSIS_H

#include "core/facts/facts.h"
#include "core/facts/known_issue.h"
#include "core/lib/arena.h"
#include "core/lib/notes.h"
#include "core/lib/value.h"
#include "core/task/backtrace.h"
#include "core/vfs/inode.h"
#include "core/vfs/nameidata.h"

/**
 * struct ir_options - what to diagnose
 * @pid: diagnose this task instead of the one that crashed; -1 for the one that crashed
 * @inode: examine the inode at this address (crash's -i); 0 for the one that the walk used
 * @scan_all: the caller wants the path walks and the work on inodes of all tasks (-w). The stages
 *	look for them in any case.
 */
struct ir_options {
	int64_t pid;
	uint64_t inode;
	bool scan_all;
};

#define IR_OPTIONS_DEFAULT                                                                         \
	{                                                                                          \
		.pid = -1                                                                          \
	}

/**
 * struct ir_dump - the dump as a whole
 * @path: of the file
 * @format: the file's format, in words
 * @bytes: size of the file
 * @release: of the kernel, as uname -r
 * @arch: as uname -m
 * @build_id: of vmlinux, in hexadecimal
 * @nodename: host name
 * @crash_time: seconds since 1970, UTC
 * @panic: the line of the log that names the event which ended the machine
 * @tainted: taint letters
 * @cmdline: the kernel's command line
 * @nr_livepatches: number of @livepatches
 * @livepatches: module names of the live patches
 */
struct ir_dump {
	const char *path, *format;
	struct ir_value bytes;
	const char *release, *arch, *build_id, *nodename;
	struct ir_value crash_time;
	const char *panic;
	const char *tainted, *cmdline;
	unsigned nr_livepatches;
	const char **livepatches;
};

/** struct ir_register - name in lower case ("rax") and value */
struct ir_register {
	const char *name;
	uint64_t value;
};

/**
 * struct ir_fault - where the machine died
 * @kind: the event; a static string, one of the fault.kind values of docs/evidence.md
 * @pid: of the crashed task
 * @task: address of its task_struct
 * @cpu: CPU that it ran on
 * @ip: instruction pointer at the fault
 * @address: the faulting address, where the kernel has recorded one
 * @comm: name of the task
 * @nr_regs: number of @regs
 * @regs: the registers at the fault that are known
 * @from: where @regs come from: "note", "stack" or "log"; static
 * @agree: do note, stack and log have the same registers? Unknown where only one has any
 * @agree_text: what was compared, in words
 * @backtrace: stack of the task, innermost frame first
 */
struct ir_fault {
	const char *kind;
	struct ir_value pid, task, cpu, ip, address;
	const char *comm;
	unsigned nr_regs;
	const struct ir_register *regs;
	const char *from;
	enum ir_tri agree;
	const char *agree_text;
	struct ir_backtrace backtrace;
};

/**
 * struct ir_peer - a task that is instantiating, recycling or evicting an XFS inode
 * @pid: of the task
 * @cpu: CPU that it runs on, where it runs
 * @task: address of its task_struct
 * @comm: name of the task
 * @doing: a static string, one of the peers.doing values of docs/evidence.md
 * @function: function of the frame that shows it
 * @held: the register or stack word in which @inode was found, in words
 * @running: it was on a CPU
 * @same_inode: is it the inode that the crashed walk used?
 * @inode: address of the VFS inode that it works on
 * @held_at: address of the stack word in @held; not known for a register
 * @backtrace: its stack, innermost frame first
 */
struct ir_peer {
	struct ir_value pid, cpu, task;
	const char *comm, *doing, *function, *held;
	bool running;
	enum ir_tri same_inode;
	struct ir_value inode, held_at;
	struct ir_backtrace backtrace;
};

/**
 * struct ir_walker - another task in an RCU path walk (for -w, and for races that have not crashed)
 * @pid: of the task
 * @cpu: CPU that it runs on
 * @task: address of its task_struct
 * @inode: an inode that it holds: the crashed walk's, or one that is being evicted or recycled
 * @comm: name of the task
 * @walk: its path walk
 * @called_null: it has called NULL, too, but its oops was not printed yet
 */
struct ir_walker {
	struct ir_value pid, cpu, task, inode;
	const char *comm;
	struct ir_walk walk;
	bool called_null;
};

#define IR_MAX_CHECKS 2

/**
 * struct ir_evidence - one fact, as the report shows it; its index in the array is its enum ir_fact
 * @holds: IR_UNKNOWN until something in the dump decides it
 * @text: a sentence for people; NULL for a fact that the report need not show
 * @source: object, member, raw value and rule, for a reader with crash(8); or NULL
 * @check: crash(8) commands that show the raw values; NULL for none
 */
struct ir_evidence {
	enum ir_tri holds;
	const char *text, *source, *check[IR_MAX_CHECKS];
};

/**
 * struct ir_verdict - the outcome
 * @race: is it the race?
 * @class: the verdict class
 * @shape: where a walk died of the race: "null-get-link", "link-text" or "security-blob"; static, else NULL
 * @phase: what became of the inode: "in-window", "healed" or "reused"; static, NULL when unknown
 * @confidence: "confirmed", "likely" or "possible"; static, NULL for IR_CLASS_UNDETERMINED
 * @title: at most 80 characters
 * @summary: one sentence for people
 * @unknown: set of facts, as bits, each of which may make it another verdict or a less sure one
 * @signature: a string that is the same for the same crash on another machine or boot
 * @coarse: the same of fewer frames, without phase
 */
struct ir_verdict {
	enum ir_tri race;
	enum ir_class class;
	const char *shape, *phase, *confidence;
	uint64_t unknown;
	const char *title, *summary, *signature, *coarse;
};

#define IR_MAX_SHOWN 6

/**
 * struct ir_shown_insn - an instruction that an answer rests on
 * @what: what it does here, in words; static
 * @function: the function it is in, without compiler suffix
 * @module: the module that is in, "" for the kernel
 * @addr: its address
 * @offset: bytes from the start of @function
 * @len: valid bytes of @bytes
 * @bytes: the instruction
 * @text: the same for a person, NULL when it is not decoded
 */
struct ir_shown_insn {
	const char *what, *function, *module;
	uint64_t addr, offset;
	unsigned len;
	uint8_t bytes[16];
	const char *text;
};

/**
 * struct ir_exposed_answer - one of the three questions about a kernel, and its answer
 * @holds: the answer
 * @rule: what is looked for; static
 * @reason: what was found, or why it is not known; NULL where it was not asked
 * @nr: number of @insns
 * @insns: the instructions that the answer rests on
 */
struct ir_exposed_answer {
	enum ir_tri holds;
	const char *rule, *reason;
	unsigned nr;
	struct ir_shown_insn insns[IR_MAX_SHOWN];
};

/**
 * struct ir_exposure - can the race happen on this kernel?
 * @resets: does XFS reset the whole VFS inode when it recycles one?
 * @waits: does it wait first for walkers that may hold the inode?
 * @rechecks: does path lookup check the dentry again after it has loaded ->get_link?
 * @call_guarded: does it before it calls ->get_link, even where it reads the link's text without?
 * @reason: the answer in a sentence; NULL where nothing was asked
 */
struct ir_exposure {
	struct ir_exposed_answer resets, waits, rechecks;
	bool call_guarded;
	const char *reason;
};

/**
 * struct ir_diagnosis - everything that was found; see the top of this file for ownership
 * @arena: owns the memory
 * @door: which program read the dump ("crash", "dump", ...); static
 * @dump: the dump as a whole
 * @fault: where the machine died
 * @walk: the path walk of the crashed task
 * @inode: the inode that the walk used
 * @xfs_inode: the xfs_inode around @inode
 * @called_through: the operations table that the call went through
 * @nr_peers: number of @peers
 * @peers: tasks that work on XFS inodes
 * @nr_walkers: number of @walkers
 * @walkers: other tasks in RCU path walks; for -w and the observations, not in the JSON
 * @facts: indexed by enum ir_fact
 * @verdict: the outcome
 * @kernel_exposed: can the race happen on this kernel?
 * @exposed_text: the instructions that @kernel_exposed rests on, in words
 * @exposure: the same, question by question
 * @explained: the race explains the crash, as an observation tells, though it did not die where the race's class does
 * @notes: observations, and what is missing or unavailable
 * @nr_issues: number of @issues
 * @issues: known issues that fit; a caller who has such entries fills it in after the diagnosis
 */
struct ir_diagnosis {
	struct ir_arena arena;
	const char *door;
	struct ir_dump dump;
	struct ir_fault fault;
	struct ir_walk walk;
	struct ir_inode inode;
	struct ir_xfs_inode xfs_inode;
	struct ir_table called_through;
	unsigned nr_peers, peers_left_out;
	struct ir_peer *peers;
	unsigned nr_walkers;
	struct ir_walker *walkers;
	struct ir_evidence facts[IR_NR_FACTS];
	struct ir_verdict verdict;
	enum ir_tri kernel_exposed;
	const char *exposed_text;
	struct ir_exposure exposure;
	bool explained;
	struct ir_notes notes;
	unsigned nr_issues;
	struct ir_known_issue *issues;
};

#endif

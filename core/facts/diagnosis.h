/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The diagnosis: what the stages found, as plain data. Everything in it belongs to its arena. In all of
 * it: a NULL string, an IR_UNKNOWN or a false .known means "not seen", which is never the same as zero.
 */
#ifndef IR_DIAGNOSIS_H
#define IR_DIAGNOSIS_H

#include "core/facts/facts.h"
#include "core/lib/arena.h"
#include "core/lib/notes.h"
#include "core/lib/value.h"
#include "core/task/backtrace.h"
#include "core/vfs/inode.h"
#include "core/vfs/nameidata.h"

/**
 * struct ir_options - what to look at
 * @pid: diagnose this task instead of the one that crashed, -1 for the latter
 * @inode: non-zero: examine the inode at this address (crash's -i)
 * @scan_all: look for walkers and instantiators in every task, also when nothing asks for it (-w)
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

/** struct ir_dump - what is known of the dump as a whole */
struct ir_dump {
	const char *path, *format;
	struct ir_value bytes;
	const char *release, *arch, *build_id, *nodename;
	struct ir_value crash_time; /* seconds since 1970, UTC */
	const char *panic;	    /* the line that names the event that ended the machine */
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
 * @kind: one of docs/evidence.md's fault.kind values
 * @task: address of the task_struct
 * @cpu: CPU it ran on
 * @ip: instruction pointer at the fault
 * @address: faulting address, where the kernel recorded one
 * @from: "note", "stack" or "log": where @regs come from
 * @agree: do the note, the stack and the log agree on them (where more than one has them)?
 * @agree_text: which were compared, for a person
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
 * @doing: one of docs/evidence.md's peers.doing values
 * @function: the frame that says so
 * @same_inode: is it the inode the crashed walk used?
 * @inode: the VFS inode it works on, where it could be told
 * @held: where that inode was found among its registers and stack words, in words; @held_at: the
 *	address of that stack word
 */
struct ir_peer {
	struct ir_value pid, cpu, task;
	const char *comm, *doing, *function, *held;
	enum ir_tri same_inode;
	struct ir_value inode, held_at;
	struct ir_backtrace backtrace;
};

/**
 * struct ir_walker - a task in an RCU path walk (for -w and for races in flight elsewhere)
 * @inode: the crashed walk's inode or one between two lives that it holds, if one was found
 * @called_null: it has called NULL, too, and did not get as far as to say so
 */
struct ir_walker {
	struct ir_value pid, cpu, task, inode;
	const char *comm;
	struct ir_walk walk;
	bool called_null;
};

#define IR_MAX_CHECKS 2

/**
 * struct ir_evidence - one fact as the report shows it
 * @holds: IR_UNKNOWN until something in the dump decided it; its place in the array is its id
 * @text: for a person; NULL for a fact that was decided but says nothing of its own
 * @source: object, member, raw value and rule, for a reader with crash
 * @check: crash(8) commands that show the raw values, NULL where there is none
 */
struct ir_evidence {
	enum ir_tri holds;
	const char *text, *source, *check[IR_MAX_CHECKS];
};

/**
 * struct ir_verdict - the outcome; @shape, @phase and @confidence are static and as CONTRACT names them
 * @title: at most 80 characters
 * @summary: one sentence for a person
 * @signature: the same for the same crash on another machine or boot; @coarse: of fewer frames, without phase
 */
struct ir_verdict {
	enum ir_tri race;
	enum ir_class class;
	const char *shape, *phase, *confidence;
	const char *title, *summary, *signature, *coarse;
};

/** struct ir_diagnosis - everything; see the top of this file for ownership */
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
	unsigned nr_walkers; /* filled for -w and for the observations; not in the JSON */
	struct ir_walker *walkers;
	struct ir_evidence facts[IR_NR_FACTS]; /* indexed by enum ir_fact */
	struct ir_verdict verdict;
	enum ir_tri kernel_exposed;
	const char *exposed_text; /* the instruction it rests on */
	struct ir_notes notes;
};

#endif

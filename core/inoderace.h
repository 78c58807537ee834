/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libinoderace's public face: open a target (target.h), diagnose it, render the diagnosis, free it.
 *
 *	ir_diagnose_into(&target, &options, &diagnosis);
 *	ir_report_text(&diagnosis, &report_options, emit, arg);
 *	ir_diagnosis_release(&diagnosis);
 *
 * A diagnosis is plain data. Everything in it belongs to its arena. In all of it: a NULL string, an
 * IR_UNKNOWN or a false .known means "not seen", which is never the same as zero.
 */
#ifndef INODERACE_H
#define INODERACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/lib/arena.h"
#include "core/facts/facts.h"
#include "core/target/target.h"

#define IR_TOOL_VERSION "0.1.0"
#define IR_JSON_SCHEMA	1

/** struct ir_value - a number read from the dump, if it could be read */
struct ir_value {
	bool known;
	uint64_t v;
};

/** struct ir_flags - a flag word and the names of its known bits */
struct ir_flags {
	struct ir_value raw;
	unsigned nr_names;
	const char *const *names;
};

/**
 * struct ir_frame - one stack frame, innermost first
 * @ip: return address, or the faulting instruction itself
 * @sp: stack pointer in that frame, 0 when unknown
 * @symbol: function without compiler suffix, NULL if none covers @ip
 * @offset: @ip minus the function's start
 * @module: NULL for the kernel itself
 * @reliable: found by unwinding; false: a word on the stack that follows a call instruction
 */
struct ir_frame {
	uint64_t ip, sp;
	const char *symbol;
	uint64_t offset;
	const char *module;
	bool reliable;
};

/**
 * struct ir_backtrace - a stack
 * @stop: why unwinding ended there, NULL when it reached the entry from user space or the first
 *	frame of a kernel thread
 */
struct ir_backtrace {
	unsigned nr;
	struct ir_frame *frames;
	const char *stop;
};

/**
 * struct ir_table - a pointer to an operations table
 * @address: the pointer
 * @symbol: the object that starts exactly there, or NULL
 * @near: "name+0x40" when the pointer lies inside something else, or NULL
 * @near_module: that is a module's
 * @from: for the table that was called through: register ("rax") or "inode"
 */
struct ir_table {
	struct ir_value address;
	const char *symbol;
	const char *near;
	bool near_module;
	const char *from;
};

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
 * struct ir_walk - the path walk the task is in (struct nameidata)
 * @mode: "rcu", "ref" or NULL
 * @link: address of the struct saved the walk uses for the link (nd->stack + depth - 1)
 * @dentry: saved.link.dentry; @dentry_seq its d_seq now; @walk_seq the saved one
 * @dentry_type: DCACHE_ENTRY_TYPE of @dentry as a word ("symlink", "miss", ...)
 */
struct ir_walk {
	struct ir_value nameidata;
	const char *mode;
	struct ir_flags flags;
	struct ir_value depth, link;
	const char *name;
	struct ir_value dentry;
	const char *dentry_name;
	struct ir_value dentry_inode; /* known and 0: a negative dentry */
	struct ir_value dentry_seq, walk_seq, dentry_count, dentry_flags;
	const char *dentry_type;
};

/** struct ir_inode - the VFS inode whose operation was called */
struct ir_inode {
	struct ir_value address;
	const char *fs, *device;
	struct ir_value ino, generation, mode, i_count, sb;
	struct ir_flags i_state;
	struct ir_table i_op, i_fop;
};

/** struct ir_xfs_inode - the xfs_inode around it */
struct ir_xfs_inode {
	struct ir_value address, ino;
	struct ir_flags i_flags;
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

/** struct ir_verdict - the outcome; strings are static and as CONTRACT names them */
struct ir_verdict {
	enum ir_tri race;
	const char *class, *phase, *confidence;
	const char *summary;   /* one sentence for a person */
	const char *signature; /* the same for the same crash on another machine or boot */
};

/** struct ir_list - a list of sentences */
struct ir_list {
	unsigned nr, room;
	const char **items;
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
	unsigned nr_peers;
	struct ir_peer *peers;
	unsigned nr_walkers; /* filled for -w and for the observations; not in the JSON */
	struct ir_walker *walkers;
	struct ir_evidence facts[IR_NR_FACTS]; /* indexed by enum ir_fact */
	struct ir_verdict verdict;
	enum ir_tri kernel_exposed;
	const char *exposed_text; /* the instruction it rests on */
	struct ir_list observations, unavailable, missing;
	struct ir_list origins; /* -v: where each symbol, offset and flag value came from */
};

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

#define IR_OPTIONS_DEFAULT {.pid = -1}

/**
 * ir_diagnose_into() - diagnose @t
 * @d: storage of the caller, overwritten; release with ir_diagnosis_release() also after a
 *	longjmp out of this call
 *
 * Never fails as a whole: what could not be read is unknown, and the verdict says so.
 */
void ir_diagnose_into(struct ir_target *t, const struct ir_options *opt, struct ir_diagnosis *d);

/** ir_diagnosis_release() - free all @d holds; idempotent, accepts a zeroed @d */
void ir_diagnosis_release(struct ir_diagnosis *d);

/** ir_emit_fn - receives report text in pieces, NUL-terminated */
typedef void ir_emit_fn(const char *text, void *arg);

/**
 * struct ir_report_options - how to render
 * @verbose: every fact and where each offset and flag value came from
 * @colour: ANSI colours
 */
struct ir_report_options {
	bool verbose, colour;
};

/** ir_report_json() - one JSON object on one line, newline included */
void ir_report_json(const struct ir_diagnosis *d, ir_emit_fn *emit, void *arg);
/** ir_report_text() - the report for a person, at most 80 columns where the data allow */
void ir_report_text(const struct ir_diagnosis *d, const struct ir_report_options *opt,
		    ir_emit_fn *emit, void *arg);
/** ir_report_markdown() - a ticket comment */
void ir_report_markdown(const struct ir_diagnosis *d, ir_emit_fn *emit, void *arg);
/** ir_report_inode() - what -i asks for: the inode, its xfs_inode and its tables, as text */
void ir_report_inode(const struct ir_diagnosis *d, ir_emit_fn *emit, void *arg);
/** ir_report_in_flight() - what -w asks for: walkers and instantiating tasks, as text */
void ir_report_in_flight(const struct ir_diagnosis *d, ir_emit_fn *emit, void *arg);

#endif

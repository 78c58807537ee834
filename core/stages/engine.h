/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the stages of one diagnosis share. diagnose.c calls them in order. Each stage reads the
 * kernel, fills its part of the diagnosis and decides facts. What a stage cannot read stays
 * unknown.
 */
#ifndef IR_ENGINE_H
#define IR_ENGINE_H

#include "core/arch/code.h"
#include "core/facts/evidence.h"
#include "core/log/oops_log.h"
#include "core/target/kernel.h"
#include "core/types/layout.h"
#include "core/vfs/inode_tables.h"

/**
 * struct ir_engine - a kernel and its diagnosis
 * @k: the dumped kernel
 * @opt: what to diagnose; never NULL
 * @d: what the stages find; owns all memory
 * @log: the events of the kernel log
 * @event: the event of @log that this diagnosis is about; NULL for none
 * @regs: registers at the fault, or of the task when there was no fault; valid if @have_regs
 * @have_regs: @regs were found
 * @have_exception: @regs are those of a CPU exception
 * @no_cpu_crashed: the dump itself says that no CPU has crashed
 * @task: address of the crashed task's task_struct, 0 when unknown
 * @site: the call site; valid if @have_site
 * @have_site: the call site was found
 * @caller: the function that called NULL; NULL when it is not known
 * @called_by_code: the return address of the call of NULL follows a call
 * @thorough: whether the kernel is exposed is all that is asked: more of its code is read than a
 *	diagnosis rests on, and than a slice has
 * @returns_to_walk: a function that follows symlinks called NULL
 */
struct ir_engine {
	struct ir_kernel *k;
	const struct ir_options *opt;
	struct ir_diagnosis *d;
	struct ir_log log;
	const struct ir_event *event;
	struct ir_regs regs;
	bool have_regs, have_exception, no_cpu_crashed;
	uint64_t task;
	struct ir_call_site site;
	bool have_site, called_by_code, returns_to_walk, thorough;
	const char *caller;
};

/** ir_stage_machine() - release, build-id, command line: fills d->dump */
void ir_stage_machine(struct ir_engine *e);

/** ir_stage_log() - the events in the kernel log: fills e->log, d->dump.panic */
void ir_stage_log(struct ir_engine *e);
/**
 * ir_stage_fault() - the crashed task and its registers: fills d->fault, decides the event facts
 */
void ir_stage_fault(struct ir_engine *e);

/** ir_stage_call_site() - what the CPU was calling or loading: decides the called-null facts */
void ir_stage_call_site(struct ir_engine *e);

/**
 * ir_dentry_lost() - did the dentry of walk @w lose @inode after the walk had looked at it?
 *
 * Return: true if that was read; its count has moved by little, it is one of the inode's file system, and it is
 * dead, or has no inode or another one.
 */
bool ir_dentry_lost(struct ir_engine *e, const struct ir_walk *w, uint64_t inode);

/** ir_walks_no_path() - is it known that the crashed task walks no path? */
bool ir_walks_no_path(struct ir_engine *e);

/** ir_fault_follows_link() - is the innermost function of the fault one that follows symlinks? */
bool ir_fault_follows_link(const struct ir_engine *e);

/** ir_stage_walk() - nameidata and the link's dentry: fills d->walk */
void ir_stage_walk(struct ir_engine *e);

/** ir_stage_inode() - fills d->inode, d->xfs_inode and d->called_through */
void ir_stage_inode(struct ir_engine *e);

/** ir_stage_exposure() - can the race happen on this kernel? Decides d->kernel_exposed */
void ir_stage_exposure(struct ir_engine *e);

/** ir_stage_peers() - other tasks in the race: fills d->peers and d->walkers */
void ir_stage_peers(struct ir_engine *e);

/** ir_judge_peers() - the facts that d->peers show of the inode (peer_facts.c) */
void ir_judge_peers(struct ir_engine *e);
/** ir_observe_races() - report walkers whose dentry has died, and peers that share their inode */
void ir_observe_races(struct ir_engine *e);

/**
 * ir_dentry_by_table() - of a dentry that looks alive, does the table called tell that it had died?
 * It decides fact (d) again, once fact (e) is known.
 */
void ir_dentry_by_table(struct ir_engine *e);
/**
 * ir_dentry_by_inode() - of a dentry that looks alive, does @inode, which the walk was found to use, tell that it had died?
 * @changed: the inode is another kind of file than when the walk used it
 *
 * A name that was made again can have its old dentry, and another inode, or the same one.
 */
void ir_dentry_by_inode(struct ir_engine *e, uint64_t inode, bool changed);
/**
 * ir_kind_changed() - was the inode another kind of file when the walk called it, and is it a symlink now?
 *
 * The register that the call's code names has the table of another kind of file, the inode has a symlink's, and they differ by
 * more than a flipped bit. XFS gives an inode its table once, when it makes or recycles it: so the inode was recycled since.
 */
bool ir_kind_changed(struct ir_engine *e);
/** ir_one_bit_from_table() - the XFS table that this inode should have, in words, if @v differs from it in one bit; else NULL */
const char *ir_one_bit_from_table(struct ir_engine *e, uint64_t v);
/** ir_judge_damage() - is the memory of the inode, its i_op or its dentry damaged? */
void ir_judge_damage(struct ir_engine *e);
/**
 * ir_named_since_birth() - does the walk's dentry lead to @inode, and has that had no other name since it was made?
 *
 * Its i_ctime is the time of its birth then. If the dentry's count has moved since the walk checked it, the dentry got the inode
 * since: so the walk had found what was in its place before.
 */
bool ir_named_since_birth(struct ir_engine *e, uint64_t inode);
/** ir_judge_relinked() - is a healed inode the symlink that the walk found, or another one? */
void ir_judge_relinked(struct ir_engine *e);
/**
 * ir_judge_inline_symlink() - did the walk read an inline XFS symlink's text after it was freed?
 */
void ir_judge_inline_symlink(struct ir_engine *e);

struct ir_task;
struct ir_stack_words;

/** ir_known() - @number as a value; a negative one is not known */
struct ir_value ir_known(int64_t number);
/** ir_known_comm() - a task's name, copied; NULL for an empty one */
const char *ir_known_comm(struct ir_engine *e, const char *comm);
/**
 * ir_task_words() - name a task in a sentence: PID 133 "victim" (CPU 1); what is not known is said or left out
 * @comm: NULL or "" when it is not known
 */
const char *ir_task_words(struct ir_engine *e, struct ir_value pid, const char *comm,
			  struct ir_value cpu);

/**
 * ir_look_for_walk() - add @task to d->walkers if it is in an RCU path walk (walkers.c)
 * @s: scratch, overwritten
 */
void ir_look_for_walk(struct ir_engine *e, const struct ir_task *task, struct ir_stack_words *s);

/** ir_observe_reset_lock() - was a lock initialised anew under tasks that wait for it? (reset_lock.c) */
void ir_observe_reset_lock(struct ir_engine *e);

/** ir_observe_reset_rt_lock() - the same, of a lock that tasks sleep on; did a waiter die of it? (reset_rt_lock.c) */
void ir_observe_reset_rt_lock(struct ir_engine *e);

/** ir_note_explained() - an observation: the race explains the crash, though it died elsewhere; @how tells how */
void ir_note_explained(struct ir_engine *e, const char *how);

/** ir_observe_reset_directory() - did a check find a directory recycled under the walk? (reset_directory.c) */
void ir_observe_reset_directory(struct ir_engine *e);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One diagnosis of a kernel, shared by the stages that diagnose.c calls in order. Each stage reads the
 * kernel, fills its part of the diagnosis and decides facts. A stage that fails leaves its part unknown.
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
 * @d: what is found; owns all memory
 * @log: the events of the kernel log
 * @event: the one of @log that this diagnosis is about; NULL when it has none
 * @regs: at the fault, or of the task when there was no fault; valid if @have_regs
 * @have_exception: @regs are those of a CPU exception
 * @no_cpu_crashed: the dump itself says that no CPU has crashed
 * @task: task_struct of the crashed task, 0 when unknown
 * @site: the call site, if @have_site
 * @caller: the function that called NULL, NULL when it is not known
 * @returns_to_walk: the call of NULL was made by a function that follows symlinks
 * @exposed_fn: the function that resets the inode, 0 when unknown
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
	bool have_site, returns_to_walk;
	const char *caller;
	uint64_t exposed_fn;
};

/** ir_stage_machine() - release, build-id, command line: d->dump */
void ir_stage_machine(struct ir_engine *e);

/** ir_stage_log() - the events the log tells of: e->log, d->dump.panic */
void ir_stage_log(struct ir_engine *e);
/** ir_stage_fault() - the crashed task and its registers: d->fault, the event facts */
void ir_stage_fault(struct ir_engine *e);

/** ir_stage_call_site() - what was being called: CALLED_NULL and friends */
void ir_stage_call_site(struct ir_engine *e);

/** ir_fault_follows_link() - did the CPU fault in, or call from, a function that follows symlinks? */
bool ir_fault_follows_link(const struct ir_engine *e);

/** ir_stage_walk() - nameidata and the link's dentry: d->walk */
void ir_stage_walk(struct ir_engine *e);

/** ir_stage_inode() - inode, xfs_inode and tables: d->inode, d->xfs_inode, d->called_through */
void ir_stage_inode(struct ir_engine *e);

/** ir_stage_exposed() - does XFS still reset the whole inode: d->kernel_exposed */
void ir_stage_exposed(struct ir_engine *e);

/** ir_stage_peers() - who else is in the race: d->peers, d->walkers */
void ir_stage_peers(struct ir_engine *e);

/** ir_observe_races() - tell of walkers over dead dentries, and of peers that share their inode */
void ir_observe_races(struct ir_engine *e);

/** ir_dentry_by_table() - of a dentry that looks alive: does the table called tell that it had died? */
void ir_dentry_by_table(struct ir_engine *e);
/** ir_judge_damage() - decide whether the inode, its i_op or its dentry are damaged memory */
void ir_judge_damage(struct ir_engine *e);
/** ir_judge_life() - is a healed inode the symlink that the walk found, or another? */
void ir_judge_life(struct ir_engine *e);
/** ir_judge_link_text() - did the walk read the text of an inline XFS symlink, that may be freed? */
void ir_judge_link_text(struct ir_engine *e);

struct ir_task;
struct ir_stack_words;

/** ir_look_for_walk() - add @task to d->walkers if it is in an RCU walk (walkers.c); @s is used up */
void ir_look_for_walk(struct ir_engine *e, const struct ir_task *task, struct ir_stack_words *s);

#endif

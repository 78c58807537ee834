/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One run of the engine, shared by the stages of diagnose.c. Each stage reads the target, fills its
 * part of the diagnosis and decides its facts; a stage that fails leaves its part unknown.
 */
#ifndef IR_ENGINE_H
#define IR_ENGINE_H

#include "core/arch/arch.h"
#include "core/arch/code.h"
#include "core/inoderace.h"
#include "core/types/layout.h"
#include "core/log/oops_log.h"

/**
 * struct ir_kernel_tables - the operation tables that matter, by address; 0 when not found
 * @empty_iops: what inode_init_always() stores, not merely a symbol of that name
 * @xfs: xfs_inode_operations and its siblings
 * @modules_name_data: a module's symbols name one of them, so they name data and not only code
 * @xfs_built_in: XFS is in the kernel itself
 */
#define IR_NR_XFS_TABLES 5
struct ir_kernel_tables {
	uint64_t empty_iops, no_open_fops;
	uint64_t xfs[IR_NR_XFS_TABLES];
	bool modules_name_data, xfs_built_in;
};

/** struct ir_engine - see the top of this file; @d owns all memory */
struct ir_engine {
	struct ir_target *t;
	const struct ir_options *opt;
	struct ir_diagnosis *d;
	const struct ir_arch *arch;
	const char *stage; /* the one that runs; slices tell by it what a page was needed for */
	struct ir_layout layout;
	struct ir_log log;
	struct ir_kernel_tables tables;
	struct ir_regs regs;	 /* at the fault, or of the task when there was no fault */
	bool have_regs;
	bool calm;		 /* the dump itself says that no CPU has crashed */
	bool have_exception;	 /* regs are those of a CPU exception */
	const struct ir_event *event; /* the log's, of this diagnosis; NULL when it has none */
	uint64_t task;		 /* task_struct of the crashed task, 0 when unknown */
	uint64_t lost_task;	 /* where the list of tasks breaks off, 0 when it does not */
	struct ir_call_site site;
	bool have_site;
	bool returns_to_walk;	 /* the call of NULL was made by a function that follows symlinks */
	uint64_t stack_size;	 /* THREAD_SIZE, 0 until ir_stack_size() */
	uint32_t lookup_rcu;	 /* value of LOOKUP_RCU in this kernel, 0 when unknown */
	uint64_t exposed_fn;
	bool btf_tried, btf_opening;
	struct ir_btf *btf; /* NULL: the dump has none that can be used */
	bool orc_tried, have_orc;
	struct ir_orc *orc;
	struct ir_code *code; /* the function looked at last */
	struct ir_xfs_layout *xfs_layout;
	bool xfs_layout_tried;
};

/* diagnose.c */

/** ir_fact_set() - decide @fact; @text and @source as in struct ir_evidence, from the arena */
void ir_fact_set(struct ir_engine *e, enum ir_fact fact, enum ir_tri holds, const char *text,
		 const char *source, const char *check);
/** ir_fact_check() - a second crash command that shows what @fact rests on */
void ir_fact_check(struct ir_engine *e, enum ir_fact fact, const char *check);
/** ir_fact_holds() - what is known of @fact so far */
enum ir_tri ir_fact_holds(const struct ir_engine *e, enum ir_fact fact);
/** ir_fmt() - formatted text in the diagnosis's arena */
#define ir_fmt(e, ...) ir_arena_printf(&(e)->d->arena, __VA_ARGS__)
/** ir_note_observation() and friends - append a sentence, once */
void ir_list_add(struct ir_engine *e, struct ir_list *list, const char *sentence);

/* object.c: what every stage needs of an object in memory */

/**
 * ir_object_present() - are the bytes of the object really in the dump?
 * IR_ABSENT when they cannot be read or are all zero: no live object is, and a reader that makes up
 * zeros for a missing page gives exactly that.
 */
enum ir_status ir_object_present(struct ir_engine *e, uint64_t addr, size_t size) IR_MUST_CHECK;
/** ir_string_at() - the NUL-terminated string at @addr, at most @max bytes, or NULL */
const char *ir_string_at(struct ir_engine *e, uint64_t addr, size_t max);
/** ir_table_at() - name the operations table at @addr */
struct ir_table ir_table_at(struct ir_engine *e, struct ir_value addr, const char *from);

/* kernel_tables.c */

/** ir_find_kernel_tables() - fill e->tables; notes where each came from in d->origins */
void ir_find_kernel_tables(struct ir_engine *e);
/** ir_xfs_table_name() - name of the XFS inode table at @addr, or NULL */
const char *ir_xfs_table_name(const struct ir_engine *e, uint64_t addr);
/** ir_xfs_table() - address of the XFS inode table called @name, 0 when this kernel has none */
uint64_t ir_xfs_table(const struct ir_engine *e, const char *name);
/** ir_kernel_table_name() - the same, and of the kernel's own tables that are known; no symbol is needed */
const char *ir_kernel_table_name(const struct ir_engine *e, uint64_t addr);
/** ir_xfs_table_expected() - the tables XFS gives an inode of @mode: bit n for e->tables.xfs[n] */
unsigned ir_xfs_table_expected(uint64_t mode);

/* task.c */

/** struct ir_task - one thread */
struct ir_task {
	uint64_t addr, stack;
	int64_t pid, cpu;
	bool on_cpu;
	char comm[24];
};

/** ir_task_fn - called for each thread; return false to stop */
typedef bool ir_task_fn(struct ir_engine *e, const struct ir_task *task, void *arg);

/** ir_task_read() - decode the task_struct at @addr */
enum ir_status ir_task_read(struct ir_engine *e, uint64_t addr, struct ir_task *ret) IR_MUST_CHECK;
/** ir_each_task() - all threads from init_task, bounded; IR_CORRUPT when a list does not close */
enum ir_status ir_each_task(struct ir_engine *e, ir_task_fn *fn, void *arg,
			    unsigned *count) IR_MUST_CHECK;
/** ir_current_task() - the task running on @cpu, from per-CPU data */
enum ir_status ir_current_task(struct ir_engine *e, unsigned cpu, uint64_t *ret) IR_MUST_CHECK;
/** ir_stack_size() - THREAD_SIZE */
uint64_t ir_stack_size(struct ir_engine *e);
/** ir_task_regs() - registers of a task: crash note if it ran, switch frame if it slept */
enum ir_status ir_task_regs(struct ir_engine *e, const struct ir_task *task,
			    struct ir_regs *ret) IR_MUST_CHECK;
/** ir_note_regs() - registers of the crash note whose task is @pid, @cpu where pids repeat (idle) */
enum ir_status ir_note_regs(struct ir_engine *e, int64_t pid, int64_t cpu,
			    struct ir_regs *ret) IR_MUST_CHECK;

/* unwind.c */

/** IR_MAX_FRAMES - frames kept of one stack */
#define IR_MAX_FRAMES 64

/**
 * ir_unwind() - the stack of @task from @regs
 * @exceptions: receives the register sets of exception frames met on the way, innermost first
 */
void ir_unwind(struct ir_engine *e, const struct ir_task *task, const struct ir_regs *regs,
	       struct ir_backtrace *ret, struct ir_regs *exceptions, unsigned *nr_exceptions);
#define IR_MAX_EXCEPTIONS 4

/* unwind_orc.c */

/** ir_orc_step() - unwind @regs by one frame; *@exception when it was an exception frame */
enum ir_status ir_orc_step(struct ir_engine *e, struct ir_regs *regs, bool signal,
			   bool *exception) IR_MUST_CHECK;

/* unwind_fp.c */

/**
 * ir_fp_step() - unwind @regs by one frame along the frame pointers
 * @exact: their ip is where something was interrupted, not a return address
 * @exception: set to whether the new registers were saved by an exception
 * @sure: set to whether the function left has a frame, so that no caller can have been skipped
 * @why: on failure, the reason in words
 * IR_UNSUPPORTED: this was the first frame of the task
 */
enum ir_status ir_fp_step(struct ir_engine *e, const struct ir_task *task, struct ir_regs *regs,
			  bool exact, bool *exception, bool *sure, const char **why) IR_MUST_CHECK;

/* fault.c, call_site.c, nameidata.c, inode.c, peers.c, exposed.c, machine.c: the stages */

/** ir_stage_machine() - release, build-id, command line: d->dump */
void ir_stage_machine(struct ir_engine *e);
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
/** ir_read_walk() - decode the nameidata of @task_addr; also for tasks that did not crash */
enum ir_status ir_read_walk(struct ir_engine *e, uint64_t task_addr, struct ir_walk *w) IR_MUST_CHECK;
/** ir_read_inode() - decode the inode at @addr into @i, and its xfs_inode into @x */
void ir_read_inode(struct ir_engine *e, uint64_t addr, struct ir_inode *i, struct ir_xfs_inode *x);

/* damage.c */

/** ir_judge_damage() - decide whether the inode, its i_op or its dentry are damaged memory */
void ir_judge_damage(struct ir_engine *e);

/* inode_life.c */

/** ir_judge_life() - is a healed inode the symlink that the walk found, or another? */
void ir_judge_life(struct ir_engine *e);

/* inline_link.c */

/** ir_judge_link_text() - did the walk read the text of an inline XFS symlink, that may be freed? */
void ir_judge_link_text(struct ir_engine *e);

/* absent.c */

/** ir_absent_cause() - what is known of why @addr is not in the dump, as a phrase, or NULL */
const char *ir_absent_cause(struct ir_engine *e, uint64_t addr);
/** ir_name_absent() - of what decides, tell under "missing" which slab pages the dump lacks */
void ir_name_absent(struct ir_engine *e);

/* verdict.c, signature.c, summary.c, unlike.c */

/** ir_decide() - facts to verdict; pure: reads nothing but @facts and @log_only */
void ir_decide(const enum ir_tri facts[IR_NR_FACTS], bool log_only, struct ir_verdict *ret);
/** ir_signature() - class, phase and the functions it happened in, as a string in the arena */
const char *ir_signature(struct ir_engine *e);
/** ir_summary() - the verdict as one sentence */
const char *ir_summary(struct ir_engine *e);
/** ir_observe_unlike() - of what reads like the race: tell in what it differs */
void ir_observe_unlike(struct ir_engine *e);

#endif

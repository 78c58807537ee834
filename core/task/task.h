/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tasks of the dumped kernel, and their registers. */
#ifndef IR_TASK_H
#define IR_TASK_H

#include "core/arch/arch.h"
#include "core/target/kernel.h"

/** struct ir_task - one thread */
struct ir_task {
	uint64_t addr, stack;
	int64_t pid, cpu;
	bool on_cpu;
	char comm[24];
};

/** ir_task_fn - called for each thread; return false to stop */
typedef bool ir_task_fn(struct ir_kernel *k, const struct ir_task *task, void *arg);

/** ir_task_read() - decode the task_struct at @addr */
enum ir_status ir_task_read(struct ir_kernel *k, uint64_t addr, struct ir_task *ret) IR_MUST_CHECK;

/** ir_each_task() - all threads from init_task, bounded; IR_CORRUPT when a list does not close */
enum ir_status ir_each_task(struct ir_kernel *k, ir_task_fn *fn, void *arg,
			    unsigned *count) IR_MUST_CHECK;

/** ir_current_task() - the task running on @cpu, from per-CPU data */
enum ir_status ir_current_task(struct ir_kernel *k, unsigned cpu, uint64_t *ret) IR_MUST_CHECK;

/** ir_stack_size() - THREAD_SIZE */
uint64_t ir_stack_size(struct ir_kernel *k);

/** ir_task_regs() - registers of a task: crash note if it ran, switch frame if it slept */
enum ir_status ir_task_regs(struct ir_kernel *k, const struct ir_task *task,
			    struct ir_regs *ret) IR_MUST_CHECK;

/** ir_note_regs() - registers of @task, which ran, from the crash notes; told by its stack, else by PID or CPU */
enum ir_status ir_note_regs(struct ir_kernel *k, const struct ir_task *task,
			    struct ir_regs *ret) IR_MUST_CHECK;

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tasks of the dumped kernel, and their registers. */
#ifndef IR_TASK_H
#define IR_TASK_H

#include "core/arch/arch.h"
#include "core/lib/value.h"
#include "core/target/kernel.h"

/**
 * struct ir_task - one thread
 * @addr: address of its task_struct
 * @stack: lowest address of its kernel stack
 * @pid: its pid (the thread's, not the process's)
 * @cpu: CPU it runs on or ran on last, -1 when unknown
 * @on_cpu: it was running
 * @nameidata: its path walk, 0 when it is in none
 * @comm: its name, "" when unknown
 */
struct ir_task {
	uint64_t addr, stack;
	int64_t pid, cpu;
	bool on_cpu;
	struct ir_value nameidata;
	char comm[24];
};

/** ir_task_fn - called for each thread; return false to stop */
typedef bool ir_task_fn(struct ir_kernel *k, const struct ir_task *task, void *arg);

/** ir_task_read() - read the task_struct at @addr. Return: why stack or pid cannot be read. */
enum ir_status ir_task_read(struct ir_kernel *k, uint64_t addr, struct ir_task *ret) IR_MUST_CHECK;

/**
 * ir_each_task() - call @fn for all threads, starting with init_task
 * @count: set to the number of threads seen
 *
 * Sets @k->lost_task when the list breaks off.
 *
 * Return: IR_CORRUPT when a list does not close, or why a part of it cannot be read; @fn was called
 * for the tasks that were found.
 */
enum ir_status ir_each_task(struct ir_kernel *k, ir_task_fn *fn, void *arg,
			    unsigned *count) IR_MUST_CHECK;

/**
 * ir_current_task() - the task that runs on @cpu, from per-CPU data
 * @ret: set to the address of its task_struct
 */
enum ir_status ir_current_task(struct ir_kernel *k, unsigned cpu, uint64_t *ret) IR_MUST_CHECK;

/**
 * ir_stack_size() - Return: THREAD_SIZE in bytes; the processor's usual one when the dump does not
 * tell
 */
uint64_t ir_stack_size(struct ir_kernel *k);
/**
 * ir_on_stack() - does @addr lie on the stack that starts at @stack?
 *
 * Where nothing tells how large stacks are, this may find that they are larger than was thought.
 */
bool ir_on_stack(struct ir_kernel *k, uint64_t stack, uint64_t addr);

/**
 * ir_task_regs() - registers of @task
 *
 * Those of a running task are in its CPU's crash note, those of a sleeping one on its stack.
 */
enum ir_status ir_task_regs(struct ir_kernel *k, const struct ir_task *task,
			    struct ir_regs *ret) IR_MUST_CHECK;

/**
 * ir_note_regs() - registers of @task, which ran, in the crash notes
 *
 * The note is told by its stack pointer, else by the PID or the CPU.
 *
 * Return: IR_NOTFOUND when no note is the task's, IR_UNSUPPORTED when the target has no notes.
 */
enum ir_status ir_note_regs(struct ir_kernel *k, const struct ir_task *task,
			    struct ir_regs *ret) IR_MUST_CHECK;

#endif

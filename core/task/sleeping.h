/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The registers of a task that does not run. */
#ifndef IR_SLEEPING_H
#define IR_SLEEPING_H

#include "core/task/task.h"

/**
 * ir_sleeping_regs() - the registers with which @task was switched away from
 * @ret: overwritten; those that were not kept stay unknown
 *
 * Return: IR_CORRUPT when they do not point into its stack; or why they cannot be read.
 */
enum ir_status ir_sleeping_regs(struct ir_kernel *k, const struct ir_task *task,
				struct ir_regs *ret) IR_MUST_CHECK;

/**
 * ir_sleeping_stack() - where on its stack @task, of an x86 machine, left them
 * @ret: the address; from there on all of its stack is in use
 *
 * Return: as ir_sleeping_regs().
 */
enum ir_status ir_sleeping_stack(struct ir_kernel *k, const struct ir_task *task,
				 uint64_t *ret) IR_MUST_CHECK;

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The tasks in memory whose bytes the proofs look at. */
#ifndef IR_TASK_SAMPLES_H
#define IR_TASK_SAMPLES_H

#include "core/target/kernel.h"

#define IR_MAX_SAMPLES 64 /* tasks that are looked at */
#define IR_MIN_SAMPLES 4  /* fewer prove nothing */

/**
 * struct ir_task_samples - the first task, the beginning of others, and those that ran
 * @init: address of the first task; it is not among @addr
 * @size: bytes of a task that may be looked at
 * @bytes: those of the first task, in the arena
 * @addr: other tasks, @nr of them
 * @running: the tasks that CPUs ran, @nr_running of them
 */
struct ir_task_samples {
	struct ir_kernel *k;
	uint64_t init, size;
	uint8_t *bytes;
	unsigned nr, nr_running;
	uint64_t addr[IR_MAX_SAMPLES], running[IR_MAX_SAMPLES];
};

/** ir_first_task() - start with init_task itself. Return: false if it cannot be read. */
bool ir_first_task(struct ir_task_samples *t, struct ir_kernel *k);

/**
 * ir_tasks_on_list() - take the tasks on the list whose head is at @offset of the first task
 * @comm: where tasks have their names
 *
 * The list need not come back: it may be longer, or its pages missing.
 *
 * Return: false if it is no list of tasks, or not long enough.
 */
bool ir_tasks_on_list(struct ir_task_samples *t, uint64_t offset, uint64_t comm);

/** ir_sample_tasks() - both, by what is known of the list. Return: false if that is not enough. */
bool ir_sample_tasks(struct ir_task_samples *t, struct ir_kernel *k);

/** ir_running_tasks() - find the tasks that CPUs ran. Return: false if those of some CPU are not known. */
bool ir_running_tasks(struct ir_task_samples *t);

/** ir_is_running() - is @task one of them? */
bool ir_is_running(const struct ir_task_samples *t, uint64_t task);

#endif

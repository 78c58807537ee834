/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which tasks run, and what the others left on their stacks: as the code that switches tasks and the tasks in memory show it. */
#ifndef IR_SWITCH_LAYOUT_H
#define IR_SWITCH_LAYOUT_H

#include "core/proof/proof.h"

/** ir_running_in_tasks() - 1 in the tasks that CPUs run, 0 in all others; runs after the ways of the code */
void ir_running_in_tasks(struct ir_kernel *k, struct ir_proof *p);
/** ir_cpu_in_tasks() - the number of the CPU in the task that each runs; runs after the ways of the code */
void ir_cpu_in_tasks(struct ir_kernel *k, struct ir_proof *p);
/** ir_sp_in_tasks() - where a sleeper's stack pointer is kept: it points into its own stack */
void ir_sp_in_tasks(struct ir_kernel *k, struct ir_proof *p);
/** ir_return_in_frames() - the word there of what a sleeper left on its stack is where it goes on */
void ir_return_in_frames(struct ir_kernel *k, struct ir_proof *p);
/** ir_bp_in_frames() - and the word there points up the stack, at the next frame; not in kernels without frame pointers */
void ir_bp_in_frames(struct ir_kernel *k, struct ir_proof *p);

#endif

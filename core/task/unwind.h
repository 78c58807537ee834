/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Stacks: a frame at a time, by the kernel's own unwind tables or by frame pointers. */
#ifndef IR_UNWIND_H
#define IR_UNWIND_H

#include "core/task/backtrace.h"
#include "core/task/task.h"

/** IR_MAX_FRAMES - frames kept of one stack */
#define IR_MAX_FRAMES 64

#define IR_MAX_EXCEPTIONS 4

/**
 * ir_unwind() - the stack of @task from @regs
 * @exceptions: receives the register sets of exception frames met on the way, innermost first
 */
void ir_unwind(struct ir_kernel *k, const struct ir_task *task, const struct ir_regs *regs,
	       struct ir_backtrace *ret, struct ir_regs *exceptions, unsigned *nr_exceptions);

/** ir_orc_step() - unwind @regs by one frame; *@exception when it was an exception frame */
enum ir_status ir_orc_step(struct ir_kernel *k, struct ir_regs *regs, bool signal,
			   bool *exception) IR_MUST_CHECK;

/**
 * ir_fp_step() - unwind @regs by one frame along the frame pointers
 * @exact: their ip is where something was interrupted, not a return address
 * @exception: set to whether the new registers were saved by an exception
 * @sure: set to whether the function left has a frame, so that no caller can have been skipped
 * @why: on failure, the reason in words
 * IR_UNSUPPORTED: this was the first frame of the task
 */
enum ir_status ir_fp_step(struct ir_kernel *k, const struct ir_task *task, struct ir_regs *regs,
			  bool exact, bool *exception, bool *sure, const char **why) IR_MUST_CHECK;

#endif

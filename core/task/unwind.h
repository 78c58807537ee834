/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Unwind stacks one frame at a time, with the kernel's own unwind tables or with frame pointers. */
#ifndef IR_UNWIND_H
#define IR_UNWIND_H

#include "core/task/backtrace.h"
#include "core/task/task.h"

/** IR_MAX_FRAMES - frames kept of one stack */
#define IR_MAX_FRAMES 64

/** IR_MAX_EXCEPTIONS - exception frames of one stack that callers of ir_unwind() have room for */
#define IR_MAX_EXCEPTIONS 4

/**
 * ir_unwind() - unwind the stack of @task, starting at @regs
 * @ret: receives the frames, which are in the arena
 * @exceptions: receives the register sets of the exception frames on the way, innermost first
 * @nr_exceptions: room in @exceptions; set to how many were found. Both may be NULL.
 */
void ir_unwind(struct ir_kernel *k, const struct ir_task *task, const struct ir_regs *regs,
	       struct ir_backtrace *ret, struct ir_regs *exceptions, unsigned *nr_exceptions);

/**
 * ir_orc_step() - unwind @regs by one frame with the kernel's ORC tables
 * @regs: replaced by the caller's registers
 * @signal: the ip in @regs is where something was interrupted, not a return address
 * @exception: set to whether the new registers were saved by an exception
 *
 * Return: IR_UNSUPPORTED when this was the end of the stack, or the kernel has no such tables
 * (@k->have_orc tells which); IR_NOTFOUND when the tables do not cover the address, or need a
 * register that is not known.
 */
enum ir_status ir_orc_step(struct ir_kernel *k, struct ir_regs *regs, bool signal,
			   bool *exception) IR_MUST_CHECK;

/**
 * ir_fp_step() - unwind @regs by one frame with the frame pointers
 * @regs: replaced by the caller's registers; unchanged on failure
 * @exact: the ip in @regs is where something was interrupted, not a return address
 * @exception: set to whether the new registers were saved by an exception
 * @sure: set to whether the function had set up a frame, so that no caller can have been skipped
 * @why: on failure set to the reason, as text for the report
 *
 * Return: IR_UNSUPPORTED when this was the first frame of the task.
 */
enum ir_status ir_fp_step(struct ir_kernel *k, const struct ir_task *task, struct ir_regs *regs,
			  bool exact, bool *exception, bool *sure, const char **why) IR_MUST_CHECK;

/**
 * ir_record_step() - the same with arm64's frame records
 * @sure: set to whether it is certain that no caller was skipped
 */
enum ir_status ir_record_step(struct ir_kernel *k, const struct ir_task *task, struct ir_regs *regs,
			      bool exact, bool *exception, bool *sure,
			      const char **why) IR_MUST_CHECK;

#endif

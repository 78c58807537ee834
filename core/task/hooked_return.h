/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Return addresses that a tracer has replaced by that of its trampoline. */
#ifndef IR_HOOKED_RETURN_H
#define IR_HOOKED_RETURN_H

#include "core/task/task.h"

/** ir_is_trampoline() - is @ip the start of a tracer's trampoline for returns? */
bool ir_is_trampoline(struct ir_kernel *k, uint64_t ip);

/**
 * ir_hooked_return() - the return address that a tracer keeps for @task
 * @slot: address of the stack word in which the trampoline's address stands now
 * @ret: set to the return address, which is no trampoline itself; undefined on failure
 *
 * Return: IR_NOTFOUND when the tracers' lists have nothing for this slot, or are not known here.
 */
enum ir_status ir_hooked_return(struct ir_kernel *k, const struct ir_task *task, uint64_t slot,
				uint64_t *ret) IR_MUST_CHECK;

#endif

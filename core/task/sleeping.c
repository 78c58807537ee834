// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A task that does not run left its registers where it was switched away from. On x86 __switch_to_asm() pushed them as a
 * struct inactive_task_frame, and task_struct.thread has the stack pointer; on arm64 cpu_switch_to() stored them in
 * task_struct.thread.cpu_context. Only those that a function must preserve are there.
 */
#include "core/task/sleeping.h"

#include <string.h>

#include "core/types/layout.h"

/* The stack pointer of a sleeping task. A kernel without types does not tell where its thread_struct begins. */
static enum ir_status sleeping_sp(struct ir_kernel *k, const struct ir_task *task, uint64_t *ret)
{
	uint64_t thread = ir_addr(k, task->addr, IR_M_TASK_THREAD);

	return thread ? ir_get(k, thread, IR_M_THREAD_SP, ret)
		      : ir_get(k, task->addr, IR_M_TASK_SP, ret);
}

enum ir_status ir_sleeping_stack(struct ir_kernel *k, const struct ir_task *task, uint64_t *ret)
{
	enum ir_status st = sleeping_sp(k, task, ret);

	return !st && *ret - task->stack >= ir_stack_size(k) ? IR_CORRUPT : st;
}

/* cpu_switch_to() of arm64 stored x19 to x28, x29, sp and its return address in the task's thread. */
static enum ir_status sleeping_context(struct ir_kernel *k, const struct ir_task *task,
				       uint64_t context, struct ir_regs *ret)
{
	enum { FIRST = 19, SAVED = 10 };
	const struct ir_member *x19 = ir_member(k, IR_M_CPU_CONTEXT_X19);
	const struct ir_arch *a = k->arch;
	enum ir_status st;

	memset(ret, 0, sizeof(*ret));
	st = ir_get(k, context, IR_M_CPU_CONTEXT_SP, &ret->v[a->sp]);
	if (!st)
		st = ir_get(k, context, IR_M_CPU_CONTEXT_PC, &ret->v[a->ip]);
	if (!st)
		st = ir_get(k, context, IR_M_CPU_CONTEXT_FP, &ret->v[a->fp]);
	if (st)
		return st;
	if (ret->v[a->sp] - task->stack > ir_stack_size(k))
		return IR_CORRUPT;
	ret->known = UINT64_C(1) << a->ip | UINT64_C(1) << a->sp | UINT64_C(1) << a->fp;
	if (x19 && !ir_read(k->t, context + x19->offset, ret->v + FIRST, SAVED * sizeof(ret->v[0])))
		ret->known |= ((UINT64_C(1) << SAVED) - 1) << FIRST;
	return IR_OK;
}

enum ir_status ir_sleeping_regs(struct ir_kernel *k, const struct ir_task *task,
				struct ir_regs *ret)
{
	const struct ir_arch *a = k->arch;
	uint64_t thread, sp, v;
	enum ir_status st;

	/* Only arm64 is asked for it: what a slice was not asked for it lacks. */
	if (a->lr >= 0 && ir_has(k, IR_M_THREAD_CPU_CONTEXT)) {
		thread = ir_addr(k, task->addr, IR_M_TASK_THREAD);
		return thread ? sleeping_context(k, task,
						 ir_addr(k, thread, IR_M_THREAD_CPU_CONTEXT), ret)
			      : IR_NOTFOUND;
	}
	st = ir_sleeping_stack(k, task, &sp);
	if (st)
		return st;
	memset(ret, 0, sizeof(*ret));
	st = ir_get(k, sp, IR_M_INACTIVE_RET, &ret->v[a->ip]);
	if (st)
		return st;
	if (!ir_get(k, sp, IR_M_INACTIVE_BP, &v)) {
		ret->v[a->fp] = v;
		ret->known |= UINT64_C(1) << a->fp;
	}
	ret->v[a->sp] = ir_addr(k, sp, IR_M_INACTIVE_RET) + 8;
	ret->known |= UINT64_C(1) << a->ip | UINT64_C(1) << a->sp;
	return IR_OK;
}

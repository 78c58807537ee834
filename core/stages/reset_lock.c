// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * inode_init_always() initialises i_lock, too, also under a task that holds it and others that wait for it. The lock's
 * word then has no waiters any more, while they still wait: the first of them waits for ever for a successor that
 * the word promised. The class stays "lockup"; this explains it, where a CPU was seen to wait for such a lock, and the
 * inode is being recycled, or was: a walk holds it whose dentry has lost it, or a task is at work on it in xfs_iget().
 */
#include "core/stages/i_lock.h"

#include <string.h>

#include "core/symbols/functions.h"
#include "core/task/stack_words.h"
#include "core/task/task.h"
#include "core/task/unwind.h"

#define MAX_STACK (1u << 18)
#define MAX_CPUS  1024 /* tasks that run and are looked at */

/* @stack has room for a whole stack, and is reused from task to task. */
struct search {
	struct ir_engine *e;
	unsigned char *stack;
	unsigned looked_at;
	bool found;
};

/*
 * A lock whose word has neither a waiter (queued: pending bit and tail; tickets: the next one) nor more than a holder,
 * while a CPU waits.
 */
static bool has_no_waiters(uint32_t word)
{
	return !(word >> 8);
}

static bool waits(struct ir_engine *e, const struct ir_regs *regs)
{
	struct ir_symbol sym;

	if (!ir_reg_known(regs, e->k->arch->ip) ||
	    ir_symbol_at(e->k->t, regs->v[e->k->arch->ip], &sym))
		return false;
	ir_symbol_base(sym.name);
	return ir_function_has_role(sym.name, IR_ROLE_SPIN);
}

static bool observe(struct ir_engine *e, const struct ir_task *task, uint64_t lock)
{
	struct ir_xfs_inode x;
	uint64_t inode;
	uint32_t word;

	if (!ir_inode_of_lock(e, lock, &inode, &x) || ir_read_u32(e->k->t, lock, &word) ||
	    !has_no_waiters(word))
		return false;
	return ir_explain_lock(
		e, ir_task_words(e, ir_known(task->pid), task->comm, ir_known(task->cpu)), inode,
		&x, ir_fmt(e->k, ", whose word 0x%x", word));
}

/* The lock is the argument of what waits; compilers keep it in one register or another. */
static bool observe_regs(struct ir_engine *e, const struct ir_task *task,
			 const struct ir_regs *regs)
{
	if (!waits(e, regs))
		return false;
	for (unsigned i = 0; i < e->k->arch->nr_regs; i++) {
		if ((int)i != e->k->arch->sp && ir_reg_known(regs, (int)i) &&
		    observe(e, task, regs->v[i]))
			return true;
	}
	return false;
}

/* The frames of interrupts in the live part of the task's stack: the watchdog interrupted what waits. */
static bool observe_frames(struct search *s, const struct ir_task *task, uint64_t sp)
{
	struct ir_kernel *k = s->e->k;
	uint64_t size = ir_stack_size(k),
		 at = sp - task->stack < size ? (sp - task->stack + 7) & ~UINT64_C(7) : 0;
	struct ir_regs r;

	if (!s->stack || ir_read(k->t, task->stack, s->stack, size))
		return false;
	for (; ir_next_saved_frame(k, task, s->stack, &at, &r); at += 8) {
		if (observe_regs(s->e, task, &r))
			return true;
	}
	return false;
}

static bool look_at(struct ir_kernel *k, const struct ir_task *task, void *arg)
{
	struct search *s = arg;
	struct ir_regs regs = {.known = 0};

	if (!task->on_cpu)
		return true;
	if (++s->looked_at > MAX_CPUS)
		return false;
	s->found = (!ir_task_regs(k, task, &regs) && observe_regs(s->e, task, &regs)) ||
		   observe_frames(s, task, regs.v[k->arch->sp]);
	return !s->found;
}

/* The log's report of the CPU that was stuck */
static bool observe_event(struct ir_engine *e, const struct ir_event *ev)
{
	struct ir_task task = {.pid = ev->pid, .cpu = ev->cpu};

	memcpy(task.comm, ev->comm, sizeof(task.comm) - 1);
	for (unsigned i = 0; i < e->k->arch->nr_regs; i++) {
		if (ir_function_has_role(ev->ip_symbol, IR_ROLE_SPIN) &&
		    ir_reg_known(&ev->regs, (int)i) && observe(e, &task, ev->regs.v[i]))
			return true;
	}
	return false;
}

void ir_observe_reset_lock(struct ir_engine *e)
{
	struct search s = {.e = e};
	uint64_t size = ir_stack_size(e->k);
	unsigned count;

	if (ir_fact_holds(e->d, IR_FACT_EVENT_LOCKUP) != IR_TRUE ||
	    !ir_has(e->k, IR_M_INODE_LOCK) || (e->event && observe_event(e, e->event)))
		return;
	/* Without it the registers of the tasks are looked at. */
	s.stack = size <= MAX_STACK ? ir_arena_alloc(e->k->arena, size) : NULL;
	(void)!ir_each_task(e->k, look_at, &s, &count);
}

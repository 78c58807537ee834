// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * PREEMPT_RT: i_lock is an rt_mutex. Who has to wait for it puts a struct rt_mutex_waiter on its stack and hangs it into the
 * lock's tree. inode_init_always() empties that tree under the waiter; when that one looks for the first waiter of the lock it
 * finds none, and reads its priority through NULL (or fails an assertion). The class stays what the fault's is; this explains it,
 * where the crashed task's registers have both the lock of an inode that was recycled and a waiter of its own for that lock.
 */
#include "core/stages/i_lock.h"

#include <string.h>

#include "core/task/task.h"

/* What takes such a lock: rt_spin_lock_slowlock() up to 5.14, rtlock_slowlock() since, and __try_to_take_rt_mutex() under both. */
static bool takes_lock(const struct ir_backtrace *bt)
{
	static const char *const parts[] = {"rt_mutex", "rt_spin_lock", "rtlock_"};

	for (unsigned f = 0; f < bt->nr; f++) {
		for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
			if (bt->frames[f].symbol && strstr(bt->frames[f].symbol, parts[i]))
				return true;
		}
	}
	return false;
}

/* Does the crashed task wait for the lock at @lock, by the struct at @waiter in its stack? */
static bool waits_for(struct ir_engine *e, uint64_t waiter, uint64_t lock)
{
	uint64_t task, of;

	return !ir_get(e->k, waiter, IR_M_RT_WAITER_TASK, &task) && task == e->task &&
	       !ir_get(e->k, waiter, IR_M_RT_WAITER_LOCK, &of) && of == lock;
}

static bool observe(struct ir_engine *e, uint64_t waiter, uint64_t lock)
{
	const struct ir_member *in_lock = ir_member(e->k, IR_M_SPINLOCK_RT);
	const struct ir_member *waiters = ir_member(e->k, IR_M_RT_WAITERS);
	const struct ir_fault *f = &e->d->fault;
	struct ir_xfs_inode x;
	uint64_t inode, first;

	lock -= in_lock->offset;
	if (!ir_inode_of_lock(e, lock, &inode, &x) ||
	    ir_read_u64(e->k->t, lock + in_lock->offset + waiters->offset, &first) || first)
		return false;
	return ir_explain_lock(
		e, ir_task_words(e, f->pid, f->comm, f->cpu), inode, &x,
		ir_fmt(e->k, " (rt_mutex_waiter %016llx), which", (unsigned long long)waiter));
}

void ir_observe_reset_rt_lock(struct ir_engine *e)
{
	const struct ir_arch *a = e->k->arch;

	/* The types are asked for last: slices that were made before know nothing of them. */
	if (!e->task || !e->have_regs || !takes_lock(&e->d->fault.backtrace) ||
	    (ir_fact_holds(e->d, IR_FACT_EVENT_FAULT) != IR_TRUE &&
	     ir_fact_holds(e->d, IR_FACT_EVENT_BUG) != IR_TRUE) ||
	    !ir_has(e->k, IR_M_SPINLOCK_RT) || !ir_has(e->k, IR_M_RT_WAITERS))
		return;
	for (unsigned w = 0; w < a->nr_regs; w++) {
		for (unsigned l = 0; l < a->nr_regs; l++) {
			if (ir_reg_known(&e->regs, (int)w) && ir_reg_known(&e->regs, (int)l) &&
			    a->canonical(e->regs.v[w]) &&
			    waits_for(e, e->regs.v[w], e->regs.v[l]) &&
			    observe(e, e->regs.v[w], e->regs.v[l]))
				return;
		}
	}
}

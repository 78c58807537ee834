// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/task/stack_words.h"
#include "core/task/sleeping.h"
#include "core/task/unwind.h"

#include <string.h>

#define SLEEPER_WINDOW 2048	   /* bytes always read of the stack of a task that does not run */
#define MAX_DEEP       (64u << 20) /* bytes of all sleepers' stacks beyond that */

bool ir_stack_words_init(struct ir_kernel *k, struct ir_stack_words *s)
{
	*s = (struct ir_stack_words){.words = ir_arena_alloc(k->arena, ir_stack_size(k)),
				     .deep_left = MAX_DEEP};
	return s->words != NULL;
}

/*
 * Where the live part of the task's own stack begins. In an interrupt or NMI the CPU uses another
 * stack; unwinding leads from there to the task's. If it does not, all of the task's stack can be
 * live.
 */
static uint64_t live_from(struct ir_kernel *k, const struct ir_task *task,
			  const struct ir_regs *regs)
{
	uint64_t sp = regs->v[k->arch->sp] & ~UINT64_C(7), size = ir_stack_size(k);
	struct ir_backtrace bt;

	if (sp >= task->stack && sp - task->stack < size)
		return sp;
	ir_unwind(k, task, regs, &bt, NULL, NULL);
	for (unsigned i = 0; i < bt.nr; i++) {
		sp = bt.frames[i].sp & ~UINT64_C(7);
		if (sp >= task->stack && sp - task->stack < size)
			return sp;
	}
	return task->stack;
}

/* How much of @len bytes of a sleeper's stack may be read */
static uint64_t allowed(struct ir_stack_words *s, uint64_t len)
{
	if (len <= SLEEPER_WINDOW)
		return len;
	if (len - SLEEPER_WINDOW > s->deep_left) {
		s->cut++;
		return SLEEPER_WINDOW;
	}
	s->deep_left -= len - SLEEPER_WINDOW;
	return len;
}

enum ir_status ir_stack_words_read(struct ir_kernel *k, const struct ir_task *task,
				   struct ir_stack_words *s)
{
	uint64_t size = ir_stack_size(k), sp, len;
	enum ir_status st = ir_task_regs(k, task, &s->regs);

	s->nr = 0;
	s->base = 0;
	if (st)
		return st;
	sp = live_from(k, task, &s->regs);
	len = task->stack + size - sp;
	if (!task->on_cpu)
		len = allowed(s, len);
	s->base = sp;
	if (!ir_read(k->t, sp, s->words, len))
		s->nr = len / 8;
	return IR_OK;
}

enum ir_status ir_stack_words_left(struct ir_kernel *k, const struct ir_task *task,
				   struct ir_stack_words *s)
{
	uint64_t sp, len;
	enum ir_status st = k->arch->lr >= 0 ? IR_UNSUPPORTED : ir_sleeping_stack(k, task, &sp);
	unsigned cut = s->cut;

	if (st)
		return st;
	sp &= ~UINT64_C(7);
	len = task->stack + ir_stack_size(k) - sp;
	if (allowed(s, len) < len) {
		s->cut = cut;
		return IR_UNSUPPORTED;
	}
	s->regs.known = 0;
	s->base = sp;
	s->nr = len / 8;
	return ir_read(k->t, sp, s->words, len);
}

bool ir_stack_word(const struct ir_kernel *k, const struct ir_stack_words *s, size_t n,
		   uint64_t *ret)
{
	if (n < k->arch->nr_regs) {
		*ret = ir_reg_known(&s->regs, (int)n) ? s->regs.v[n] : 0;
		return true;
	}
	n -= k->arch->nr_regs;
	if (n >= s->nr)
		return false;
	*ret = s->words[n];
	return true;
}

bool ir_stack_mentions(const struct ir_kernel *k, const struct ir_stack_words *s, uint64_t addr,
		       size_t *n)
{
	uint64_t v;

	for (size_t i = 0; addr && ir_stack_word(k, s, i, &v); i++) {
		if (v != addr)
			continue;
		if (n)
			*n = i;
		return true;
	}
	return false;
}

bool ir_next_saved_frame(struct ir_kernel *k, const struct ir_task *task, const void *stack,
			 uint64_t *at, struct ir_regs *ret)
{
	const struct ir_arch *a = k->arch;

	*ret = (struct ir_regs){.known = (UINT64_C(1) << a->nr_pt_regs) - 1};
	for (; *at + a->pt_regs_size <= ir_stack_size(k); *at += 8) {
		memcpy(ret->v, (const unsigned char *)stack + *at, a->pt_regs_size);
		if (a->kernel_frame(ret, task->stack + *at + a->pt_regs_size))
			return true;
	}
	return false;
}

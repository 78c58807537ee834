// SPDX-License-Identifier: GPL-2.0-or-later
#include "stack_words.h"

#define SLEEPER_WINDOW 2048

bool ir_stack_words_init(struct ir_engine *e, struct ir_stack_words *s)
{
	*s = (struct ir_stack_words){.words = ir_arena_alloc(&e->d->arena, ir_stack_size(e))};
	return s->words != NULL;
}

enum ir_status ir_stack_words_read(struct ir_engine *e, const struct ir_task *task,
				   struct ir_stack_words *s)
{
	uint64_t size = ir_stack_size(e), sp, len;
	enum ir_status st = ir_task_regs(e, task, &s->regs);

	s->nr = 0;
	s->base = 0;
	if (st)
		return st;
	sp = s->regs.v[e->arch->sp] & ~UINT64_C(7);
	/* On another stack (interrupt, exception): the task's own is still of interest. */
	if (sp < task->stack || sp >= task->stack + size)
		sp = task->stack;
	len = task->stack + size - sp;
	if (!task->on_cpu && len > SLEEPER_WINDOW)
		len = SLEEPER_WINDOW;
	s->base = sp;
	if (!ir_read(e->t, sp, s->words, len))
		s->nr = len / 8;
	return IR_OK;
}

bool ir_stack_word(const struct ir_engine *e, const struct ir_stack_words *s, size_t n,
		   uint64_t *ret)
{
	if (n < e->arch->nr_regs) {
		*ret = s->regs.known >> n & 1 ? s->regs.v[n] : 0;
		return true;
	}
	n -= e->arch->nr_regs;
	if (n >= s->nr)
		return false;
	*ret = s->words[n];
	return true;
}

bool ir_stack_mentions(const struct ir_engine *e, const struct ir_stack_words *s, uint64_t addr,
		       size_t *n)
{
	uint64_t v;

	for (size_t i = 0; addr && ir_stack_word(e, s, i, &v); i++) {
		if (v != addr)
			continue;
		if (n)
			*n = i;
		return true;
	}
	return false;
}

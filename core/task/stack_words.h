/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A task's registers and the live part of its stack, to be searched for addresses. */
#ifndef IR_STACK_WORDS_H
#define IR_STACK_WORDS_H

#include "core/arch/arch.h"
#include "core/target/kernel.h"
#include "core/task/task.h"

/**
 * struct ir_stack_words - one task's values
 * @base: address of @words[0] in the dump
 * @words: room for a whole stack, reused from task to task
 */
struct ir_stack_words {
	struct ir_regs regs;
	uint64_t base;
	uint64_t *words;
	size_t nr;
};

/** ir_stack_words_init() - make room; false when memory ran out */
bool ir_stack_words_init(struct ir_kernel *k, struct ir_stack_words *s);

/**
 * ir_stack_words_read() - registers and stack of @task
 * @whole: all of the live stack of a sleeping task, too; else its innermost 2 KiB: what it holds mostly is
 *	there, and there may be tens of thousands of them
 */
enum ir_status ir_stack_words_read(struct ir_kernel *k, const struct ir_task *task,
				   bool whole, struct ir_stack_words *s) IR_MUST_CHECK;

/**
 * ir_stack_mentions() - is @addr in a register or on the stack? 0 never is
 * @n: where, as ir_stack_word() counts; may be NULL
 */
bool ir_stack_mentions(const struct ir_kernel *k, const struct ir_stack_words *s, uint64_t addr,
		       size_t *n);

/** ir_stack_word() - the @n-th value, registers first; false past the last */
bool ir_stack_word(const struct ir_kernel *k, const struct ir_stack_words *s, size_t n,
		   uint64_t *ret);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A task's registers and the live part of its stack, as words that can be searched for addresses.
 */
#ifndef IR_STACK_WORDS_H
#define IR_STACK_WORDS_H

#include "core/arch/arch.h"
#include "core/target/kernel.h"
#include "core/task/task.h"

/**
 * struct ir_stack_words - one task's words
 * @regs: its registers
 * @base: address of @words[0] in the dump
 * @words: has room for a whole stack and is reused from task to task; in the arena
 * @nr: valid entries of @words
 * @deep_left: bytes that may still be read of sleepers' stacks beyond the innermost 2 KiB of each, all together
 * @cut: stacks of which less was read, as nothing was left of that
 */
struct ir_stack_words {
	struct ir_regs regs;
	uint64_t base;
	uint64_t *words;
	size_t nr;
	size_t deep_left;
	unsigned cut;
};

/** ir_stack_words_init() - allocate @s->words. Return: false when memory ran out. */
bool ir_stack_words_init(struct ir_kernel *k, struct ir_stack_words *s);

/**
 * ir_stack_words_read() - read the registers and the live part of the stack of @task
 *
 * What a task sleeps with can lie deep in its stack: a create that waits for memory under its file system's own work.
 * There can be tens of thousands of tasks, hence @s->deep_left. A stack that cannot be read leaves @s->nr 0.
 *
 * Return: why the registers are not known.
 */
enum ir_status ir_stack_words_read(struct ir_kernel *k, const struct ir_task *task,
				   struct ir_stack_words *s) IR_MUST_CHECK;

/**
 * ir_stack_words_left() - all that @task, which sleeps, left on its stack, as words alone
 *
 * It needs no knowledge of what a kernel's task leaves. Every word that ir_stack_words_read() gives is among these, and every register but the
 * stack pointer. @s->deep_left counts.
 *
 * Return: IR_UNSUPPORTED for machines that leave something elsewhere, and where @s->deep_left does not reach; or why it cannot be read.
 */
enum ir_status ir_stack_words_left(struct ir_kernel *k, const struct ir_task *task,
				   struct ir_stack_words *s) IR_MUST_CHECK;

/**
 * ir_stack_mentions() - is the value @addr in a register or on the stack?
 * @addr: 0 is never found
 * @n: set to its number, as in ir_stack_word(); may be NULL
 */
bool ir_stack_mentions(const struct ir_kernel *k, const struct ir_stack_words *s, uint64_t addr,
		       size_t *n);

/** ir_stack_word() - word number @n, registers first. Return: false past the last one. */
bool ir_stack_word(const struct ir_kernel *k, const struct ir_stack_words *s, size_t n,
		   uint64_t *ret);

/**
 * ir_next_saved_frame() - the next registers that an exception in the kernel saved on a stack
 * @stack: a copy of all of @task's stack, ir_stack_size() bytes
 * @at: the offset to begin from, a multiple of 8; set to where they were found
 *
 * Return: false when there are no more.
 */
bool ir_next_saved_frame(struct ir_kernel *k, const struct ir_task *task, const void *stack,
			 uint64_t *at, struct ir_regs *ret);

#endif

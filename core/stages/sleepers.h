/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which of the tasks that sleep can be at work on XFS inodes. There are many, and most are not; to unwind one takes types and tables
 * that nothing else of a diagnosis reads.
 */
#ifndef IR_SLEEPERS_H
#define IR_SLEEPERS_H

#include "core/stages/engine.h"
#include "core/symbols/module_symbols.h"
#include "core/task/stack_words.h"

/**
 * struct ir_sleepers - what they are told apart by
 * @xfs: where the xfs module lies, @nr ranges; none: XFS is no module, or it is not known
 */
struct ir_sleepers {
	struct ir_module_area xfs[IR_MODULE_AREAS];
	unsigned nr;
};

/** ir_sleepers_init() - find the xfs module; not in a slice, that was not asked for it */
void ir_sleepers_init(struct ir_engine *e, struct ir_sleepers *l);

/** ir_touches_xfs() - is any word of @s an address in XFS's code, by its symbol? If not, the task need not be unwound. */
bool ir_touches_xfs(struct ir_engine *e, const struct ir_stack_words *s);

/**
 * ir_may_work_on_xfs() - can a backtrace show XFS at work, by all that a task left on its stack?
 * @s: from ir_stack_words_left()
 *
 * No frame has an address that is not one of these words, or stands behind a tracer's trampoline that is.
 *
 * Return: false only where it cannot.
 */
bool ir_may_work_on_xfs(struct ir_engine *e, const struct ir_sleepers *l,
			const struct ir_stack_words *s);

#endif

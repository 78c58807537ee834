/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All tasks of the machine */
#ifndef IR_ALL_TASKS_H
#define IR_ALL_TASKS_H

#include "core/stages/engine.h"
#include "core/task/task.h"

/**
 * struct ir_tasks - the tasks that were found
 * @list: in the diagnosis' arena
 * @nr: entries of @list that are in use
 * @room: entries of @list
 */
struct ir_tasks {
	struct ir_task *list;
	unsigned nr, room;
};

/**
 * ir_list_tasks() - go through the kernel's list of tasks
 * @count: set to how many are on it, of which @ret may hold fewer
 *
 * Return: as ir_each_task(). @ret holds what was found before the list broke off.
 */
enum ir_status ir_list_tasks(struct ir_engine *e, struct ir_tasks *ret,
			     unsigned *count) IR_MUST_CHECK;

/** ir_compare_task_counts() - say so where the debugger counts other tasks than the @counted of the kernel's list */
void ir_compare_task_counts(struct ir_engine *e, unsigned counted);

#endif

// SPDX-License-Identifier: GPL-2.0-or-later
/* All tasks of the machine, listed once: the stages go through them several times. */
#include "core/stages/all_tasks.h"

#include <string.h>

#define MAX_TASKS (1u << 17) /* tasks looked at; more are only counted */
#define MAX_CPUS  512

static bool remember_task(struct ir_kernel *k, const struct ir_task *task, void *arg)
{
	struct ir_tasks *tasks = arg;

	if (tasks->nr == tasks->room && tasks->room < MAX_TASKS) {
		unsigned room = tasks->room ? 4 * tasks->room : 512;
		struct ir_task *list = ir_arena_alloc(k->arena, room * sizeof(*list));

		if (!list)
			return true;
		if (tasks->nr)
			memcpy(list, tasks->list, tasks->nr * sizeof(*list));
		tasks->list = list;
		tasks->room = room;
	}
	if (tasks->nr < tasks->room)
		tasks->list[tasks->nr++] = *task;
	return true;
}

static bool is_remembered(const struct ir_tasks *tasks, uint64_t addr)
{
	for (unsigned i = 0; i < tasks->nr; i++) {
		if (tasks->list[i].addr == addr)
			return true;
	}
	return false;
}

/* Without types only the first thread of each process is on a list that can be followed; those that CPUs ran are found, too. */
static void add_running_threads(struct ir_engine *e, struct ir_tasks *tasks)
{
	struct ir_task task;
	uint64_t addr;

	if (!tasks->nr || (ir_has(e->k, IR_M_TASK_SIGNAL) && ir_has(e->k, IR_M_TASK_THREAD_NODE) &&
			   ir_has(e->k, IR_M_SIGNAL_THREAD_HEAD)))
		return;
	for (unsigned cpu = 0; cpu < MAX_CPUS && !ir_current_task(e->k, cpu, &addr); cpu++) {
		if (!is_remembered(tasks, addr) && !ir_task_read(e->k, addr, &task))
			(void)remember_task(e->k, &task, tasks);
	}
	ir_note_unavailable(e->k, "threads that do not run, but the first of each process: no type "
				  "information for the lists that they are on");
}

enum ir_status ir_list_tasks(struct ir_engine *e, struct ir_tasks *ret, unsigned *count)
{
	enum ir_status st;

	*ret = (struct ir_tasks){NULL, 0, 0};
	st = ir_each_task(e->k, remember_task, ret, count);
	add_running_threads(e, ret);
	return st;
}

void ir_compare_task_counts(struct ir_engine *e, unsigned counted)
{
	uint64_t listed;

	if (!counted || !e->k->t->ops->task_count || e->k->t->ops->task_count(e->k->t, &listed) ||
	    listed == counted)
		return;
	/* Debuggers also count the idle tasks of all CPUs, which are on no list of the kernel. */
	if (listed > counted && listed - counted < 4096 && listed <= counted + 1024)
		return;
	/* The debugger misses tasks, the dump does not: the diagnosis is not affected. */
	ir_note_unavailable(
		e->k,
		ir_fmt(e->k,
		       "tasks in the debugger's own commands: it lists %llu of the kernel's %u",
		       (unsigned long long)listed, counted));
}

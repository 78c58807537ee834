// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/proof/task_samples.h"

#include "core/arch/arch.h"
#include "core/target/kernel.h"
#include "core/task/task.h"
#include "core/types/layout.h"

#define MAX_TASK   16384 /* bytes of a task_struct that are looked at; a large one has 10,000 */
#define COMM_BYTES 16

/* A static object, which ends where the next symbol begins. */
bool ir_first_task(struct ir_task_samples *t, struct ir_kernel *k)
{
	struct ir_symbol sym;

	*t = (struct ir_task_samples){.k = k};
	if (ir_symbol_lookup(k->t, "init_task", &sym) || sym.module[0] || sym.size < 512)
		return false;
	t->init = sym.addr;
	t->size = (sym.size < MAX_TASK ? sym.size : MAX_TASK) & ~UINT64_C(7);
	t->bytes = ir_arena_alloc(k->arena, t->size);
	for (uint64_t n = 0; t->bytes && n < t->size;) {
		uint64_t len = 4096 - (t->init + n) % 4096;

		if (len > t->size - n)
			len = t->size - n;
		if (ir_read(k->t, t->init + n, t->bytes + n, len))
			return false;
		n += len;
	}
	return t->bytes;
}

/* Does the task at @addr have a name at @comm? Any printable one, which ends in time. */
static bool has_name(struct ir_kernel *k, uint64_t addr, uint64_t comm)
{
	char name[COMM_BYTES];

	if (ir_read(k->t, addr + comm, name, sizeof(name)) || !name[0])
		return false;
	for (unsigned i = 0; i < sizeof(name); i++) {
		if (!name[i])
			return true;
		if ((unsigned char)name[i] < ' ' || (unsigned char)name[i] > '~')
			return false;
	}
	return false;
}

bool ir_tasks_on_list(struct ir_task_samples *t, uint64_t offset, uint64_t comm)
{
	uint64_t head = t->init + offset, node = head, next, prev;

	for (t->nr = 0; t->nr < IR_MAX_SAMPLES; node = next) {
		enum ir_status st = ir_read_u64(t->k->t, node, &next);

		if (st || next == head)
			return st != IR_FAULT && t->nr >= IR_MIN_SAMPLES;
		if (!t->k->arch->canonical(next) || next % 8)
			return false;
		st = ir_read_u64(t->k->t, next + 8, &prev);
		if (st == IR_ABSENT)
			return t->nr >= IR_MIN_SAMPLES;
		if (st || prev != node || !has_name(t->k, next - offset, comm))
			return false;
		t->addr[t->nr++] = next - offset;
	}
	return true;
}

bool ir_sample_tasks(struct ir_task_samples *t, struct ir_kernel *k)
{
	const struct ir_member *list = ir_member(k, IR_M_TASK_TASKS),
			       *comm = ir_member(k, IR_M_TASK_COMM);

	return list && comm && ir_first_task(t, k) &&
	       ir_tasks_on_list(t, list->offset, comm->offset);
}

bool ir_running_tasks(struct ir_task_samples *t)
{
	uint64_t at, task;
	uint32_t cpus;

	t->nr_running = 0;
	if (ir_symbol_addr(t->k->t, "nr_cpu_ids", &at) || ir_read_u32(t->k->t, at, &cpus))
		return false;
	for (unsigned cpu = 0; cpu < cpus && t->nr_running < IR_MAX_SAMPLES; cpu++) {
		if (ir_current_task(t->k, cpu, &task))
			return false;
		/* The first task is CPU 0's; another CPU that says so, and those behind it, have never been started. */
		if (cpu && task == t->init)
			break;
		t->running[t->nr_running++] = task;
	}
	return t->nr_running;
}

bool ir_is_running(const struct ir_task_samples *t, uint64_t task)
{
	for (unsigned i = 0; i < t->nr_running; i++) {
		if (t->running[i] == task)
			return true;
	}
	return false;
}

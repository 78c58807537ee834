// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Tasks, found from init_task by reading the dump's memory. Debuggers are not asked, because they
 * miss tasks of kernels that are newer than they are (crash 8.0.2 lists 3 of the 66 tasks of a 6.1
 * kernel).
 *
 * task_struct.tasks links all processes, with init_task as the head. The threads of a process are
 * on the list signal_struct.thread_head, linked by task_struct.thread_node.
 */
#include "core/arch/arch.h"
#include "core/target/kernel.h"
#include "core/task/task.h"
#include "core/task/sleeping.h"
#include "core/target/vmcoreinfo.h"
#include "core/types/layout.h"
#include "core/types/list.h"

#include <string.h>

#define MAX_TASKS      (1u << 20)
#define MAX_THREADS    (1u << 16)
#define MAX_NOTES      8192
#define MAX_CPUS_ASKED 16

/* PAGESIZE of VMCOREINFO; arm64 kernels have pages of 4, 16 or 64 KiB. */
static uint64_t page_size(struct ir_kernel *k)
{
	int64_t size;

	return ir_vmcoreinfo_number(k->t, "PAGESIZE", &size) && size >= 4096 && size <= 65536
		       ? (uint64_t)size
		       : k->arch->page_size;
}

/*
 * THREAD_SIZE from the first task after init_task; the stack of init_task itself is part of the
 * kernel's image.
 */
static uint64_t mapped_stack_size(struct ir_kernel *k)
{
	const struct ir_member *tasks = ir_member(k, IR_M_TASK_TASKS);
	uint64_t init, next, area, pages;

	if (!tasks || ir_symbol_addr(k->t, "init_task", &init) ||
	    ir_read_u64(k->t, init + tasks->offset, &next) ||
	    ir_get(k, next - tasks->offset, IR_M_TASK_STACK_AREA, &area) ||
	    ir_get(k, area, IR_M_VM_STRUCT_PAGES, &pages))
		return 0;
	return pages && pages <= 64 ? pages * page_size(k) : 0;
}

static bool note_at(struct ir_kernel *k, unsigned index, struct ir_note *note, int32_t *pid,
		    enum ir_status *st)
{
	const struct ir_arch *a = k->arch;

	*st = index < MAX_NOTES ? k->t->ops->note(k->t, index, note) : IR_NOTFOUND;
	if (*st || note->len < a->note_size)
		return false;
	memcpy(pid, note->desc + a->note_pid, sizeof(*pid));
	return true;
}

static void take_note(const struct ir_arch *a, const struct ir_note *note, struct ir_regs *ret)
{
	memcpy(ret->v, note->desc + a->note_regs, a->nr_regs * sizeof(ret->v[0]));
	ret->known = (UINT64_C(1) << a->nr_regs) - 1;
}

static bool in_upper_half(uint64_t addr, uint64_t stack, uint64_t size)
{
	return addr - stack >= size && addr - stack < 2 * size;
}

/*
 * @size, or twice that where a CPU shows it is too small: its stack pointer and the struct nameidata of its task, a
 * local variable, both lie behind that end. (KASAN doubles the stacks of kernels whose types do not say so.)
 */
static uint64_t size_in_use(struct ir_kernel *k, uint64_t size)
{
	uint64_t task, stack, nd;
	struct ir_note note;
	struct ir_regs regs;
	enum ir_status st;
	int32_t pid;

	for (unsigned cpu = 0; k->t->ops->note && cpu < MAX_CPUS_ASKED; cpu++) {
		if (ir_current_task(k, cpu, &task) || ir_get(k, task, IR_M_TASK_STACK, &stack))
			break;
		if (ir_get(k, task, IR_M_TASK_NAMEIDATA, &nd) || !in_upper_half(nd, stack, size))
			continue;
		for (unsigned i = 0; i < MAX_CPUS_ASKED && note_at(k, i, &note, &pid, &st); i++) {
			take_note(k->arch, &note, &regs);
			if (in_upper_half(regs.v[k->arch->sp], stack, size))
				return 2 * size;
		}
	}
	return size;
}

uint64_t ir_stack_size(struct ir_kernel *k)
{
	if (!k->stack_size)
		k->stack_size = mapped_stack_size(k);
	if (!k->stack_size)
		k->stack_size = k->arch->stack_size;
	return k->stack_size;
}

bool ir_on_stack(struct ir_kernel *k, uint64_t stack, uint64_t addr)
{
	uint64_t size = ir_stack_size(k);

	/* Is that size too small? Only then it costs a look at other CPUs. */
	if (in_upper_half(addr, stack, size) && !mapped_stack_size(k))
		size = k->stack_size = size_in_use(k, size);
	return addr - stack < size;
}

enum ir_status ir_task_read(struct ir_kernel *k, uint64_t addr, struct ir_task *ret)
{
	struct ir_task task = {.addr = addr, .pid = -1, .cpu = -1};
	uint64_t v, info;
	enum ir_status st = ir_get(k, addr, IR_M_TASK_STACK, &task.stack);

	if (st)
		return st;
	st = ir_get(k, addr, IR_M_TASK_PID, &v);
	if (st)
		return st;
	task.pid = (int32_t)v;
	if (!ir_get(k, addr, IR_M_TASK_ON_CPU, &v))
		task.on_cpu = v == 1;
	info = ir_addr(k, addr, IR_M_TASK_THREAD_INFO);
	if (ir_has(k, IR_M_TASK_CPU))
		st = ir_get(k, addr, IR_M_TASK_CPU, &v);
	else
		st = info ? ir_get(k, info, IR_M_THREAD_INFO_CPU, &v) : IR_NOTFOUND;
	if (!st)
		task.cpu = (int32_t)v;
	task.nameidata = ir_get_value(k, addr, IR_M_TASK_NAMEIDATA);
	if (ir_has(k, IR_M_TASK_COMM) &&
	    ir_read_string(k->t, ir_addr(k, addr, IR_M_TASK_COMM), task.comm, 17))
		task.comm[0] = 0;
	*ret = task;
	return IR_OK;
}

struct task_walk {
	ir_task_fn *fn;
	void *arg;
	unsigned seen;
	bool stopped;
};

static void visit_task(struct ir_kernel *k, uint64_t addr, struct task_walk *w)
{
	struct ir_task task;

	if (ir_task_read(k, addr, &task))
		return;
	w->seen++;
	if (!w->fn(k, &task, w->arg))
		w->stopped = true;
}

/*
 * Is @leader, whose list has its head at @head, the only thread? Then both neighbours of its node are the head, and what that is in
 * need not be read.
 */
static bool is_alone(struct ir_kernel *k, uint64_t leader, uint64_t head)
{
	uint64_t node[2];

	return !k->t->sparse &&
	       !ir_read(k->t, ir_addr(k, leader, IR_M_TASK_THREAD_NODE), node, sizeof(node)) &&
	       node[0] == head && node[1] == head;
}

/* Visit the threads of one process; @leader is one of them. */
static enum ir_status walk_threads(struct ir_kernel *k, uint64_t leader, struct task_walk *w)
{
	struct ir_list_walk list;
	uint64_t signal, head;
	bool seen = false;

	if (ir_get(k, leader, IR_M_TASK_SIGNAL, &signal) || !signal ||
	    !ir_has(k, IR_M_TASK_THREAD_NODE) || !ir_has(k, IR_M_SIGNAL_THREAD_HEAD)) {
		visit_task(k, leader, w);
		return IR_OK;
	}
	head = ir_addr(k, signal, IR_M_SIGNAL_THREAD_HEAD);
	if (is_alone(k, leader, head)) {
		visit_task(k, leader, w);
		return IR_OK;
	}
	ir_list_for_each (&list, k, head, ir_member(k, IR_M_TASK_THREAD_NODE)->offset,
			  MAX_THREADS) {
		visit_task(k, list.entry, w);
		seen = true;
		if (w->stopped)
			return IR_OK;
	}
	if (list.st && list.st != IR_CORRUPT && !seen)
		visit_task(k, leader, w);
	return !list.st || list.st == IR_CORRUPT ? list.st : IR_ABSENT;
}

/*
 * The address of init_task. Where the kernel's symbols name no data, the code that walks all tasks
 * leads to the list head in init_task.
 */
static enum ir_status first_task(struct ir_kernel *k, uint64_t offset, uint64_t *ret)
{
	enum ir_status st = ir_symbol_addr(k->t, "init_task", ret), st2;
	struct ir_task task;

	if (st != IR_NOTFOUND)
		return st;
	st2 = ir_symbol_addr(k->t, "init_task.tasks", ret);
	if (st2)
		return st;
	*ret -= offset;
	if (ir_task_read(k, *ret, &task) || task.pid || strncmp(task.comm, "swapper", 7))
		return st;
	ir_note_origin(k, ir_fmt(k, "init_task = %016llx from the code that goes through all tasks",
				 (unsigned long long)*ret));
	return IR_OK;
}

/*
 * Brent's algorithm finds cycles: a list that runs into itself comes back to the remembered node.
 * The distance between remembered nodes doubles, so no node is visited more than a few times.
 */
enum ir_status ir_each_task(struct ir_kernel *k, ir_task_fn *fn, void *arg, unsigned *count)
{
	struct task_walk w = {fn, arg, 0, false};
	const struct ir_member *tasks = ir_member(k, IR_M_TASK_TASKS);
	uint64_t init_task, head, node, remembered = 0;
	enum ir_status st, worst = IR_OK;
	unsigned steps = 0, limit = 2;

	*count = 0;
	if (!tasks)
		return IR_NOTFOUND;
	st = first_task(k, tasks->offset, &init_task);
	if (st)
		return st;
	head = init_task + tasks->offset;
	node = head;
	do {
		st = walk_threads(k, node - tasks->offset, &w);
		if (st) {
			worst = st;
			/* The task itself can be read, but not the list of its threads. */
			if (ir_get(k, node - tasks->offset, IR_M_TASK_SIGNAL, &k->lost_task))
				k->lost_task = 0;
		}
		if (w.stopped || w.seen > MAX_TASKS || ir_interrupted(k->t))
			break;
		st = ir_read_u64(k->t, node, &node);
		if (!st && (!k->arch->canonical(node) || node == remembered))
			st = IR_CORRUPT;
		if (st) {
			worst = st;
			k->lost_task = node;
			break;
		}
		if (++steps == limit) {
			remembered = node;
			steps = 0;
			limit *= 2;
		}
	} while (node != head);
	*count = w.seen;
	return worst;
}

/*
 * x86-64 keeps it in per-CPU data. arm64 has it in SP_EL0, which no dump holds, but writes it to __entry_task at each
 * switch, for the entry from user space: c02433dd6de3 ("arm64: split thread_info from task stack", v4.10).
 */
enum ir_status ir_current_task(struct ir_kernel *k, unsigned cpu, uint64_t *ret)
{
	uint64_t offsets, offset, var;
	enum ir_status st = ir_symbol_addr(k->t, "__per_cpu_offset", &offsets);

	if (st)
		return st;
	if (cpu > 8191)
		return IR_CORRUPT;
	st = ir_read_u64(k->t, offsets + 8 * (uint64_t)cpu, &offset);
	if (st)
		return st;
	if (!ir_symbol_addr(k->t, "current_task", &var) ||
	    (k->arch->lr >= 0 && !ir_symbol_addr(k->t, "__entry_task", &var))) {
		st = ir_read_u64(k->t, var + offset, ret);
		return !st && !*ret ? IR_NOTFOUND : st;
	}
	st = ir_symbol_addr(k->t, "pcpu_hot", &var);
	return st ? st : ir_get(k, var + offset, IR_M_PCPU_HOT_CURRENT, ret);
}

/*
 * kdump writes the PID of the task that ran into a CPU's note; QEMU, which knows no tasks, the number of the
 * CPU plus one. So the stack that the stack pointer lies in comes first. Where it lies in no task's (user space,
 * an interrupt's stack) the PID counts, unless all notes count CPUs or one was seen that has not its task's.
 * A note without a pid is an idle task's.
 */
enum ir_status ir_note_regs(struct ir_kernel *k, const struct ir_task *task, struct ir_regs *ret)
{
	uint64_t size = ir_stack_size(k);
	bool counts_cpus = true;
	enum ir_status st = IR_UNSUPPORTED;
	struct ir_note note;
	struct ir_regs regs;
	int32_t pid;

	if (!k->t->ops->note)
		return st;
	for (unsigned i = 0;; i++) {
		if (!note_at(k, i, &note, &pid, &st)) {
			if (st && st != IR_ABSENT)
				break;
			continue;
		}
		counts_cpus &= pid == (int32_t)i + 1;
		take_note(k->arch, &note, &regs);
		if (regs.v[k->arch->sp] - task->stack >= size)
			continue;
		k->pids_are_none |= pid != task->pid;
		*ret = regs;
		return IR_OK;
	}
	for (unsigned i = 0;; i++) {
		if (!note_at(k, i, &note, &pid, &st)) {
			if (st && st != IR_ABSENT)
				return st;
			continue;
		}
		if (counts_cpus || k->pids_are_none ? task->cpu != (int64_t)i
		    : task->pid			    ? pid != task->pid
				: pid || (task->cpu >= 0 && task->cpu != (int64_t)i))
			continue;
		take_note(k->arch, &note, ret);
		return IR_OK;
	}
}

enum ir_status ir_task_regs(struct ir_kernel *k, const struct ir_task *task, struct ir_regs *ret)
{
	/* What a running task left when it last slept is another time's. */
	return task->on_cpu ? ir_note_regs(k, task, ret) : ir_sleeping_regs(k, task, ret);
}

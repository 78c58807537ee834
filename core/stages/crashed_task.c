// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Which task crashed? The current task of the CPU that crashed. Where the kernel does not tell that
 * CPU, the debugger's answer is taken, then the PID in the log.
 */
#include "core/stages/fault.h"
#include "core/task/task.h"

#include <string.h>

static bool read_int(struct ir_engine *e, const char *symbol, int64_t *ret)
{
	uint64_t addr;
	uint32_t v;

	if (ir_symbol_addr(e->k->t, symbol, &addr) || ir_read_u32(e->k->t, addr, &v))
		return false;
	*ret = (int32_t)v;
	return true;
}

/* crashing_cpu exists on x86 only, panic_cpu on all architectures. */
bool ir_crashing_cpu(struct ir_engine *e, int64_t *ret)
{
	int64_t cpu;

	if (read_int(e, "crashing_cpu", ret) && *ret >= 0)
		return true;
	if (!read_int(e, "panic_cpu", &cpu))
		return false;
	*ret = cpu;
	return true;
}

struct by_pid {
	int64_t pid;
	struct ir_task task;
	bool found;
};

static bool pid_matches(struct ir_kernel *k, const struct ir_task *task, void *arg)
{
	struct by_pid *p = arg;

	(void)k;
	if (task->pid != p->pid)
		return true;
	p->task = *task;
	p->found = true;
	return false;
}

static bool task_by_pid(struct ir_engine *e, int64_t pid, struct ir_task *ret)
{
	struct by_pid p = {.pid = pid};
	unsigned count;

	/* A task that was found counts, even if the list breaks off behind it. */
	(void)!ir_each_task(e->k, pid_matches, &p, &count);
	if (p.found)
		*ret = p.task;
	return p.found;
}

/*
 * Where the kernel names no CPU, as in the memory of a machine that hangs, debuggers name a task all the same: one that ran. The log
 * tells whose event it was, and the PID may have been given to another task since.
 */
static bool may_be_of_event(const struct ir_engine *e, const struct ir_event *ev,
			    const struct ir_task *task)
{
	int sp = e->k->arch->sp;

	if (!ev)
		return true;
	/* The line with the PID is lost: the stack pointer tells whose stack it was. */
	if (ev->pid < 0)
		return ir_reg_known(&ev->regs, sp) &&
		       ir_on_stack(e->k, task->stack, ev->regs.v[sp]);
	return ev->pid == task->pid && (!ev->comm[0] || !strcmp(ev->comm, task->comm));
}

static bool task_on(struct ir_engine *e, int64_t cpu, struct ir_task *ret)
{
	uint64_t addr;

	return cpu >= 0 && !ir_current_task(e->k, (unsigned)cpu, &addr) &&
	       !ir_task_read(e->k, addr, ret);
}

/*
 * Both name the CPU that called panic() or crash_kexec(): of two that differ, one is damaged. Asked only where the log does
 * not tell that @task, the first one's, is the right one. Return: false when nothing tells which CPU is.
 */
static bool other_cpu_agrees(struct ir_engine *e, int64_t cpu, const struct ir_event *ev,
			     struct ir_task *task)
{
	bool told = ev && ev->pid >= 0;
	int64_t other;
	struct ir_task there;

	if (ev && (!ir_is_exception(ev->kind) || (told && ev->pid == task->pid)))
		return true;
	if (!read_int(e, "panic_cpu", &other) || other < 0)
		return !told; /* else the log alone contradicts, and is asked next */
	if (other == cpu)
		return true;
	ir_note_observation(
		e->k,
		ir_fmt(e->k, "crashing_cpu is %lld, but panic_cpu %lld: one of them is damaged",
		       (long long)cpu, (long long)other));
	if (!told || !task_on(e, other, &there) || !may_be_of_event(e, ev, &there))
		return false;
	*task = there;
	return true;
}

bool ir_find_crashed_task(struct ir_engine *e, const struct ir_event *ev, struct ir_task *ret)
{
	uint64_t addr;
	int64_t cpu;

	if (e->opt->pid >= 0)
		return task_by_pid(e, e->opt->pid, ret);
	if (ir_crashing_cpu(e, &cpu) && task_on(e, cpu, ret) && other_cpu_agrees(e, cpu, ev, ret))
		return true;
	if (e->k->t->ops->panic_task && !e->k->t->ops->panic_task(e->k->t, &addr) &&
	    !ir_task_read(e->k, addr, ret) && may_be_of_event(e, ev, ret))
		return true;
	return ev && ev->pid > 0 && task_by_pid(e, ev->pid, ret) && may_be_of_event(e, ev, ret);
}

struct ir_value ir_known(int64_t number)
{
	return (struct ir_value){number >= 0, number >= 0 ? (uint64_t)number : 0};
}

void ir_note_explained(struct ir_engine *e, const char *how)
{
	ir_note_observation(e->k, ir_fmt(e->k, "the race explains this: %s", how));
	e->d->explained = true;
}

const char *ir_known_comm(struct ir_engine *e, const char *comm)
{
	return comm && *comm ? ir_arena_strdup(&e->d->arena, comm) : NULL;
}

const char *ir_task_words(struct ir_engine *e, struct ir_value pid, const char *comm,
			  struct ir_value cpu)
{
	const char *name = comm && *comm ? ir_fmt(e->k, " \"%s\"", comm) : "";
	const char *on = cpu.known ? ir_fmt(e->k, " (CPU %lld)", (long long)cpu.v) : "";

	if (!pid.known)
		return ir_fmt(e->k, "a task%s%s whose PID is not known", name, on);
	return ir_fmt(e->k, "PID %lld%s%s", (long long)pid.v, name, on);
}

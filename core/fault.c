// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Which task crashed, and with which registers: the crash note, an exception frame on its stack, or
 * the log. The log only ever tells which of the first two is the fault; its own numbers are the last
 * resort.
 */
#include "engine.h"
#include "functions.h"

#include <string.h>

#define MAX_STACK (1u << 18)

/* Kinds of event that are a CPU exception, so that an exception frame exists. */
static bool is_exception(enum ir_event_kind kind)
{
	return (kind >= IR_EV_NULL_CALL && kind <= IR_EV_EXCEPTION) || kind == IR_EV_BUG;
}

static bool read_int(struct ir_engine *e, const char *symbol, int64_t *ret)
{
	uint64_t addr;
	uint32_t v;

	if (ir_symbol_addr(e->t, symbol, &addr) || ir_read_u32(e->t, addr, &v))
		return false;
	*ret = (int32_t)v;
	return true;
}

/* CPU that took the machine down: crashing_cpu on x86, panic_cpu everywhere; -1 while none has */
static bool crashing_cpu(struct ir_engine *e, int64_t *ret)
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

static bool pid_matches(struct ir_engine *e, const struct ir_task *task, void *arg)
{
	struct by_pid *p = arg;

	(void)e;
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

	/* Found is found, also in a list that breaks off later. */
	(void)!ir_each_task(e, pid_matches, &p, &count);
	if (p.found)
		*ret = p.task;
	return p.found;
}

static bool find_task(struct ir_engine *e, const struct ir_event *ev, struct ir_task *ret)
{
	uint64_t addr;
	int64_t cpu;

	if (e->opt->pid >= 0)
		return task_by_pid(e, e->opt->pid, ret);
	if (crashing_cpu(e, &cpu) && cpu >= 0 && !ir_current_task(e, (unsigned)cpu, &addr) &&
	    !ir_task_read(e, addr, ret))
		return true;
	if (e->t->ops->panic_task && !e->t->ops->panic_task(e->t, &addr) &&
	    !ir_task_read(e, addr, ret))
		return true;
	return ev && ev->pid > 0 && task_by_pid(e, ev->pid, ret);
}

static bool reg_known(const struct ir_regs *r, int i)
{
	return r->known >> i & 1;
}

/* Compare what two register sets both know; IR_UNKNOWN when that is nothing. */
static enum ir_tri same_regs(const struct ir_regs *a, const struct ir_regs *b, unsigned nr)
{
	unsigned compared = 0;

	for (unsigned i = 0; i < nr; i++) {
		if (!reg_known(a, (int)i) || !reg_known(b, (int)i))
			continue;
		compared++;
		if (a->v[i] != b->v[i])
			return IR_FALSE;
	}
	return compared ? IR_TRUE : IR_UNKNOWN;
}

/* Is @regs the context the log's event shows? Decided by the stack pointer, which cannot repeat. */
static bool is_event_context(const struct ir_engine *e, const struct ir_event *ev,
			     const struct ir_regs *regs)
{
	int sp = e->arch->sp, ip = e->arch->ip;

	if (!ev || !reg_known(&ev->regs, sp))
		return false;
	return regs->v[sp] == ev->regs.v[sp] &&
	       (!reg_known(&ev->regs, ip) || ev->regs.v[ip] == regs->v[ip]);
}

/*
 * Look for exception frames among the words of the task's stack. Debuggers refuse frames with RIP 0;
 * here such a frame counts if the word at its RSP is a return address.
 */
static bool frame_on_stack(struct ir_engine *e, const struct ir_task *task,
			   const struct ir_event *ev, struct ir_regs *ret, uint64_t *where)
{
	const struct ir_arch *a = e->arch;
	uint64_t size = ir_stack_size(e);
	unsigned char *stack = ir_arena_alloc(&e->d->arena, size <= MAX_STACK ? size : 0);
	struct ir_regs r = {.known = (UINT64_C(1) << a->nr_pt_regs) - 1};

	if (!stack || size > MAX_STACK || ir_read(e->t, task->stack, stack, size))
		return false;
	for (uint64_t at = 0; at + a->pt_regs_size <= size; at += 8) {
		uint64_t word;

		memcpy(r.v, stack + at, a->pt_regs_size);
		if (!a->kernel_frame(&r, task->stack + at + a->pt_regs_size))
			continue;
		if (ev && !is_event_context(e, ev, &r))
			continue;
		if (!ev && (r.v[a->ip] || ir_read_u64(e->t, r.v[a->sp], &word) || !a->follows_call ||
			    !a->follows_call(e->t, word)))
			continue;
		*ret = r;
		*where = task->stack + at;
		return true;
	}
	return false;
}

/* What the registers themselves show, where no log does. */
static enum ir_event_kind kind_from_regs(struct ir_engine *e, const struct ir_regs *regs)
{
	uint16_t insn;

	if (!regs->v[e->arch->ip])
		return IR_EV_NULL_CALL;
	if (!ir_read(e->t, regs->v[e->arch->ip], &insn, sizeof(insn)) && insn == 0x0b0f)
		return IR_EV_BUG; /* ud2 */
	return IR_EV_PAGE_FAULT;
}

static enum ir_event_kind kind_from_stack(const struct ir_backtrace *bt)
{
	static const struct {
		enum ir_role role;
		enum ir_event_kind kind;
	} callers[] = {
		{IR_ROLE_BY_SYSRQ, IR_EV_SYSRQ},	     {IR_ROLE_BY_SOFT_LOCKUP, IR_EV_SOFT_LOCKUP},
		{IR_ROLE_BY_HARD_LOCKUP, IR_EV_HARD_LOCKUP}, {IR_ROLE_BY_RCU_STALL, IR_EV_RCU_STALL},
		{IR_ROLE_BY_HUNG_TASK, IR_EV_HUNG_TASK},     {IR_ROLE_BY_OOM, IR_EV_OOM},
		{IR_ROLE_BY_MCE, IR_EV_MCE},		     {IR_ROLE_BY_NMI, IR_EV_NMI},
	};

	for (unsigned f = 0; f < bt->nr && f < 12; f++) {
		for (size_t i = 0; i < sizeof(callers) / sizeof(callers[0]); i++) {
			if (ir_function_has_role(bt->frames[f].symbol, callers[i].role))
				return callers[i].kind;
		}
	}
	return IR_EV_PANIC;
}

/* Take @regs as the fault's, and say where they come from. */
static void use_regs(struct ir_engine *e, const struct ir_regs *regs, const char *from)
{
	struct ir_fault *f = &e->d->fault;
	struct ir_register *list =
		ir_arena_alloc(&e->d->arena, e->arch->nr_regs * sizeof(*list));

	e->regs = *regs;
	e->have_regs = true;
	f->from = from;
	f->nr_regs = 0;
	f->regs = list;
	for (unsigned i = 0; list && i < e->arch->nr_regs; i++) {
		if (reg_known(regs, (int)i))
			list[f->nr_regs++] =
				(struct ir_register){e->arch->reg_names[i], regs->v[i]};
	}
	if (reg_known(regs, e->arch->ip))
		f->ip = (struct ir_value){true, regs->v[e->arch->ip]};
}

static void compare_sources(struct ir_engine *e, const struct ir_task *task,
			    const struct ir_event *ev, const struct ir_regs *note)
{
	struct ir_fault *f = &e->d->fault;
	enum ir_tri in_log = IR_UNKNOWN, on_stack = IR_UNKNOWN, in_note = IR_UNKNOWN;
	struct ir_regs r;
	uint64_t where = 0;

	if (ev)
		in_log = same_regs(&e->regs, &ev->regs, e->arch->nr_regs);
	if (frame_on_stack(e, task, ev && reg_known(&ev->regs, e->arch->sp) ? ev : NULL, &r, &where))
		on_stack = same_regs(&e->regs, &r, e->arch->nr_pt_regs - 1);
	/* A note of panic()'s own context is another context, not a disagreement. */
	if (note && note->v[e->arch->sp] == e->regs.v[e->arch->sp])
		in_note = same_regs(&e->regs, note, e->arch->nr_pt_regs);
	if (in_log == IR_UNKNOWN && on_stack == IR_UNKNOWN)
		return;
	f->agree = ir_tri_of(in_log != IR_FALSE && on_stack != IR_FALSE && in_note != IR_FALSE);
	f->agree_text = ir_fmt(e, "registers from the %s; %s%s%s",
			       !strcmp(f->from, "note") ? "crash note" : f->from,
			       in_log == IR_TRUE    ? "the log has the same"
			       : in_log == IR_FALSE ? "the log has others"
						    : "no registers in the log",
			       on_stack == IR_TRUE    ? ", so has the exception frame "
			       : on_stack == IR_FALSE ? ", others in the exception frame "
						      : "",
			       on_stack ? ir_fmt(e, "%016llx", (unsigned long long)where) : "");
	ir_fact_set(e, IR_FACT_REGS_AGREE, f->agree, "crash note, exception frame and log agree",
		    f->agree_text, NULL);
}

/* The registers at the fault: see the top of this file for the order. */
static void choose_regs(struct ir_engine *e, const struct ir_task *task, const struct ir_event *ev)
{
	struct ir_fault *f = &e->d->fault;
	struct ir_regs note, on_stack, exceptions[IR_MAX_EXCEPTIONS];
	unsigned nr = IR_MAX_EXCEPTIONS;
	bool have_note = task && !ir_task_regs(e, task, &note);
	uint64_t where;

	if (have_note) {
		use_regs(e, &note, "note");
		ir_unwind(e, task, &note, &f->backtrace, exceptions, &nr);
		if (!ev && e->opt->pid < 0)
			e->have_exception =
				!note.v[e->arch->ip] ||
				!ir_function_has_role(
					f->backtrace.nr ? f->backtrace.frames[0].symbol : NULL,
					IR_ROLE_SHUTDOWN);
	}
	if (!ev || !is_exception(ev->kind))
		return;
	if (have_note && is_event_context(e, ev, &note)) {
		e->have_exception = true;
	} else if (task && frame_on_stack(e, task, ev, &on_stack, &where)) {
		use_regs(e, &on_stack, "stack");
		e->have_exception = true;
	} else {
		for (unsigned i = 0; have_note && i < nr && !e->have_exception; i++) {
			if (!is_event_context(e, ev, &exceptions[i]))
				continue;
			use_regs(e, &exceptions[i], "stack");
			e->have_exception = true;
		}
	}
	if (!e->have_exception && ev->regs.known) {
		use_regs(e, &ev->regs, "log");
		e->have_exception = reg_known(&ev->regs, e->arch->ip) || ev->have_ip;
	}
	if (task && strcmp(f->from ? f->from : "note", "note") && reg_known(&e->regs, e->arch->sp))
		ir_unwind(e, task, &e->regs, &f->backtrace, NULL, NULL);
	if (e->have_exception && task)
		compare_sources(e, task, ev, have_note ? &note : NULL);
}

/* Where no stack could be had, the log's call trace is one. */
static void backtrace_from_log(struct ir_engine *e, const struct ir_event *ev)
{
	struct ir_backtrace *bt = &e->d->fault.backtrace;

	bt->frames = ir_arena_alloc(&e->d->arena, (IR_LOG_FRAMES + 1) * sizeof(*bt->frames));
	bt->nr = 0;
	bt->stop = "from the log";
	if (!bt->frames)
		return;
	if (ev->ip_symbol[0])
		bt->frames[bt->nr++] = (struct ir_frame){
			.symbol = ir_arena_strdup(&e->d->arena, ev->ip_symbol),
			.offset = ev->ip_offset,
			.reliable = true};
	for (unsigned i = 0; i < ev->nr_frames; i++) {
		const struct ir_log_frame *f = &ev->frames[i];

		if (f->guess)
			continue;
		bt->frames[bt->nr++] = (struct ir_frame){
			.symbol = ir_arena_strdup(&e->d->arena, f->symbol),
			.offset = f->offset,
			.module = f->module[0] ? ir_arena_strdup(&e->d->arena, f->module) : NULL,
			.reliable = true};
	}
}

/* First function of the stack that is not a helper: where the fault belongs. */
static void place_fault(struct ir_engine *e)
{
	const struct ir_backtrace *bt = &e->d->fault.backtrace;
	const struct ir_frame *f = NULL, *caller = NULL;
	bool in_xfs, in_walk;

	for (unsigned i = 0; i < bt->nr && !f; i++) {
		if (!ir_function_has_role(bt->frames[i].symbol, IR_ROLE_HELPER)) {
			f = &bt->frames[i];
			caller = i + 1 < bt->nr ? f + 1 : NULL;
		}
	}
	if (!f || !f->symbol)
		return;
	in_xfs = (f->module && !strcmp(f->module, "xfs")) || !strncmp(f->symbol, "xfs_", 4);
	in_walk = ir_function_has_role(f->symbol, IR_ROLE_GET_LINK) ||
		  ir_function_has_role(f->symbol, IR_ROLE_WALK) ||
		  (caller && ir_function_has_role(caller->symbol, IR_ROLE_GET_LINK));
	ir_fact_set(e, IR_FACT_FAULT_IN_XFS, ir_tri_of(in_xfs),
		    ir_fmt(e, "the first function that is not a helper is %s", f->symbol),
		    ir_fmt(e, "stack of the crashed task, %s+0x%llx", f->symbol,
			   (unsigned long long)f->offset),
		    NULL);
	ir_fact_set(e, IR_FACT_FAULT_IN_PATH_WALK, ir_tri_of(in_walk && !in_xfs),
		    ir_fmt(e, "%s %s path lookup", f->symbol,
			   in_walk ? "belongs to, or was called by," : "is not part of"),
		    ir_fmt(e, "stack of the crashed task, %s+0x%llx", f->symbol,
			   (unsigned long long)f->offset),
		    NULL);
}

static void event_facts(struct ir_engine *e, enum ir_event_kind kind, const char *source)
{
	static const struct {
		enum ir_fact fact;
		enum ir_event_kind first, last;
		const char *text;
	} events[] = {
		{IR_FACT_EVENT_BUG, IR_EV_BUG, IR_EV_BUG, "the kernel itself found an error and stopped"},
		{IR_FACT_EVENT_OOM, IR_EV_OOM, IR_EV_OOM, "memory ran out and that was fatal"},
		{IR_FACT_EVENT_HUNG_TASK, IR_EV_HUNG_TASK, IR_EV_HUNG_TASK, "a task hung and that was fatal"},
		{IR_FACT_EVENT_LOCKUP, IR_EV_SOFT_LOCKUP, IR_EV_RCU_STALL, "a CPU was stuck and that was fatal"},
		{IR_FACT_EVENT_HARDWARE, IR_EV_MCE, IR_EV_NMI, "the hardware reported an error"},
		{IR_FACT_EVENT_FAULT, IR_EV_NULL_CALL, IR_EV_EXCEPTION, "a CPU exception ended the machine"},
		{IR_FACT_EVENT_PANIC, IR_EV_PANIC, IR_EV_SYSRQ, "somebody or something asked for the panic"},
	};

	for (size_t i = 0; i < sizeof(events) / sizeof(events[0]); i++) {
		bool holds = kind >= events[i].first && kind <= events[i].last;

		ir_fact_set(e, events[i].fact, ir_tri_of(holds), holds ? events[i].text : NULL,
			    holds ? source : NULL, NULL);
	}
	ir_fact_set(e, IR_FACT_NO_EVENT, ir_tri_of(kind == IR_EV_NONE),
		    kind == IR_EV_NONE ? "no crash in this dump" : NULL, source, NULL);
}

/* The log's event for this run: the one that ended the machine, or that of the task asked for. */
static const struct ir_event *event_for(const struct ir_engine *e)
{
	if (e->opt->pid < 0)
		return e->log.last >= 0 ? e->log.events[e->log.last] : NULL;
	for (unsigned i = e->log.nr; i-- > 0;) {
		if (e->log.events[i]->pid == e->opt->pid && is_exception(e->log.events[i]->kind))
			return e->log.events[i];
	}
	return NULL;
}

static void decide_event(struct ir_engine *e, const struct ir_event *ev, bool have_task)
{
	struct ir_fault *f = &e->d->fault;
	enum ir_event_kind kind = ev ? ev->kind : IR_EV_NONE;
	const char *source = ev ? ir_fmt(e, "log: \"%s\"", ev->text) : "stack of the crashed task";
	int64_t cpu;

	if (!ev && have_task && e->opt->pid < 0) {
		bool crashed = !crashing_cpu(e, &cpu) || cpu >= 0;

		kind = !crashed		   ? IR_EV_NONE
		       : e->have_exception ? kind_from_regs(e, &e->regs)
					   : kind_from_stack(&f->backtrace);
		if (!crashed)
			source = "crashing_cpu and panic_cpu are -1";
	} else if (!ev && !have_task && e->opt->pid < 0 && !e->log.read) {
		return; /* nothing seen is not "no crash" */
	}
	/* Kernels before 5.x crash on sysrq c by writing to NULL. */
	if (ev && (kind == IR_EV_PAGE_FAULT) && !strcmp(ev->ip_symbol, "sysrq_handle_crash"))
		kind = IR_EV_SYSRQ;
	if (kind == IR_EV_PAGE_FAULT && e->have_exception && f->ip.known && !f->ip.v)
		kind = IR_EV_NULL_CALL;
	f->kind = ir_event_name(kind);
	event_facts(e, kind, source);
	if (ev && ev->have_address)
		f->address = (struct ir_value){true, ev->address};
}

void ir_stage_fault(struct ir_engine *e)
{
	const struct ir_event *ev = event_for(e);
	struct ir_fault *f = &e->d->fault;
	struct ir_task task;
	bool have_task = find_task(e, ev, &task);

	if (have_task) {
		e->task = task.addr;
		f->task = (struct ir_value){true, task.addr};
		f->pid = (struct ir_value){true, (uint64_t)task.pid};
		f->cpu = (struct ir_value){task.cpu >= 0, (uint64_t)task.cpu};
		f->comm = ir_arena_strdup(&e->d->arena, task.comm);
	} else if (ev && ev->pid >= 0) {
		f->pid = (struct ir_value){true, (uint64_t)ev->pid};
		f->cpu = (struct ir_value){ev->cpu >= 0, (uint64_t)ev->cpu};
		f->comm = ir_arena_strdup(&e->d->arena, ev->comm);
	}
	choose_regs(e, have_task ? &task : NULL, ev);
	if (!f->backtrace.nr && ev)
		backtrace_from_log(e, ev);
	decide_event(e, ev, have_task);
	if (ir_fact_holds(e, IR_FACT_EVENT_FAULT) == IR_TRUE)
		place_fault(e);
}

// SPDX-License-Identifier: GPL-2.0-or-later
/* What ended the machine, and in which function: decides the event facts. */
#include "core/stages/fault.h"
#include "core/stages/oops_facts.h"
#include "core/symbols/functions.h"
#include "core/task/task.h"

#include <string.h>

/* Was the instruction at the fault the one that BUG() executes? */
static enum ir_tri is_bug(struct ir_engine *e)
{
	const struct ir_arch *a = e->k->arch;

	if (!e->have_regs || !ir_reg_known(&e->regs, a->ip) || !a->is_bug)
		return IR_UNKNOWN;
	return ir_arch_is_null(a, e->regs.v[a->ip]) ? IR_FALSE
						    : a->is_bug(e->k->t, e->regs.v[a->ip]);
}

/* The kind of event by the registers, where there is no log. */
static enum ir_event_kind kind_from_regs(struct ir_engine *e, const struct ir_regs *regs)
{
	if (ir_arch_is_null(e->k->arch, regs->v[e->k->arch->ip]))
		return IR_EV_NULL_CALL;
	return is_bug(e) == IR_TRUE ? IR_EV_BUG : IR_EV_PAGE_FAULT;
}

/*
 * The kind of event by the function that called panic(), where there is no log. IR_NR_EVENTS: no function tells; that
 * is not known to be a panic that was asked for.
 */
static enum ir_event_kind kind_from_stack(const struct ir_backtrace *bt)
{
	for (unsigned f = 0; f < bt->nr && f < 12; f++) {
		enum ir_event_kind kind = ir_event_kind_of_function(bt->frames[f].symbol);

		if (kind != IR_EV_NONE)
			return kind;
	}
	return IR_NR_EVENTS;
}

/* Use the log's call trace where the stack could not be read. */
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
			.module = ev->ip_module[0] ? ir_arena_strdup(&e->d->arena, ev->ip_module)
						   : NULL,
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

/*
 * Is it where links are followed? Names are a hint: what path lookup calls, or what is only named like a helper, may be
 * such a function under another name.
 */
static enum ir_tri at_link(const struct ir_frame *innermost, const struct ir_frame *f, bool in_walk)
{
	if (f == innermost && ir_function_has_role(f->symbol, IR_ROLE_GET_LINK))
		return IR_TRUE;
	if (!in_walk || (f == innermost && ir_function_has_role(f->symbol, IR_ROLE_WALK)))
		return IR_FALSE;
	return IR_UNKNOWN;
}

/*
 * Where the stack could not be followed: its guesses are all the return addresses that lie on it. Without one of path lookup up to
 * the stack's beginning, path lookup did not call.
 */
static enum ir_tri guessed_by_walk(const struct ir_backtrace *bt, const struct ir_frame *from)
{
	for (const struct ir_frame *f = from; f < bt->frames + bt->nr; f++) {
		if (ir_function_in_walk(f->symbol, NULL))
			return IR_UNKNOWN;
	}
	return ir_function_has_role(bt->frames[bt->nr - 1].symbol, IR_ROLE_NO_METHOD) ? IR_FALSE
										      : IR_UNKNOWN;
}

/* Did path lookup call the function of frame @from, which is no helper? */
static enum ir_tri called_by_walk(const struct ir_backtrace *bt, const struct ir_frame *from)
{
	const char *names[IR_STACK_NAMES], *modules[IR_STACK_NAMES];
	unsigned nr = 0;
	enum ir_tri by;

	for (const struct ir_frame *f = from; f < bt->frames + bt->nr && nr < IR_STACK_NAMES; f++) {
		if (!f->reliable || !f->symbol)
			continue;
		names[nr] = f->symbol;
		modules[nr++] = f->module;
	}
	by = ir_stack_in_walk(names, modules, nr);
	return by == IR_UNKNOWN ? guessed_by_walk(bt, from) : by;
}

/* Is the first function on the stack that is not a helper part of XFS or of path lookup? */
static void judge_place(struct ir_engine *e)
{
	const struct ir_backtrace *bt = &e->d->fault.backtrace;
	const struct ir_frame *f = NULL, *caller = NULL;
	bool in_xfs, in_walk, skipped = false;
	enum ir_tri no, under_walk;

	for (unsigned i = 0; i < bt->nr && !f; i++) {
		if (bt->frames[i].reliable &&
		    !ir_function_has_role(bt->frames[i].symbol, IR_ROLE_HELPER)) {
			f = &bt->frames[i];
			caller = i + 1 < bt->nr ? f + 1 : NULL;
		}
		skipped |= !bt->frames[i].reliable;
	}
	if (!f || !f->symbol)
		return;
	in_xfs = ir_function_in_xfs(f->symbol, f->module);
	in_walk = ir_function_in_walk(f->symbol, caller ? caller->symbol : NULL);
	under_walk = called_by_walk(bt, f);
	/* A guess that was passed over may have been the function itself. */
	no = skipped ? IR_UNKNOWN : IR_FALSE;
	ir_fact_set(e->d, IR_FACT_FAULT_IN_XFS, in_xfs ? IR_TRUE : no,
		    ir_fmt(e->k, "the first function that is not a helper is %s", f->symbol),
		    ir_fmt(e->k, "stack of the crashed task, %s+0x%llx", f->symbol,
			   (unsigned long long)f->offset),
		    NULL);
	if (in_xfs || under_walk == IR_FALSE)
		under_walk = no;
	ir_fact_set(e->d, IR_FACT_FAULT_IN_PATH_WALK, under_walk,
		    ir_fmt(e->k, "%s %s path lookup", f->symbol,
			   under_walk == IR_TRUE    ? "belongs to, or was called by,"
			   : under_walk == IR_FALSE ? "is not part of"
						    : "may have been called by"),
		    ir_fmt(e->k, "stack of the crashed task, %s+0x%llx", f->symbol,
			   (unsigned long long)f->offset),
		    NULL);
	ir_fact_set(e->d, IR_FACT_AT_LINK,
		    skipped ? IR_UNKNOWN : at_link(bt->frames, f, in_walk && !in_xfs), NULL, NULL,
		    NULL);
}

static void set_event_facts(struct ir_engine *e, enum ir_event_kind kind, const char *source)
{
	static const struct {
		enum ir_fact fact;
		enum ir_event_kind first, last;
		const char *text;
	} events[] = {
		{IR_FACT_EVENT_BUG, IR_EV_BUG, IR_EV_BUG,
		 "the kernel itself found an error and stopped"},
		{IR_FACT_EVENT_OOM, IR_EV_OOM, IR_EV_OOM, "memory ran out and that was fatal"},
		{IR_FACT_EVENT_HUNG_TASK, IR_EV_HUNG_TASK, IR_EV_HUNG_TASK,
		 "a task hung and that was fatal"},
		{IR_FACT_EVENT_LOCKUP, IR_EV_SOFT_LOCKUP, IR_EV_RCU_STALL,
		 "a CPU was stuck and that was fatal"},
		{IR_FACT_EVENT_HARDWARE, IR_EV_MCE, IR_EV_NMI, "the hardware reported an error"},
		{IR_FACT_EVENT_FAULT, IR_EV_NULL_CALL, IR_EV_EXCEPTION,
		 "a CPU exception ended the machine"},
		{IR_FACT_EVENT_PANIC, IR_EV_PANIC, IR_EV_SYSRQ,
		 "somebody or something asked for the panic"},
	};

	for (size_t i = 0; i < sizeof(events) / sizeof(events[0]); i++) {
		bool holds = kind >= events[i].first && kind <= events[i].last;

		ir_fact_set(e->d, events[i].fact, ir_tri_of(holds), holds ? events[i].text : NULL,
			    holds ? source : NULL, NULL);
	}
	ir_fact_set(e->d, IR_FACT_NO_EVENT, ir_tri_of(kind == IR_EV_NONE),
		    kind == IR_EV_NONE ? ir_fmt(e->k, "no crash in this %s", ir_what_was_read(e))
				       : NULL,
		    source, NULL);
}

/* The log's event to diagnose: the one that ended the machine, or that of the task asked for. */
static const struct ir_event *event_for(const struct ir_engine *e)
{
	if (e->opt->pid < 0)
		return e->log.last >= 0 ? e->log.events[e->log.last] : NULL;
	for (unsigned i = e->log.nr; i-- > 0;) {
		if (e->log.events[i]->pid == e->opt->pid && ir_is_exception(e->log.events[i]->kind))
			return e->log.events[i];
	}
	return NULL;
}

/* Has any task of this kernel died of an oops? It stays tainted by that (TAINT_DIE, bit 7) when the log tells of it no more. */
static enum ir_tri has_oopsed(struct ir_engine *e)
{
	uint64_t addr, mask;

	if (ir_symbol_addr(e->k->t, "tainted_mask", &addr) || ir_read_u64(e->k->t, addr, &mask))
		return IR_UNKNOWN;
	return ir_tri_of(mask >> 7 & 1);
}

/* BUG() works by a trap, and its panic says "Fatal exception", as that of any other: without the line that names it, these are left. */
static bool names_no_cause(enum ir_event_kind kind)
{
	return kind == IR_EV_INVALID_OP || kind == IR_EV_EXCEPTION;
}

static void decide_event(struct ir_engine *e, const struct ir_event *ev, bool have_task)
{
	struct ir_fault *f = &e->d->fault;
	enum ir_event_kind kind = ev ? ev->kind : IR_EV_NONE;
	const char *source =
		ev ? ir_fmt(e->k, "log: \"%s\"", ev->text) : "stack of the crashed task";
	bool maybe_oopsed = false;
	int64_t cpu;

	if (!ev && have_task && e->opt->pid < 0) {
		bool told = ir_crashing_cpu(e, &cpu), crashed = !told || cpu >= 0;

		/*
		 * A debugger names a task in any case. Where the kernel tells of no crash, only a call of NULL shows one, or, if
		 * there is no log that would tell, a stack in panic().
		 */
		if (!told && !(f->ip.known && ir_arch_is_null(e->k->arch, f->ip.v)) &&
		    (e->log.read || kind_from_stack(&f->backtrace) == IR_NR_EVENTS))
			return;
		kind = !crashed		   ? IR_EV_NONE
		       : e->have_exception ? kind_from_regs(e, &e->regs)
					   : kind_from_stack(&f->backtrace);
		if (!crashed && has_oopsed(e) == IR_TRUE)
			return; /* of what, the log has lost */
		maybe_oopsed = !crashed && has_oopsed(e) == IR_UNKNOWN;
		if (!crashed)
			source = "crashing_cpu and panic_cpu are -1";
	} else if (!ev && !have_task && e->opt->pid < 0) {
		if (e->log.crash.died)
			return; /* of what, crash's stacks do not show */
		if (!e->log.read)
			return; /* neither was read: that does not mean that there was no crash */
		if (ir_crashing_cpu(e, &cpu) && cpu >= 0)
			return; /* a CPU has crashed; what the log tells of it is lost */
		if (has_oopsed(e) == IR_TRUE)
			return;
		e->no_cpu_crashed = ir_crashing_cpu(e, &cpu) && has_oopsed(e) == IR_FALSE;
		source =
			e->no_cpu_crashed
				? "crashing_cpu and panic_cpu are -1, and the log tells of no crash"
				: "the log tells of no crash";
	} else if (ev && kind == IR_EV_NONE) {
		return; /* a report whose head was cut off: the kind of event is not known */
	}
	if (kind == IR_NR_EVENTS)
		return;
	/* On sysrq c kernels before 5.x write to NULL instead of calling panic(). */
	if (ev && (kind == IR_EV_PAGE_FAULT || kind == IR_EV_EXCEPTION) &&
	    !strcmp(ev->ip_symbol, "sysrq_handle_crash"))
		kind = IR_EV_SYSRQ;
	if ((kind == IR_EV_PAGE_FAULT || kind == IR_EV_EXCEPTION || kind == IR_EV_PANIC) &&
	    e->have_exception && f->ip.known && ir_arch_is_null(e->k->arch, f->ip.v))
		kind = IR_EV_NULL_CALL;
	if (ev && names_no_cause(kind) && have_task && is_bug(e) == IR_TRUE)
		kind = IR_EV_BUG;
	f->kind = ir_event_name(kind);
	set_event_facts(e, kind, source);
	/* A dump whose crashing CPU is not known: that the log tells of no crash may be the log's loss. */
	if (maybe_oopsed ||
	    (!ev && !have_task && e->opt->pid < 0 && !e->no_cpu_crashed && !ir_is_log(e->k->t)))
		ir_fact_set(e->d, IR_FACT_EVENT_FAULT, IR_UNKNOWN, NULL, NULL, NULL);
	if (have_task && (!ev || names_no_cause(kind)) &&
	    ir_fact_holds(e->d, IR_FACT_EVENT_FAULT) == IR_TRUE && is_bug(e) == IR_UNKNOWN)
		ir_fact_set(e->d, IR_FACT_EVENT_BUG, IR_UNKNOWN, NULL, NULL, NULL);
	if (ev && ev->have_address)
		f->address = (struct ir_value){true, ev->address};
}

void ir_stage_fault(struct ir_engine *e)
{
	const struct ir_event *ev = e->event = event_for(e);
	struct ir_fault *f = &e->d->fault;
	struct ir_task task;
	bool have_task = ir_find_crashed_task(e, ev, &task);

	if (have_task) {
		e->task = task.addr;
		f->task = (struct ir_value){true, task.addr};
		f->pid = ir_known(task.pid);
		f->cpu = ir_known(task.cpu);
		f->comm = ir_known_comm(e, task.comm);
	} else if (ev) {
		f->pid = ir_known(ev->pid);
		f->cpu = ir_known(ev->cpu);
		f->comm = ir_known_comm(e, ev->comm);
	}
	ir_choose_regs(e, have_task ? &task : NULL, ev);
	if (!f->backtrace.nr && ev)
		backtrace_from_log(e, ev);
	decide_event(e, ev, have_task);
	if (ir_fact_holds(e->d, IR_FACT_EVENT_FAULT) == IR_TRUE)
		judge_place(e);
}

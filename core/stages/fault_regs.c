// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The registers at the fault. They are in the crash note, in an exception frame on the task's
 * stack, or in the log. The log's registers are used to choose between the first two, and only as a
 * last resort themselves.
 */
#include "core/stages/fault.h"
#include "core/symbols/functions.h"
#include "core/task/stack_words.h"
#include "core/task/unwind.h"

#include <string.h>

#define MAX_STACK  (1u << 18)
#define STACK_PAGE 4096 /* at least; a divisor of all sizes of stacks */

bool ir_is_exception(enum ir_event_kind kind)
{
	return (kind >= IR_EV_NULL_CALL && kind <= IR_EV_EXCEPTION) || kind == IR_EV_BUG;
}

/* Are the registers equal that both sets know? IR_UNKNOWN when there is none. */
static enum ir_tri same_regs(const struct ir_regs *a, const struct ir_regs *b, unsigned nr)
{
	unsigned compared = 0;

	for (unsigned i = 0; i < nr; i++) {
		if (!ir_reg_known(a, (int)i) || !ir_reg_known(b, (int)i))
			continue;
		compared++;
		if (a->v[i] != b->v[i])
			return IR_FALSE;
	}
	return compared ? IR_TRUE : IR_UNKNOWN;
}

/*
 * Is @regs the context of the log's event? The stack pointer decides: no two contexts have the
 * same.
 */
static bool is_event_context(const struct ir_engine *e, const struct ir_event *ev,
			     const struct ir_regs *regs)
{
	int sp = e->k->arch->sp, ip = e->k->arch->ip;

	if (!ev || !ir_reg_known(&ev->regs, sp))
		return false;
	return regs->v[sp] == ev->regs.v[sp] &&
	       (!ir_reg_known(&ev->regs, ip) || ev->regs.v[ip] == regs->v[ip]);
}

/* Did a call lead to where @r was saved? Its return address is in the link register, or on top of the stack. */
static bool returns_to_call(const struct ir_engine *e, const struct ir_regs *r)
{
	const struct ir_arch *a = e->k->arch;
	uint64_t ret = a->lr >= 0 ? r->v[a->lr] : 0;

	if (a->lr < 0 && ir_read_u64(e->k->t, r->v[a->sp], &ret))
		return false;
	return a->follows_call && a->follows_call(e->k->t, ret);
}

/*
 * Find an exception frame (struct pt_regs) on the task's stack. With an event of the log, the frame
 * must have its registers. Without one, only a frame with RIP 0 counts, if there is a return address
 * to it; debuggers refuse frames with RIP 0.
 */
static bool frame_on_stack(struct ir_engine *e, const struct ir_task *task,
			   const struct ir_event *ev, struct ir_regs *ret, uint64_t *where)
{
	const struct ir_arch *a = e->k->arch;
	uint64_t size = ir_stack_size(e->k);
	unsigned char *stack = ir_arena_alloc(&e->d->arena, size <= MAX_STACK ? size : 0);
	struct ir_regs r;

	if (!stack || size > MAX_STACK)
		return false;
	/* A page that is lost holds no frame: zeros are none. */
	for (uint64_t at = 0; at < size; at += STACK_PAGE)
		(void)!ir_read(e->k->t, task->stack + at, stack + at, STACK_PAGE);
	for (uint64_t at = 0; ir_next_saved_frame(e->k, task, stack, &at, &r); at += 8) {
		if (ev && !is_event_context(e, ev, &r))
			continue;
		if (!ev && (!ir_arch_is_null(a, r.v[a->ip]) || !returns_to_call(e, &r)))
			continue;
		*ret = r;
		*where = task->stack + at;
		return true;
	}
	return false;
}

/* Use @regs as those of the fault. */
static void use_regs(struct ir_engine *e, const struct ir_regs *regs, const char *from)
{
	struct ir_fault *f = &e->d->fault;
	struct ir_register *list =
		ir_arena_alloc(&e->d->arena, e->k->arch->nr_regs * sizeof(*list));

	e->regs = *regs;
	e->have_regs = true;
	f->from = from;
	f->nr_regs = 0;
	f->regs = list;
	for (unsigned i = 0; list && i < e->k->arch->nr_regs; i++) {
		if (ir_reg_known(regs, (int)i))
			list[f->nr_regs++] =
				(struct ir_register){e->k->arch->reg_names[i], regs->v[i]};
	}
	if (ir_reg_known(regs, e->k->arch->ip))
		f->ip = (struct ir_value){true, regs->v[e->k->arch->ip]};
}

/* The sources of the registers that were compared, for people: two or three of them. */
static const char *sources(struct ir_engine *e, bool note, bool frame, bool log)
{
	if (note && frame && log)
		return "crash note, exception frame and log";
	return ir_fmt(e->k, "%s and %s", note ? "crash note" : "exception frame",
		      log ? "log" : "exception frame");
}

/*
 * A register that the exception frame @frame has otherwise than the registers in use: the log decides which is right; where it
 * does not tell, the register is not known. Both are in memory, and one of them is damaged.
 */
static void settle_registers(struct ir_engine *e, const struct ir_event *ev,
			     const struct ir_regs *frame)
{
	const struct ir_arch *a = e->k->arch;

	if (frame->v[a->ip] != e->regs.v[a->ip] || frame->v[a->sp] != e->regs.v[a->sp])
		return;
	for (int i = 0; i < (int)a->nr_pt_regs - 1; i++) {
		bool in_log = ev && ir_reg_known(&ev->regs, i);

		if (!ir_reg_known(&e->regs, i) || !ir_reg_known(frame, i) ||
		    frame->v[i] == e->regs.v[i] || (in_log && ev->regs.v[i] == e->regs.v[i]))
			continue;
		if (in_log && ev->regs.v[i] == frame->v[i])
			e->regs.v[i] = frame->v[i];
		else
			e->regs.known &= ~(UINT64_C(1) << i);
	}
}

/* Without a log: the frame of a call of NULL, if there is one */
static void settle_by_stack(struct ir_engine *e, const struct ir_task *task)
{
	struct ir_regs frame;
	uint64_t where;

	if (frame_on_stack(e, task, NULL, &frame, &where))
		settle_registers(e, NULL, &frame);
}

static void compare_sources(struct ir_engine *e, const struct ir_task *task,
			    const struct ir_event *ev, const struct ir_regs *note)
{
	struct ir_fault *f = &e->d->fault;
	enum ir_tri in_log = IR_UNKNOWN, on_stack = IR_UNKNOWN, in_note = IR_UNKNOWN;
	struct ir_regs r;
	uint64_t where = 0;

	if (ev)
		in_log = same_regs(&e->regs, &ev->regs, e->k->arch->nr_regs);
	if (frame_on_stack(e, task, ev && ir_reg_known(&ev->regs, e->k->arch->sp) ? ev : NULL, &r,
			   &where))
		on_stack = same_regs(&e->regs, &r, e->k->arch->nr_pt_regs - 1);
	/* A note that panic() took has another context: no disagreement. */
	if (note && note->v[e->k->arch->sp] == e->regs.v[e->k->arch->sp])
		in_note = same_regs(&e->regs, note, e->k->arch->nr_pt_regs);
	if (on_stack == IR_FALSE)
		settle_registers(e, ev, &r);
	if (in_log == IR_UNKNOWN && on_stack == IR_UNKNOWN)
		return;
	f->agree = ir_tri_of(in_log != IR_FALSE && on_stack != IR_FALSE && in_note != IR_FALSE);
	f->agree_text = ir_fmt(e->k, "registers from the %s; %s in the log%s%s",
			       !strcmp(f->from, "note") ? "crash note" : f->from,
			       in_log == IR_TRUE    ? "the same"
			       : in_log == IR_FALSE ? "others"
						    : "none",
			       on_stack == IR_TRUE    ? ", the same in the exception frame "
			       : on_stack == IR_FALSE ? ", others in the exception frame "
						      : "",
			       on_stack ? ir_fmt(e->k, "%016llx", (unsigned long long)where) : "");
	ir_fact_set(e->d, IR_FACT_REGS_AGREE, f->agree,
		    ir_fmt(e->k, "%s %s",
			   sources(e, !strcmp(f->from, "note") || in_note != IR_UNKNOWN,
				   !strcmp(f->from, "stack") || on_stack != IR_UNKNOWN,
				   !strcmp(f->from, "log") || in_log != IR_UNKNOWN),
			   f->agree == IR_TRUE ? "agree" : "do not agree"),
		    f->agree_text, NULL);
}

/*
 * Is what runs innermost on the way to kdump, and not what crashed? QEMU takes its notes while panic() waits, in
 * whatever function it does so.
 */
static bool shuts_down(const struct ir_backtrace *bt)
{
	for (unsigned i = 0; i < bt->nr && i < 12; i++)
		if (ir_function_has_role(bt->frames[i].symbol, IR_ROLE_SHUTDOWN))
			return true;
	return false;
}

/*
 * Without a log: is the note that of a fault? Where no caller is seen it may also be of what panic() waits in.
 */
static bool is_fault(struct ir_engine *e, const struct ir_regs *note)
{
	const struct ir_arch *a = e->k->arch;
	const struct ir_backtrace *bt = &e->d->fault.backtrace;

	return !shuts_down(bt) && (bt->nr > 1 || ir_arch_is_null(a, note->v[a->ip]) ||
				   (a->is_bug && a->is_bug(e->k->t, note->v[a->ip]) == IR_TRUE));
}

/* What the log tells of registers picks one of those that memory holds. */
static bool regs_of_event(struct ir_engine *e, const struct ir_task *task,
			  const struct ir_event *ev, const struct ir_regs *note,
			  const struct ir_regs *exceptions, unsigned nr)
{
	struct ir_regs on_stack;
	uint64_t where;

	if (note && is_event_context(e, ev, note))
		return true;
	if (task && frame_on_stack(e, task, ev, &on_stack, &where)) {
		use_regs(e, &on_stack, "stack");
		return true;
	}
	for (unsigned i = 0; i < nr; i++) {
		if (!is_event_context(e, ev, &exceptions[i]))
			continue;
		use_regs(e, &exceptions[i], "stack");
		return true;
	}
	return false;
}

/*
 * Memory alone: the note, unless it is of the way to kdump; a call of NULL on the stack; an exception that unwinding
 * came across. What was read from memory is worth more than a log, in which a digit or a page may be lost.
 */
static bool regs_of_memory(struct ir_engine *e, const struct ir_task *task,
			   const struct ir_regs *note, const struct ir_regs *exceptions,
			   unsigned nr)
{
	struct ir_regs on_stack;
	uint64_t where;

	if (note && (ir_arch_is_null(e->k->arch, note->v[e->k->arch->ip]) ||
		     !shuts_down(&e->d->fault.backtrace)))
		return true;
	if (task && frame_on_stack(e, task, NULL, &on_stack, &where)) {
		use_regs(e, &on_stack, "stack");
		return true;
	}
	if (nr)
		use_regs(e, &exceptions[0], "stack");
	return nr;
}

/*
 * Without a log: is what the note shows only what the CPU did after it had called NULL? The frame of that call then
 * lies in the part of the stack that is still in use.
 */
static bool null_call_before_note(struct ir_engine *e, const struct ir_task *task,
				  const struct ir_regs *note)
{
	const struct ir_arch *a = e->k->arch;
	uint64_t sp = note->v[a->sp], where;
	struct ir_regs on_stack;

	if (ir_arch_is_null(a, note->v[a->ip]) ||
	    !frame_on_stack(e, task, NULL, &on_stack, &where) ||
	    (sp - task->stack < ir_stack_size(e->k) && where < sp))
		return false;
	use_regs(e, &on_stack, "stack");
	return true;
}

/* A panic may be the end of an oops whose own report the log has lost: memory shows the call of NULL. */
static bool null_call_before_panic(struct ir_engine *e, const struct ir_task *task,
				   const struct ir_event *ev, const struct ir_regs *note)
{
	struct ir_regs on_stack;
	uint64_t where;

	if (e->opt->pid >= 0 || (ev && ev->kind != IR_EV_PANIC))
		return false;
	if (note && ir_arch_is_null(e->k->arch, note->v[e->k->arch->ip]))
		return true;
	if (!task || !frame_on_stack(e, task, NULL, &on_stack, &where))
		return false;
	use_regs(e, &on_stack, "stack");
	return true;
}

/*
 * No CPU has stopped: what memory shows of the task is what it did after its event, if it lives at all.
 */
static bool lives_on(struct ir_engine *e)
{
	int64_t cpu;

	return e->opt->pid < 0 && ir_crashing_cpu(e, &cpu) && cpu < 0;
}

/* The registers at the fault: see the top of this file for the order. */
void ir_choose_regs(struct ir_engine *e, const struct ir_task *task, const struct ir_event *ev)
{
	struct ir_fault *f = &e->d->fault;
	struct ir_regs note, exceptions[IR_MAX_EXCEPTIONS];
	unsigned nr = IR_MAX_EXCEPTIONS;
	bool is_exception = ev && ir_is_exception(ev->kind),
	     have_note = task && !(is_exception && lives_on(e)) && !ir_task_regs(e->k, task, &note);

	if (have_note) {
		use_regs(e, &note, "note");
		ir_unwind(e->k, task, &note, &f->backtrace, exceptions, &nr);
		if (!ev && e->opt->pid < 0)
			e->have_exception =
				null_call_before_note(e, task, &note) || is_fault(e, &note);
	} else {
		nr = 0;
	}
	if (!is_exception && !e->have_exception)
		e->have_exception = null_call_before_panic(e, task, ev, have_note ? &note : NULL);
	if (is_exception)
		e->have_exception =
			regs_of_event(e, task, ev, have_note ? &note : NULL, exceptions, nr) ||
			(e->opt->pid < 0 && !lives_on(e) &&
			 regs_of_memory(e, task, have_note ? &note : NULL, exceptions, nr));
	if (is_exception && !e->have_exception && (ev->regs.known || ev->have_ip || ev->not_at_0)) {
		use_regs(e, &ev->regs, "log");
		e->have_exception =
			ir_reg_known(&ev->regs, e->k->arch->ip) || ev->have_ip || ev->not_at_0;
	}
	/* What a CPU that got stuck was doing; nothing is decided by it. */
	if (!is_exception && !task && ev && ev->weight == IR_EVENT_STALL && ev->regs.known)
		use_regs(e, &ev->regs, "log");
	/* The log has the frames, too, where it does not have what unwinding begins with. */
	if (task && f->from && strcmp(f->from, "note") && ir_reg_known(&e->regs, e->k->arch->sp) &&
	    ir_reg_known(&e->regs, e->k->arch->ip))
		ir_unwind(e->k, task, &e->regs, &f->backtrace, NULL, NULL);
	if (e->have_exception && task && is_exception)
		compare_sources(e, task, ev, have_note ? &note : NULL);
	else if (e->have_exception && task)
		settle_by_stack(e, task);
}

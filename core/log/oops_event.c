// SPDX-License-Identifier: GPL-2.0-or-later
/* Events: which lines open one, which lines continue one, and which event ended the machine. */
#include "core/log/oops_parse.h"

#include <stdio.h>
#include <string.h>

/* At most this many records lie between the end of a report and the crash kernel's first line. */
#define MAX_RECORDS_TO_BOOT 40
/* So many lie between a task's line and its registers. */
#define MAX_RECORDS_TO_REGISTERS 4
/* A report whose head was cut off begins within this many records of the text's start. */
#define MAX_RECORDS_BEFORE_CUT 60

enum ir_event_weight ir_event_weight_of(enum ir_event_kind kind)
{
	if (kind == IR_EV_SYSRQ || kind == IR_EV_BUG ||
	    (kind >= IR_EV_NULL_CALL && kind <= IR_EV_EXCEPTION))
		return IR_EVENT_OOPS;
	if (kind >= IR_EV_SOFT_LOCKUP && kind <= IR_EV_HUNG_TASK)
		return IR_EVENT_STALL;
	return kind == IR_EV_NONE ? IR_EVENT_SPLAT : IR_EVENT_PANIC;
}

static bool same_caller(const struct ir_log *log, const struct ir_event *ev)
{
	return !log->caller[0] || !ev->caller[0] || !strcmp(log->caller, ev->caller);
}

/* Were only the first lines of this report read so far? */
static bool only_begun(const struct ir_log *log, const struct ir_event *ev)
{
	/* Old kernels print it in the second line, LoongArch's both in the first. */
	uint64_t places = UINT64_C(1) << log->arch->ip;

	if (log->arch->lr >= 0)
		places |= UINT64_C(1) << log->arch->lr;
	return ev->open && ev->boot == log->boot && !(ev->regs.known & ~places) && !ev->nr_frames &&
	       ev->pid < 0 && same_caller(log, ev);
}

/*
 * The event that a line of die() ("Oops: ...", "kernel BUG at") continues; NULL when it opens one.
 * crash's head tells in one line, "PANIC:", what the log below it tells at length.
 */
static struct ir_event *event_begun(struct ir_log *log, enum ir_event_kind kind,
				    enum ir_event_weight weight)
{
	struct ir_event *ev = log->nr ? log->events[log->nr - 1] : NULL;

	if (ev && ev->headline && ev->kind == kind && only_begun(log, ev))
		return ev;
	if (weight != IR_EVENT_OOPS || !ev)
		return NULL;
	if (ev->weight == IR_EVENT_OOPS && only_begun(log, ev))
		return ev;
	/* Registers first and the head later: the lines of two CPUs are mixed. */
	return NULL;
}

/*
 * Two lines of one report name kinds @a and @b: which one is more specific? "Oops:" alone names no
 * kind. BUG() and a requested crash work by a trap, so the trap's kind says less.
 */
static enum ir_event_kind more_specific_kind(enum ir_event_kind a, enum ir_event_kind b)
{
	if (a == IR_EV_BUG || a == IR_EV_SYSRQ || b == IR_EV_EXCEPTION)
		return a;
	return b;
}

/*
 * The faulting address: "address: 0000000000000000", "at 0000001c", "at virtual address ffff...".
 * CR2 cannot replace it: printing the code around RIP 0 faults again, and CR2 then has that
 * address.
 */
static void find_address(struct ir_event *ev, const char *line)
{
	static const char *const words[] = {"address: ", "address ", " at addr ", " at "};

	/*
	 * In xmon's "Vector: ... at [...]" the address is that of the saved registers; in crash's
	 * "sysrq_handle_crash at ..." it is of the code.
	 */
	if (ev->weight != IR_EVENT_OOPS || ev->kind == IR_EV_SYSRQ || strstr(line, "Vector: "))
		return;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]) && !ev->have_address; i++) {
		const char *at = strstr(line, words[i]);
		struct ir_log_address place;

		if (!at)
			continue;
		at += strlen(words[i]);
		(void)ir_log_address(at, &place);
		ev->have_address = place.have_value;
		ev->address = place.value;
		ev->eight_digits = place.have_value && strspn(at, "0123456789abcdef") == 8;
		if (!ev->have_address && !ev->have_half)
			ev->have_half = ir_log_half(at, &ev->half);
	}
}

void ir_log_keep_kernel(struct ir_log *log, const struct ir_event *ev)
{
	if (!log->any_release[0]) {
		memcpy(log->any_release, ev->release, sizeof(log->any_release));
		log->any_boot = ev->boot;
	}
	if (ev->tainted[0])
		memcpy(log->any_tainted, ev->tainted, sizeof(log->any_tainted));
}

/*
 * Room for one more event. The last event is overwritten if it is a warning that killed nobody, or
 * if the table is full; but never the event that ended the machine.
 */
static struct ir_event *new_event(struct ir_log *log)
{
	struct ir_event *last = log->nr ? log->events[log->nr - 1] : NULL;

	if (last && (int)log->nr - 1 != log->ended &&
	    (last->weight == IR_EVENT_SPLAT || log->nr == IR_LOG_EVENTS)) {
		ir_log_keep_kernel(log, last);
		memset(last, 0, sizeof(*last));
		return last;
	}
	if (log->nr == IR_LOG_EVENTS)
		return NULL;
	last = ir_arena_alloc(log->arena, sizeof(*last));
	if (last)
		log->events[log->nr++] = last;
	return last;
}

/* arm64 prints it before its first line that is looked for, where "Unable to handle" is lost. */
static void take_page_table(const struct ir_log *log, struct ir_event *ev)
{
	if (ev->have_address || !log->have_looked_up || ev->weight != IR_EVENT_OOPS ||
	    log->nr_records - log->looked_up_record > MAX_RECORDS_TO_REGISTERS)
		return;
	ev->have_address = true;
	ev->address = log->looked_up;
}

static struct ir_event *start_event(struct ir_log *log, enum ir_event_kind kind,
				    enum ir_event_weight weight, const char *line)
{
	struct ir_event *ev = new_event(log);

	if (!ev)
		return NULL;
	ev->kind = kind;
	ev->weight = weight;
	ev->pid = ev->cpu = -1;
	ev->boot = log->boot;
	ev->line = log->nr_lines;
	ev->open = true;
	snprintf(ev->text, sizeof(ev->text), "%s", line);
	memcpy(ev->caller, log->caller, sizeof(ev->caller));
	find_address(ev, line);
	take_page_table(log, ev);
	log->open = ev;
	log->crash.ignored = false;
	return ev;
}

struct ir_event *ir_event_open(struct ir_log *log, enum ir_event_kind kind,
			       enum ir_event_weight weight, const char *line)
{
	struct ir_event *ev = event_begun(log, kind, weight);

	if (!ev)
		ev = start_event(log, kind, weight, line);
	else if (ev->kind != kind)
		ev->kind = more_specific_kind(ev->kind, kind);
	if (!ev)
		return NULL;
	find_address(ev, line);
	log->open = ev;
	/* After a requested crash nothing else counts: what follows is the request carried out. */
	if (kind == IR_EV_SYSRQ && log->ended < 0)
		log->ended = (int)log->nr - 1;
	return ev;
}

/* "CPU: 16 PID: 292187 Comm: ..." stands before the registers, and opens nothing. */
static void take_task_before(const struct ir_log *log, struct ir_event *ev)
{
	if (strcmp(log->caller, log->crash.caller) != 0)
		return;
	if (log->nr_records - log->crash.cpu_record <= MAX_RECORDS_TO_REGISTERS)
		ev->cpu = log->crash.cpu;
	if (log->crash.pid < 0 || log->nr_records - log->crash.record > MAX_RECORDS_TO_REGISTERS)
		return;
	ev->pid = log->crash.pid;
	ev->cpu = log->crash.cpu;
	ev->taint_told = log->crash.taint_told;
	memcpy(ev->tainted, log->crash.tainted, sizeof(ev->tainted));
	if (!ev->release[0])
		memcpy(ev->release, log->crash.release, sizeof(ev->release));
	memcpy(ev->comm, log->crash.comm, sizeof(ev->comm));
}

struct ir_event *ir_event_cut_off(struct ir_log *log, const char *text)
{
	struct ir_event *ev;

	/* What crash itself stopped, to save the dump, is no report. */
	if (log->nr || log->nr_records > MAX_RECORDS_BEFORE_CUT || log->crash.ignored)
		return NULL;
	ev = ir_event_open(log, IR_EV_NONE, IR_EVENT_CUT, text);
	if (ev) {
		ev->text[0] = 0; /* it is no headline */
		ev->headless = true;
		ev->other_context = log->user_ip;
		take_task_before(log, ev);
	}
	return ev;
}

/*
 * The latest event of this boot that has @kind, or, for IR_EV_NONE, that has @weight. One of the
 * same printk caller is preferred. Returns its index, -1 if there is none.
 */
static int latest_event(const struct ir_log *log, enum ir_event_weight weight,
			enum ir_event_kind kind)
{
	int found = -1;

	for (int i = (int)log->nr - 1; i >= 0; i--) {
		const struct ir_event *ev = log->events[i];

		if (ev->boot != log->boot || (kind ? ev->kind != kind : ev->weight != weight))
			continue;
		if (same_caller(log, ev))
			return i;
		if (found < 0)
			found = i;
	}
	return found;
}

/*
 * init and the idle task must not be killed. "Attempted to kill init" can only follow from an oops
 * of init itself (PID 1).
 */
static bool may_have_killed(const struct ir_event *ev, const char *line)
{
	if (strstr(line, "Attempted to kill init"))
		return ev->pid < 0 || ev->pid == 1;
	return true;
}

/* Is it told with the registers of the CPU that was stuck? */
static bool is_of_a_cpu(enum ir_event_kind kind)
{
	return kind >= IR_EV_SOFT_LOCKUP && kind <= IR_EV_RCU_STALL;
}

/* Index of the event that this panic ends, -1 when the panic is an event of its own. */
static int event_of_panic(const struct ir_log *log, enum ir_event_kind kind, bool continues,
			  const char *line)
{
	int i;

	if (!continues)
		return -1;
	if (kind == IR_EV_NONE) {
		i = latest_event(log, IR_EVENT_OOPS, IR_EV_NONE);
		return i >= 0 ? i : latest_event(log, IR_EVENT_CUT, IR_EV_NONE);
	}
	if (kind == IR_EV_PANIC) {
		i = latest_event(log, IR_EVENT_OOPS, IR_EV_NONE);
		return i >= 0 && may_have_killed(log->events[i], line) ? i : -1;
	}
	if (kind != IR_EV_BUG) {
		i = latest_event(log, IR_EVENT_CUT, kind);
		/* The head that is cut off may have told of it. */
		return i >= 0 || (!is_of_a_cpu(kind) && kind != IR_EV_DOUBLE_FAULT)
			       ? i
			       : latest_event(log, IR_EVENT_CUT, IR_EV_NONE);
	}
	/* panic_on_warn ends whatever was reported last. */
	i = (int)log->nr - 1;
	return i >= 0 && log->events[i]->boot == log->boot ? i : -1;
}

void ir_event_panic(struct ir_log *log, enum ir_event_kind kind, bool continues, const char *line,
		    bool in_head)
{
	int i;

	/*
	 * A machine panics once; later panic lines are consequences. A requested crash panics
	 * itself.
	 */
	if (log->ended >= 0 && log->events[log->ended]->boot == log->boot) {
		struct ir_event *last = log->events[log->ended];

		last->trace_done |= last->in_trace; /* it is printed once more */
		last->in_trace = false;
		log->module = NULL;
		if (last->kind == IR_EV_SYSRQ && kind == IR_EV_SYSRQ)
			snprintf(last->text, sizeof(last->text), "%s", line);
		return;
	}
	i = event_of_panic(log, kind, continues, line);
	if (i < 0) {
		if (!start_event(log, kind, IR_EVENT_PANIC, line))
			return;
		i = (int)log->nr - 1;
	} else if (log->events[i]->weight == IR_EVENT_SPLAT) {
		log->events[i]->kind = IR_EV_BUG;
		log->events[i]->weight = IR_EVENT_OOPS;
		/* As crash(8) has it: without this line the machine had lived on. */
		snprintf(log->events[i]->oops, sizeof(log->events[i]->oops), "%s", line);
	} else if (log->events[i]->weight == IR_EVENT_CUT) {
		log->events[i]->kind = kind == IR_EV_NONE || kind == IR_EV_PANIC
					       ? IR_EV_EXCEPTION
					       : kind; /* the panic line says so */
		log->events[i]->weight = ir_event_weight_of(log->events[i]->kind);
		snprintf(log->events[i]->text, sizeof(log->events[i]->text), "%s", line);
	}
	if (log->events[i]->weight == IR_EVENT_STALL)
		snprintf(log->events[i]->oops, sizeof(log->events[i]->oops), "%s", line);
	/* The call trace that follows is that of panic() itself. */
	if (log->events[i]->weight == IR_EVENT_OOPS) {
		log->events[i]->in_trace = false;
		log->events[i]->trace_done = true;
	}
	log->events[i]->headline = in_head;
	if (log->ended < 0)
		log->ended = i;
}

void ir_event_panic_for(struct ir_log *log, const char *line)
{
	ir_event_panic(log, IR_EV_NONE, latest_event(log, IR_EVENT_OOPS, IR_EV_NONE) >= 0, line,
		       false);
}

void ir_event_boot(struct ir_log *log)
{
	int i = latest_event(log, IR_EVENT_OOPS, IR_EV_NONE);

	if (log->ended < 0 && i >= 0 && log->events[i]->idle < MAX_RECORDS_TO_BOOT)
		log->ended = i;
	for (unsigned k = 0; k < log->nr; k++)
		log->events[k]->open = false;
	log->open = NULL;
	log->boot++;
}

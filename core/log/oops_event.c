// SPDX-License-Identifier: GPL-2.0-or-later
/* Events: which lines open one, which lines continue one, and which event ended the machine. */
#include "core/log/oops_parse.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* At most this many records lie between the end of a report and the crash kernel's first line. */
#define MAX_RECORDS_TO_BOOT 40
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
	uint64_t ip = UINT64_C(1) << log->arch->ip; /* old kernels print it in the second line */

	return ev->open && ev->boot == log->boot && !(ev->regs.known & ~ip) && !ev->nr_frames &&
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
	static const char *const words[] = {"address: ", "address ", " at "};

	/* In xmon's "Vector: ... at [...]" the address is that of the saved registers. */
	if (ev->weight != IR_EVENT_OOPS || strstr(line, "Vector: "))
		return;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]) && !ev->have_address; i++) {
		const char *at = strstr(line, words[i]);
		struct ir_log_address place;

		if (!at)
			continue;
		(void)ir_log_address(at + strlen(words[i]), &place);
		ev->have_address = place.have_value;
		ev->address = place.value;
	}
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

struct ir_event *ir_event_cut_off(struct ir_log *log, const char *text)
{
	if (log->nr || log->nr_records > MAX_RECORDS_BEFORE_CUT)
		return NULL;
	return ir_event_open(log, IR_EV_NONE, IR_EVENT_CUT, text);
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
	if (kind != IR_EV_BUG)
		return latest_event(log, IR_EVENT_CUT, kind);
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
	} else if (log->events[i]->weight == IR_EVENT_CUT) {
		log->events[i]->kind = IR_EV_EXCEPTION; /* the panic line says so */
		log->events[i]->weight = IR_EVENT_OOPS;
	}
	/* The call trace that follows is that of panic() itself. */
	if (log->events[i]->weight == IR_EVENT_OOPS) {
		log->events[i]->in_trace = false;
		log->events[i]->trace_done = true;
	}
	log->events[i]->headline = in_head;
	if (log->ended < 0)
		log->ended = i;
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

/* The caller in the link register becomes the first frame: it is not on the stack yet. */
static void put_lr_first(struct ir_event *ev)
{
	struct ir_log_frame *first = ev->frames;

	if (!ev->lr.symbol[0] || !strcmp(ev->lr.symbol, ev->ip_symbol))
		return;
	if (ev->nr_frames && !strcmp(first->symbol, ev->lr.symbol)) {
		first->guess = false;
		return;
	}
	if (ev->nr_frames == IR_LOG_FRAMES)
		ev->nr_frames--;
	memmove(first + 1, first, ev->nr_frames * sizeof(*first));
	*first = ev->lr;
	ev->nr_frames++;
}

/* arm64 repeats the faulting place as the first line of the trace: drop it. */
static void drop_ip_frame(struct ir_event *ev)
{
	if (!ev->nr_frames || !ev->ip_symbol[0] || strcmp(ev->frames[0].symbol, ev->ip_symbol) ||
	    ev->frames[0].offset != ev->ip_offset)
		return;
	ev->nr_frames--;
	memmove(ev->frames, ev->frames + 1, ev->nr_frames * sizeof(*ev->frames));
}

/*
 * Was the access an instruction fetch or data? Asked of the error code where no other line says it.
 * "Oops: 0010" has x86's page fault error code: bit 4 fetch, bit 1 write. A 32-bit x86 without PAE
 * reports a fetch as a read, so there only a write is certain. "Oops: 96000004" has arm64's
 * syndrome register: bits 26 and up are the class, 0x20 and 0x21 instruction abort, 0x24 and 0x25
 * data abort.
 */
static void access_from_code(const struct ir_log *log, struct ir_event *ev)
{
	const char *arch = log->arch->name, *s = strstr(ev->oops, "Oops: "), *end;
	bool unknown = !arch[0], x86_64 = !strcmp(arch, "x86_64");
	/* A read of what lies before NULL comes before a call of it; address or place would tell. */
	bool seen = ev->have_address || ev->have_ip;
	uint64_t code;

	while (s && !strncmp(s, "Oops: ", 6)) /* x86 prints the word twice */
		s += 6;
	end = s ? ir_log_hex(s, 4, &code) : NULL;
	if (!end || ev->fetch || ev->data)
		return;
	if (!strcmp(arch, "aarch64") || (unknown && end - s >= 8)) {
		ev->fetch = code >> 27 == 0x20 >> 1;
		ev->data = code >> 27 == 0x24 >> 1;
	} else if (end - s == 4 && (unknown || x86_64 || !strcmp(arch, "i386"))) {
		ev->fetch = code & 0x10;
		ev->data = !ev->fetch && (code & 2 || (x86_64 && seen));
	}
}

/* Of the same boot: a stall names it in the dump of another task. */
static void find_release(const struct ir_log *log, struct ir_event *ev)
{
	if (!ev->release[0])
		memcpy(ev->release, log->release, sizeof(ev->release));
	for (unsigned i = 0; i < log->nr && !ev->release[0]; i++) {
		const struct ir_event *other = log->events[i];

		/* Lines of two machines may alternate. */
		if (other->boot == ev->boot &&
		    (!ev->caller[0] || !strcmp(ev->caller, other->caller)))
			memcpy(ev->release, other->release, sizeof(ev->release));
	}
}

/* A check of control-flow integrity that faulted just below address 0 (x86_call_site.c). */
static bool checked_null(const struct ir_log *log, const struct ir_event *ev)
{
	return log->arch->null_check_code &&
	       (ev->kind == IR_EV_PAGE_FAULT || ev->kind == IR_EV_EXCEPTION) && !ev->fetch &&
	       ev->ip_symbol[0] && ir_event_below_null(ev) &&
	       log->arch->null_check_code(&ev->regs, ev->code, ev->nr_code);
}

bool ir_event_below_null(const struct ir_event *ev)
{
	return ev->have_address && ev->address >= (uint64_t)-128;
}

/*
 * Where the line with the faulting address is lost. Not of a call of 0: printing the code around it faults again, and CR2
 * then has that address.
 */
static void take_cr2(const struct ir_log *log, struct ir_event *ev)
{
	bool elsewhere =
		ev->ip_symbol[0] && !(ir_reg_known(&ev->regs, log->arch->ip) &&
				      ir_arch_is_null(log->arch, ev->regs.v[log->arch->ip]));

	if (ev->have_address || !ev->have_cr2 || !elsewhere ||
	    (ev->kind != IR_EV_PAGE_FAULT && ev->kind != IR_EV_EXCEPTION))
		return;
	ev->have_address = true;
	ev->address = ev->cr2;
}

void ir_event_finish(struct ir_log *log, struct ir_event *ev)
{
	int ip = log->arch->ip;

	take_cr2(log, ev);
	access_from_code(log, ev);
	/* s390's address is already past the two bytes at 0, which are no instruction. */
	if (!strcmp(log->arch->name, "s390x") && ir_reg_known(&ev->regs, ip) && ev->regs.v[ip] == 2)
		ev->regs.v[ip] = 0;
	if (!ev->have_ip && ev->fetch && ev->have_address) {
		/* A fetch faults at the instruction pointer, so the address tells it. */
		ir_log_set_register(ev, ip, ev->address);
		ev->have_ip = true;
	} else if (ev->data || (ev->have_address && ev->address)) {
		/* A read just below 0 may be a check of NULL before it is called. */
		ev->not_at_0 = ev->have_ip || !ir_event_below_null(ev);
	} else if (ev->kind == IR_EV_GP || ev->kind == IR_EV_INVALID_OP) {
		ev->not_at_0 = true;
	}
	drop_ip_frame(ev);
	put_lr_first(ev);
	find_release(log, ev);
	if (checked_null(log, ev)) {
		ev->kind = IR_EV_NULL_CALL;
		ev->checker.offset = ev->ip_offset;
		memcpy(ev->checker.symbol, ev->ip_symbol, sizeof(ev->checker.symbol));
		memcpy(ev->checker.module, ev->ip_module, sizeof(ev->checker.module));
	}
	if (!ir_reg_known(&ev->regs, ip) || !ir_arch_is_null(log->arch, ev->regs.v[ip]))
		return;
	if (ev->kind == IR_EV_PAGE_FAULT || ev->kind == IR_EV_EXCEPTION ||
	    ev->weight == IR_EVENT_CUT) {
		ev->kind = IR_EV_NULL_CALL;
		ev->weight = IR_EVENT_OOPS;
	}
}

bool ir_release_before(const char *release, unsigned major, unsigned minor)
{
	unsigned a, b;

	if (sscanf(release, "%3u.%3u", &a, &b) != 2)
		return false;
	return a < major || (a == major && b < minor);
}

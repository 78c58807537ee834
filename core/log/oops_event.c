// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Events: when a line opens one, when it only goes on with one, and which of them ended the machine.
 */
#include "core/log/oops_parse.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* Records that may pass between the end of a report and the crash kernel's first line. */
#define SOON 40
/* A report whose head was cut off stands at the start of the text. */
#define HEAD 60

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

/* A report of which only its first lines were read. */
static bool only_begun(const struct ir_log *log, const struct ir_event *ev)
{
	uint64_t ip = UINT64_C(1) << log->arch->ip; /* old kernels had it in the second line */

	return ev->open && ev->boot == log->boot && !(ev->regs.known & ~ip) && !ev->nr_frames &&
	       ev->pid < 0 && same_caller(log, ev);
}

/* The event a line that dies ("Oops: ...", "kernel BUG at") goes on with, rather than open its own. */
static struct ir_event *begun(struct ir_log *log, enum ir_event_weight weight)
{
	struct ir_event *ev = log->nr ? log->events[log->nr - 1] : NULL;

	if (weight != IR_EVENT_OOPS || !ev)
		return NULL;
	if (ev->weight == IR_EVENT_OOPS && only_begun(log, ev))
		return ev;
	/* Registers without a head, and then the head: one CPU's lines among another's. */
	return NULL;
}

/*
 * Which of two lines of one report knows better. "Oops:" alone knows nothing, and the trap behind a
 * BUG() or a crash on request is only how that is done.
 */
static enum ir_event_kind better(enum ir_event_kind a, enum ir_event_kind b)
{
	if (a == IR_EV_BUG || a == IR_EV_SYSRQ || b == IR_EV_EXCEPTION)
		return a;
	return b;
}

/*
 * "address: 0000000000000000", "at 0000001c", "at virtual address ffff...". CR2 is no substitute:
 * printing the code around RIP 0 faults again and leaves its own address there.
 */
static void find_address(struct ir_event *ev, const char *line)
{
	static const char *const words[] = {"address: ", "address ", " at "};

	if (ev->weight != IR_EVENT_OOPS || strstr(line, "Vector: ")) /* xmon: of its registers */
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

/* Room for one more. Warnings nobody died of make way first; then the newest does. */
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

static struct ir_event *start(struct ir_log *log, enum ir_event_kind kind,
			      enum ir_event_weight weight, const char *line)
{
	struct ir_event *ev = new_event(log);

	if (!ev)
		return NULL;
	ev->kind = kind;
	ev->weight = weight;
	ev->pid = ev->cpu = -1;
	ev->boot = log->boot;
	ev->open = true;
	snprintf(ev->text, sizeof(ev->text), "%s", line);
	memcpy(ev->caller, log->caller, sizeof(ev->caller));
	find_address(ev, line);
	log->open = ev;
	return ev;
}

struct ir_event *ir_event_open(struct ir_log *log, enum ir_event_kind kind,
			       enum ir_event_weight weight, const char *line)
{
	struct ir_event *ev = begun(log, weight);

	if (!ev)
		ev = start(log, kind, weight, line);
	else if (ev->kind != kind)
		ev->kind = better(ev->kind, kind);
	if (!ev)
		return NULL;
	find_address(ev, line);
	log->open = ev;
	/* Nothing that comes after the request matters: the machine does what it was told. */
	if (kind == IR_EV_SYSRQ && log->ended < 0)
		log->ended = (int)log->nr - 1;
	return ev;
}

/* Registers, and no report they could belong to: the text begins in the middle of one. */
struct ir_event *ir_event_cut_off(struct ir_log *log, const char *text)
{
	if (log->nr || log->nr_records > HEAD)
		return NULL;
	return ir_event_open(log, IR_EV_NONE, IR_EVENT_CUT, text);
}

/* The latest event of this boot that is as heavy as @weight, or of @kind if that is given. */
static int latest(const struct ir_log *log, enum ir_event_weight weight, enum ir_event_kind kind)
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

/* init and the idle task cannot be killed; only their own oops is the reason for such a panic. */
static bool may_have_killed(const struct ir_event *ev, const char *line)
{
	if (strstr(line, "Attempted to kill init"))
		return ev->pid < 0 || ev->pid == 1;
	return true;
}

/* The event a panic is the end of, or -1 when it is one of its own. */
static int panicked(const struct ir_log *log, enum ir_event_kind kind, bool continues,
		    const char *line)
{
	int i;

	if (!continues)
		return -1;
	if (kind == IR_EV_NONE) {
		i = latest(log, IR_EVENT_OOPS, IR_EV_NONE);
		return i >= 0 ? i : latest(log, IR_EVENT_CUT, IR_EV_NONE);
	}
	if (kind == IR_EV_PANIC) {
		i = latest(log, IR_EVENT_OOPS, IR_EV_NONE);
		return i >= 0 && may_have_killed(log->events[i], line) ? i : -1;
	}
	if (kind != IR_EV_BUG)
		return latest(log, IR_EVENT_CUT, kind);
	/* panic_on_warn: of whatever was reported last */
	i = (int)log->nr - 1;
	return i >= 0 && log->events[i]->boot == log->boot ? i : -1;
}

void ir_event_panic(struct ir_log *log, enum ir_event_kind kind, bool continues, const char *line)
{
	int i;

	/* It panics once; what follows is the way down. A crash on request ends in its own panic. */
	if (log->ended >= 0 && log->events[log->ended]->boot == log->boot) {
		struct ir_event *last = log->events[log->ended];

		if (last->kind == IR_EV_SYSRQ && kind == IR_EV_SYSRQ)
			snprintf(last->text, sizeof(last->text), "%s", line);
		return;
	}
	i = panicked(log, kind, continues, line);
	if (i < 0) {
		if (!start(log, kind, IR_EVENT_PANIC, line))
			return;
		i = (int)log->nr - 1;
	} else if (log->events[i]->weight == IR_EVENT_SPLAT) {
		log->events[i]->kind = IR_EV_BUG;
		log->events[i]->weight = IR_EVENT_OOPS;
	} else if (log->events[i]->weight == IR_EVENT_CUT) {
		log->events[i]->kind = IR_EV_EXCEPTION; /* its own end says what it was */
		log->events[i]->weight = IR_EVENT_OOPS;
	}
	/* The trace that follows is panic()'s own. */
	if (log->events[i]->weight == IR_EVENT_OOPS) {
		log->events[i]->in_trace = false;
		log->events[i]->trace_done = true;
	}
	if (log->ended < 0)
		log->ended = i;
}

void ir_event_boot(struct ir_log *log)
{
	int i = latest(log, IR_EVENT_OOPS, IR_EV_NONE);

	if (log->ended < 0 && i >= 0 && log->events[i]->idle < SOON)
		log->ended = i;
	for (unsigned k = 0; k < log->nr; k++)
		log->events[k]->open = false;
	log->open = NULL;
	log->boot++;
}

/* The caller a link register names is the first frame: the stack does not have it yet. */
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

/* arm64 prints where it is as the first line of the trace. */
static void drop_ip_frame(struct ir_event *ev)
{
	if (!ev->nr_frames || !ev->ip_symbol[0] || strcmp(ev->frames[0].symbol, ev->ip_symbol) ||
	    ev->frames[0].offset != ev->ip_offset)
		return;
	ev->nr_frames--;
	memmove(ev->frames, ev->frames + 1, ev->nr_frames * sizeof(*ev->frames));
}

/*
 * "Oops: 0010": x86's error code; "Oops: 96000004": arm64's syndrome, class first. Whether the access was a
 * fetch, where no line says so. x86 of 32 bits without PAE calls a fetch a read.
 */
static void access_from_code(const struct ir_log *log, struct ir_event *ev)
{
	const char *arch = log->arch->name, *s = strstr(ev->oops, "Oops: "), *end;
	bool unknown = !arch[0], x86_64 = !strcmp(arch, "x86_64");
	uint64_t code;

	while (s && !strncmp(s, "Oops: ", 6)) /* x86 says it twice */
		s += 6;
	end = s ? ir_log_hex(s, 4, &code) : NULL;
	if (!end || ev->fetch || ev->data)
		return;
	if (!strcmp(arch, "aarch64") || (unknown && end - s >= 8)) {
		ev->fetch = code >> 27 == 0x20 >> 1;
		ev->data = code >> 27 == 0x24 >> 1;
	} else if (end - s == 4 && (unknown || x86_64 || !strcmp(arch, "i386"))) {
		ev->fetch = code & 0x10;
		ev->data = !ev->fetch && (code & 2 || x86_64);
	}
}

void ir_event_finish(struct ir_log *log, struct ir_event *ev)
{
	int ip = log->arch->ip;

	access_from_code(log, ev);
	/* s390 has passed the two bytes at 0 that are no instruction. */
	if (!strcmp(log->arch->name, "s390x") && ev->regs.known >> ip & 1 && ev->regs.v[ip] == 2)
		ev->regs.v[ip] = 0;
	if (!ev->have_ip && ev->fetch && ev->have_address) {
		/* Where it fetched is where it was. */
		ir_log_set_register(ev, ip, ev->address);
		ev->have_ip = true;
	} else if (ev->data || (ev->have_address && ev->address) || ev->kind == IR_EV_GP ||
		   ev->kind == IR_EV_INVALID_OP) {
		ev->not_at_0 = true;
	}
	drop_ip_frame(ev);
	put_lr_first(ev);
	if (!ev->release[0])
		memcpy(ev->release, log->release, sizeof(ev->release));
	if (!(ev->regs.known >> ip & 1) ||
	    (log->arch->null_ip ? !log->arch->null_ip(ev->regs.v[ip]) : ev->regs.v[ip] != 0))
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

// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a record tells. It is gone through word by word; each word may open an event (oops_opener.c), be one
 * a report has (oops_marks.def), a register or a function. Nothing depends on where lines begin, so that
 * wrapped, joined and interleaved ones all read the same; what is not recognised is skipped.
 */
#include "core/log/oops_parse.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Records after which an event that grew no more is over. */
#define OVER 150

enum mark {
	MARK_IP_CS,
	MARK_IP,
	MARK_IP_REPORTED,
	MARK_PSW,
	MARK_LR,
	MARK_FETCH,
	MARK_DATA,
	MARK_ADDRESS,
	MARK_CPU,
	MARK_PID,
	MARK_COMM,
	MARK_TASK,
	MARK_RELEASE,
	MARK_TAINTED,
	MARK_BOOT,
	MARK_DOWN,
	MARK_TRACE,
	MARK_FROM,
	MARK_NO_REGISTER,
	MARK_XMON_TASK,
	MARK_UNRELIABLE,
	MARK_TRACE_END,
	MARK_REPORT_END,
	MARK_CRASH_EXCEPTION,
	MARK_SPLAT,
};

static const struct {
	const char *words;
	enum mark what;
} marks[] = {
#define IR_MARK(words, what) {words, MARK_##what},
#define IR_SPLAT(words)	     {words, MARK_SPLAT},
#define IR_DIE(words, kind)
#include "core/log/oops_marks.def"
#undef IR_MARK
#undef IR_SPLAT
#undef IR_DIE
};

/* The event @log's record adds to: its caller's, if records name one. */
static struct ir_event *event_of_record(struct ir_log *log)
{
	for (unsigned i = log->nr; log->caller[0] && i-- > 0;) {
		struct ir_event *ev = log->events[i];

		if (ev->open && !strcmp(ev->caller, log->caller))
			return ev;
	}
	if (!log->open || !log->open->open)
		return NULL;
	return log->caller[0] && log->open->caller[0] && strcmp(log->caller, log->open->caller)
		       ? NULL
		       : log->open;
}

static void report_mark(struct ir_log *log, struct ir_event *ev, enum mark what, const char *s)
{
	struct ir_log_address place;

	switch (what) {
	case MARK_IP:
	case MARK_IP_REPORTED:
		(void)ir_log_address(s, &place);
		ir_event_set_ip(log, ev, &place);
		break;
	case MARK_PSW: ir_event_psw(log, ev, s); break;
	case MARK_LR: ir_event_set_lr(log, ev, s); break;
	case MARK_FETCH: ev->fetch = !ev->data; break;
	case MARK_DATA: ev->data = !ev->fetch; break;
	case MARK_ADDRESS:
		(void)ir_log_address(s, &place);
		if (!ev->have_address && place.have_value)
			ev->address = place.value;
		ev->have_address |= place.have_value;
		break;
	case MARK_CPU: ir_log_number(&ev->cpu, s); break;
	case MARK_PID: ir_log_number(&ev->pid, s); break;
	case MARK_COMM: ir_log_comm(ev->comm, sizeof(ev->comm), s); break;
	case MARK_TASK: ir_log_old_task(ev, s); break;
	case MARK_TAINTED:
		ir_log_taint(ev, s);
		/* fall through */
	case MARK_RELEASE: ir_log_release(ev->release, sizeof(ev->release), s); break;
	case MARK_TRACE:
		/* Another one is another task's, or tells how memory was allocated. */
		ev->trace_done |= ev->nr_frames > 0;
		ev->in_trace = !ev->trace_done;
		break;
	case MARK_FROM:
		/* 32-bit ARM's unwinder does without a head. */
		ev->in_trace |= ev->have_ip && !ev->trace_done;
		break;
	case MARK_XMON_TASK: ir_log_xmon_task(ev, s); break;
	case MARK_UNRELIABLE:
		if (ev->in_trace && ev->nr_frames)
			ev->frames[ev->nr_frames - 1].guess = true;
		break;
	case MARK_TRACE_END:
	case MARK_REPORT_END:
		ev->trace_done |= ev->in_trace;
		ev->in_trace = false;
		break;
	default: break;
	}
}

/* "PID: 10964 TASK: ffff951c8aa92f80 CPU: 3 COMMAND: "TaniumCX"": each stack of crash's has its own. */
static bool crash_header(struct ir_log *log, enum mark what, const char *s)
{
	if (what == MARK_COMM) {
		log->crash.comm[0] = 0;
		ir_log_comm(log->crash.comm, sizeof(log->crash.comm), s);
	} else {
		int64_t *number = what == MARK_PID ? &log->crash.pid : &log->crash.cpu;

		*number = -1;
		ir_log_number(number, s);
	}
	return true;
}

/* Marks that mean something without an event, too. True: @what is done with. */
static bool global_mark(struct ir_log *log, struct ir_event *ev, enum mark what, const char *s,
			const char *text)
{
	switch (what) {
	case MARK_BOOT:
		if (ev && ev->monitor) {
			ir_log_release(ev->release, sizeof(ev->release), s);
			return true;
		}
		if (log->nr)
			ir_event_boot(log);
		ir_log_release(log->release, sizeof(log->release), s);
		return true;
	case MARK_DOWN: ir_event_boot(log); return true;
	case MARK_RELEASE:
		if (!ev)
			ir_log_release(log->release, sizeof(log->release), s);
		return !ev;
	case MARK_CPU:
	case MARK_PID:
	case MARK_COMM: return !ev && crash_header(log, what, s);
	case MARK_CRASH_EXCEPTION: ir_log_crash_exception(log, s); return true;
	case MARK_SPLAT:
		/* Inside a report whose lines still come it is another CPU's, or a sentence. */
		ir_event_open(log, IR_EV_NONE, IR_EVENT_SPLAT, text);
		return true;
	case MARK_IP_CS: ir_event_ip_segment(log, ev, s, text); return true;
	case MARK_IP:
		if (!ev && !strncmp(log->crash.frame, "el1", 3)) {
			ir_log_crash_exception(log, s); /* arm64's exception frame */
			ev = event_of_record(log);
		} else if (!ev && log->arch != &ir_arch_log) {
			ev = ir_event_cut_off(log, text);
		}
		if (ev)
			report_mark(log, ev, what, s);
		return true;
	default: return false;
	}
}

/* Words that are common, but mean something in one kind of report. */
static bool said_there(const struct ir_log *log, const struct ir_event *ev, enum mark what)
{
	if (what == MARK_FROM)
		return ev && !strcmp(log->arch->name, "arm");
	return what != MARK_XMON_TASK || (ev && ev->monitor);
}

static size_t mark(struct ir_log *log, struct ir_event *ev, const char *s, const char *text)
{
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		size_t n = marks[i].words[0] == *s ? ir_log_match(s, marks[i].words) : 0;

		if (!n || !said_there(log, ev, marks[i].what))
			continue;
		if (!global_mark(log, ev, marks[i].what, s + n, text) && ev)
			report_mark(log, ev, marks[i].what, s + n);
		/* The whole of "pc : 0x0" is one word to the register reader. */
		return n;
	}
	return 0;
}

/* 32-bit ARM's "(f+0x10/0x20) from [<c0...>] (g+0x1/0x2)": each function, and on the next line once more. */
static bool printed_twice(const struct ir_log *log, const struct ir_event *ev,
			  const struct ir_log_frame *f)
{
	const struct ir_log_frame *last = ev->nr_frames ? &ev->frames[ev->nr_frames - 1] : NULL;

	return last && !strcmp(log->arch->name, "arm") && last->offset == f->offset &&
	       !strcmp(last->symbol, f->symbol);
}

static const char *frame(struct ir_log *log, struct ir_event *ev, const char *s, bool guess)
{
	struct ir_log_frame f;
	const char *end = ir_log_location(s, &f);

	/* "symbol+18" is crash's */
	if (!end || (memchr(s, '+', (size_t)(end - s)) && !memchr(s, 'x', (size_t)(end - s))))
		return NULL;
	log->module = NULL;
	if (ev->nr_frames == IR_LOG_FRAMES || printed_twice(log, ev, &f))
		return end;
	f.guess = guess;
	ev->frames[ev->nr_frames] = f;
	log->module = ev->frames[ev->nr_frames++].module;
	return end;
}

/* "[xfs]", "[xfs 5bd8c9]" behind a function, maybe on the next line */
static void module(struct ir_log *log, const char *s)
{
	size_t n = strcspn(s + 1, " ]");

	if (log->module && !log->module[0] && isalpha((unsigned char)s[1]) &&
	    n < sizeof(((struct ir_log_frame *)0)->module) && strncmp(s, "[inline]", 8))
		snprintf(log->module, n + 1, "%s", s + 1);
	log->module = NULL;
}

/* The word at @s; returns where to go on. */
static const char *word(struct ir_log *log, const char *s, const char *text, bool guess)
{
	struct ir_event *ev;
	const char *end;
	size_t n;

	ir_log_tell_arch(log, s);
	n = ir_log_opener(log, s, text);
	if (n)
		return s + n;
	ev = event_of_record(log);
	n = mark(log, ev, s, text);
	if (n) {
		if (ev)
			ev->idle = 0;
		return s + n;
	}
	if (*s == '#' && isdigit((unsigned char)s[1]))
		ir_log_crash_frame(log, s);
	/* "illegal operation: 0001 [#1]": what every die() ends its line with */
	if (ir_log_die_mark(s) && (!ev || (!ev->have_ip && ev->weight != IR_EVENT_PANIC)))
		ir_event_open(log, IR_EV_EXCEPTION, IR_EVENT_OOPS, text);
	if (*s == '[')
		module(log, s);
	if (!ev && log->arch != &ir_arch_log && !log->nr && ir_log_register(log, NULL, s))
		ev = ir_event_cut_off(log, text);
	if (!ev)
		return s;
	if (ev->in_trace) {
		end = frame(log, ev, s, guess);
		if (end)
			ev->idle = 0;
		return end ? end : s;
	}
	end = ir_log_register(log, ev, s);
	if (end)
		ev->idle = 0;
	return end ? end : s;
}

static bool starts_word(char before)
{
	return !before || before == ' ' || before == '"' || before == '(' || before == '\'' ||
	       before == '.' || before == ',' || before == ';';
}

void ir_log_record(struct ir_log *log, const char *text, const char *caller)
{
	bool guess = false;

	snprintf(log->caller, sizeof(log->caller), "%s", caller);
	log->nr_records++;
	/* "BIOS-e820: [mem 0x0-" of the next boot is no module of the last frame. */
	if (log->module == log->module_before)
		log->module = NULL;
	log->module_before = log->module;
	for (const char *s = text; *s;) {
		const char *next = s;

		if (*s != ' ' && starts_word(s > text ? s[-1] : 0)) {
			next = word(log, s, text, guess);
			guess = *s == '?' && (s[1] == ' ' || !s[1]);
		}
		s = next > s ? next : s + 1;
	}
	for (unsigned i = 0; i < log->nr; i++) {
		struct ir_event *ev = log->events[i];

		if (++ev->idle > OVER && (ev->have_ip || ev->nr_frames || ev->regs.known))
			ev->open = false;
	}
}

// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * From records to events. A record is read word by word. A word may open an event (oops_opener.c),
 * be one of the words in reports (oops_marks.def), a register or a function. Nothing depends on
 * where lines begin, so wrapped, joined and interleaved lines all read the same. Unknown words are
 * skipped.
 */
#include "core/log/oops_parse.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* An event is over when this many records added nothing to it. */
#define MAX_IDLE_RECORDS 150

static const struct {
	const char *words;
	enum ir_log_mark what;
} marks[] = {
#define IR_MARK(words, what) {words, IR_MARK_##what},
#define IR_SPLAT(words)	     {words, IR_MARK_SPLAT},
#define IR_DIE(words, kind)
#include "core/log/oops_marks.def"
#undef IR_MARK
#undef IR_SPLAT
#undef IR_DIE
};

/* The event that the record adds to: that of the same printk caller, where records name callers. */
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

/* "Internal error: Oops -" and on the next line "BUG: 0 [#1] SMP" */
static bool is_rest_of_die(const char *s)
{
	s += strspn(s, " ");
	s += strspn(s, "0123456789abcdef");
	return ir_log_die_mark(s + strspn(s, " "));
}

/* "NMI backtrace for cpu 3": the CPU that @ev has just found stuck is shown, so it is of that report. */
static bool is_stalled_cpu(const struct ir_event *ev, const char *s)
{
	int64_t cpu = -1;

	ir_log_number(&cpu, s + strspn(s, " "));
	return ev && ev->weight == IR_EVENT_STALL && !ev->nr_frames && cpu >= 0 && cpu == ev->cpu;
}

/* "PC is at step_into+0x5cd/0x650": that is of a report, whosever it is */
static bool names_function(const char *s)
{
	struct ir_log_address place;
	const char *end = ir_log_address(s, &place);

	return place.have_symbol && !place.have_value && memchr(s, '/', (size_t)(end - s));
}

/* Marks that mean something without an event, too. True: @what is done with. */
static bool global_mark(struct ir_log *log, struct ir_event *ev, enum ir_log_mark what,
			const char *s, const char *text)
{
	switch (what) {
	case IR_MARK_BOOT:
		if (ev && ev->monitor) {
			ir_log_release(ev->release, sizeof(ev->release), s);
			return true;
		}
		if (log->nr)
			ir_event_boot(log);
		ir_log_release(log->release, sizeof(log->release), s);
		ir_log_arch_of_compiler(log, s);
		return true;
	case IR_MARK_DOWN: ir_event_boot(log); return true;
	case IR_MARK_RELEASE:
	case IR_MARK_TAINTED:
		log->release_follows = true;
		if (what == IR_MARK_TAINTED)
			ir_log_taint(ev ? ev->tainted : log->crash.tainted,
				     sizeof(log->crash.tainted), text, s);
		if (ev)
			return false;
		/* Where callers are named, other lines may be of other reports. */
		ir_log_release(log->caller[0] ? log->crash.release : log->release,
			       sizeof(log->release), s);
		log->crash.taint_told = true;
		return true;
	case IR_MARK_OF_PROGRAM:
		if (!ev)
			ir_event_open(log, IR_EV_NONE, IR_EVENT_SPLAT, text);
		else if (ev->weight == IR_EVENT_CUT)
			ev->weight = IR_EVENT_SPLAT;
		return true;
	case IR_MARK_TICKS: ir_log_ticking_cpu(ev, text); return true;
	case IR_MARK_CPU_LINE:
		ir_log_mce_cpu(log, s);
		return !ev && ir_log_is_number_alone(s) && ir_log_crash_header(log, IR_MARK_CPU, s);
	case IR_MARK_CPU:
	case IR_MARK_PID:
	case IR_MARK_COMM: return !ev && ir_log_crash_header(log, what, s);
	case IR_MARK_CRASH_EXCEPTION: ir_log_crash_exception(log, s); return true;
	case IR_MARK_TRACE:
		if (!ev && (ev = ir_event_cut_off(log, text))) {
			ev->stray = true;
			ir_log_report_mark(log, ev, what, s);
		}
		return false;
	case IR_MARK_SPLAT:
		if (is_rest_of_die(s) || is_stalled_cpu(ev, s))
			return false;
		/* Also within a report: it is another CPU's line, or part of a sentence. */
		ir_event_open(log, IR_EV_NONE, IR_EVENT_SPLAT, text);
		return true;
	case IR_MARK_IP_CS: ir_event_ip_segment(log, ev, s, text); return true;
	case IR_MARK_IP:
	case IR_MARK_IP_END:
		if (!ev && !strncmp(log->crash.frame, "el1", 3)) {
			ir_log_crash_exception(log, s); /* arm64's exception frame */
			ev = event_of_record(log);
		} else if (!ev && (log->arch != &ir_arch_log || names_function(s))) {
			ev = ir_event_cut_off(log, text);
		}
		if (ev)
			ir_log_report_mark(log, ev, what, s);
		return true;
	default: return ir_log_session_mark(log, what, s, text);
	}
}

/* Does the word mean @what here? Some common words have a meaning in one kind of report only. */
static bool mark_applies(const struct ir_log *log, const struct ir_event *ev, enum ir_log_mark what)
{
	if (what == IR_MARK_FROM)
		return ev && !strcmp(log->arch->name, "arm");
	return (what != IR_MARK_XMON_TASK && what != IR_MARK_XMON_ADDRESS) || (ev && ev->monitor);
}

void ir_log_index_marks(struct ir_log_index *x)
{
	_Static_assert(sizeof(marks) / sizeof(marks[0]) <= IR_LOG_INDEXED, "room for all");
	for (unsigned i = sizeof(marks) / sizeof(marks[0]); i; i--)
		ir_log_index_row(x, i, marks[i - 1].words);
}

/* Is the word at @s one of oops_marks.def? Returns how much of it to skip, 0 if not. */
static size_t read_mark(struct ir_log *log, struct ir_event *ev, const char *s, const char *text)
{
	ir_log_index_each (&log->marks, *s, i) {
		size_t n = ir_log_match(s, marks[i - 1].words);

		if (!n || !mark_applies(log, ev, marks[i - 1].what))
			continue;
		if (!global_mark(log, ev, marks[i - 1].what, s + n, text) && ev)
			ir_log_report_mark(log, ev, marks[i - 1].what, s + n);
		/* Skip the words only: the register reader would take all of "pc : 0x0" as one. */
		return n;
	}
	return 0;
}

/* Does a number stand before @s, as that of a frame does? */
static bool follows_number(const char *s, const char *text)
{
	while (s > text && s[-1] == ' ')
		s--;
	return s > text && isdigit((unsigned char)s[-1]);
}

/* Read the word at @s; returns where to continue. */
static const char *read_word(struct ir_log *log, const char *s, const char *text, bool guess)
{
	struct ir_event *ev;
	const char *end;
	size_t n;

	ir_log_tell_arch(log, s);
	n = ir_log_opener(log, s, text);
	if (n)
		return s + n;
	ev = event_of_record(log);
	n = read_mark(log, ev, s, text);
	if (n) {
		if (ev)
			ev->idle = 0;
		return s + n;
	}
	if (isdigit((unsigned char)s[*s == '#']) || (*s == '[' && !follows_number(s, text)))
		ir_log_crash_frame(log, s);
	if (ir_log_die_mark(s) && (!ev || (!ev->have_ip && ev->weight != IR_EVENT_PANIC)))
		ir_log_open_by_die_mark(log, s, text);
	if (*s == '[') {
		ir_log_module(log, s);
		ir_event_page_table(log, ev, s);
	}
	if (!ev && log->arch != &ir_arch_log && !log->nr && ir_log_register(log, NULL, s))
		ev = ir_event_cut_off(log, text);
	if (!ev)
		return s;
	if (ev->in_trace) {
		end = ir_log_frame(log, ev, s, guess);
		if (end)
			ir_log_frame_address(log, ev, text, s);
	} else {
		end = ir_log_register(log, ev, s);
	}
	if (end)
		ev->idle = 0;
	return end ? end : s;
}

static bool starts_word(char before)
{
	return strchr(" \"('.,;", before) != NULL; /* or nothing */
}

/* The function of "RIP:" on the line before, where @text begins with it. */
static void take_place(struct ir_log *log, const char *text)
{
	struct ir_event *ev = log->ip_follows ? event_of_record(log) : NULL;
	struct ir_log_address place;

	log->ip_follows = false;
	if (!ev)
		return;
	(void)ir_log_address(text, &place);
	if (place.have_symbol)
		ir_event_set_ip(log, ev, &place);
}

/* x86's "Stack:" ends its line, and the first words of the stack stand on the next. */
static void take_stack(struct ir_log *log, const char *text)
{
	struct ir_event *ev = log->stack_follows ? event_of_record(log) : NULL;

	log->stack_follows = false;
	if (ev)
		ir_log_stack(ev, text);
}

/* "Tainted: G      D" and on the next line "5.14.0-rc1-TalosII #2", or in parentheses */
static void take_release(struct ir_log *log, const char *text)
{
	struct ir_event *ev = event_of_record(log);

	/* lockdep: "6.13.0-rc2+ #68 Tainted: G           OE" */
	if ((log->release_follows || strstr(text, "ainted")) &&
	    ir_log_begins_release(text + strspn(text, " (")))
		ir_log_release(ev ? ev->release : log->release, sizeof(log->release), text);
	log->release_follows = false;
}

/* RISC-V prints no heading before its trace: "[<ffffffff8064b0ea>] driver_attach+0x1e/0x26" */
static void begin_bare_trace(struct ir_log *log, const char *text)
{
	struct ir_event *ev = strcmp(log->arch->name, "riscv64") ? NULL : event_of_record(log);

	text += strspn(text, " ");
	if (ev && ev->have_ip && !ev->trace_done && !strncmp(text, "[<", 2))
		ev->in_trace = true;
}

void ir_log_record(struct ir_log *log, const char *text, const char *caller)
{
	bool guess = false;

	snprintf(log->caller, sizeof(log->caller), "%s", caller);
	log->nr_records++;
	/*
	 * A module comes at most one record late: "BIOS-e820: [mem 0x0-" of the next boot is none.
	 */
	if (log->module == log->module_before)
		log->module = NULL;
	log->module_before = log->module;
	take_place(log, text);
	take_stack(log, text);
	take_release(log, text);
	begin_bare_trace(log, text);
	for (const char *s = text; *s;) {
		const char *next = s;

		if (*s != ' ' && starts_word(s > text ? s[-1] : 0)) {
			next = read_word(log, s, text, guess);
			guess = *s == '?' && (s[1] == ' ' || !s[1]);
		}
		s = next > s ? next : s + 1;
	}
	for (unsigned i = 0; i < log->nr; i++) {
		struct ir_event *ev = log->events[i];

		if (++ev->idle > MAX_IDLE_RECORDS &&
		    (ev->have_ip || ev->nr_frames || ev->regs.known))
			ev->open = false;
	}
}

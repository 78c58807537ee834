// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a record tells. It is gone through word by word; each word may open an event (oops_log.def), be one
 * a report has (oops_marks.def), a register or a function. Nothing depends on where lines begin, so that
 * wrapped, joined and interleaved ones all read the same; what is not recognised is skipped.
 */
#include "oops_parse.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Records after which an event that grew no more is over. */
#define OVER 150
/* A report whose head was cut off stands at the start of the text. */
#define HEAD 60

static const struct {
	const char *words;
	enum ir_event_kind kind;
	bool continues;
} openers[] = {
#define IR_OPENER(words, kind, continues) {words, IR_EV_##kind, continues},
#include "oops_log.def"
#undef IR_OPENER
};

enum mark {
	MARK_IP_CS,
	MARK_IP,
	MARK_PSW,
	MARK_LR,
	MARK_FETCH,
	MARK_DATA,
	MARK_ADDRESS,
	MARK_CPU,
	MARK_PID,
	MARK_COMM,
	MARK_PROCESS,
	MARK_TASK,
	MARK_RELEASE,
	MARK_TAINTED,
	MARK_BOOT,
	MARK_DOWN,
	MARK_TRACE,
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
#include "oops_marks.def"
#undef IR_MARK
#undef IR_SPLAT
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

/* Registers, and no report they could belong to: the text begins in the middle of one. */
static struct ir_event *cut_off(struct ir_log *log, const char *text)
{
	if (log->nr || log->nr_records > HEAD)
		return NULL;
	return ir_event_open(log, IR_EV_NONE, IR_EVENT_CUT, text);
}

/* Can @place be where @ev happened? Reports name it twice, by number and by function. */
static bool same_place(const struct ir_log *log, const struct ir_event *ev,
		       const struct ir_place *place)
{
	int ip = log->arch->ip;

	if (place->have_symbol && ev->ip_symbol[0] && strcmp(ev->ip_symbol, place->f.symbol))
		return false;
	return !place->have_value || !(ev->regs.known >> ip & 1) || ev->regs.v[ip] == place->value;
}

static void set_ip(struct ir_log *log, struct ir_event *ev, const struct ir_place *place)
{
	if (!place->have_symbol && !place->have_value)
		return;
	/* Inside the trace it is what was interrupted; behind it the same registers come once more. */
	ev->other_context = ev->have_ip && (ev->in_trace || !same_place(log, ev, place));
	if (ev->other_context || ev->in_trace)
		return;
	ev->have_ip = true;
	if (place->have_value)
		ir_log_set_register(ev, log->arch->ip, place->value);
	if (!place->have_symbol || ev->ip_symbol[0])
		return;
	memcpy(ev->ip_symbol, place->f.symbol, sizeof(ev->ip_symbol));
	memcpy(ev->ip_module, place->f.module, sizeof(ev->ip_module));
	ev->ip_offset = place->f.offset;
	log->module = ev->ip_module;
}

/* "0010:step_into+0x5cd/0x650", "0033:0x7f5192dcc25a", "0060:[<c0123456>]", crash: no segment */
static void ip_with_segment(struct ir_log *log, struct ir_event *ev, const char *s, const char *text)
{
	struct ir_place place;
	uint64_t cs = 0, v;
	const char *end;
	bool user = false;

	while (*s == ' ')
		s++;
	end = ir_log_hex(s, 4, &cs);
	if (end && end - s == 4 && *end == ':') {
		/* Privilege level 3 is user space; the empty frame of a kernel thread has no segment. */
		user = (cs & 3) == 3 || !cs;
		s = end + 1;
	}
	(void)ir_log_place(s, &place);
	v = place.value;
	user |= place.have_value && !place.have_symbol && v >= 1 << 20 && v < UINT64_C(1) << 47 &&
		log->arch->ip >= 0 && !strcmp(log->arch->name, "x86_64");
	if (!ev && !user && (place.have_value || place.have_symbol))
		ev = cut_off(log, text);
	if (!ev)
		return;
	if (user)
		ev->other_context = true;
	else
		set_ip(log, ev, &place);
}

/* "0404c00180000000 0000000000431f8e (scsi_alloc_sgtable+0x62/0x7c)": mask, then address */
static void psw(struct ir_log *log, struct ir_event *ev, const char *s)
{
	struct ir_place place;
	uint64_t mask;

	while (*s == ' ')
		s++;
	s = ir_log_hex(s, 8, &mask);
	if (!s)
		return;
	(void)ir_log_place(s, &place);
	set_ip(log, ev, &place);
}

static void set_lr(struct ir_log *log, struct ir_event *ev, const char *s)
{
	struct ir_place place;

	(void)ir_log_place(s, &place);
	if (ev->other_context || ev->in_trace)
		return;
	if (place.have_value)
		ir_log_set_register(ev, log->arch->lr, place.value);
	if (!place.have_symbol || ev->lr.symbol[0])
		return;
	ev->lr = place.f;
	log->module = ev->lr.module;
}

/* "/usr/local/serv Kdump: loaded Not tainted", "\"kworker/u4:2\"", "swapper/0" */
static void set_comm(char *comm, size_t size, const char *s)
{
	static const char *const ends[] = {" Kdump:", " Not tainted", " Tainted:", " EIP:", " xid:"};
	size_t n;

	while (*s == ' ' || *s == '"')
		s++;
	n = strlen(s);
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		const char *end = strstr(s, ends[i]);

		if (end && (size_t)(end - s) < n)
			n = (size_t)(end - s);
	}
	if (n > 24 || strchr(s, '"') || !strstr(s, "ainted"))
		n = strcspn(s, " \"");
	snprintf(comm, size, "%.*s", (int)n, s);
}

static void task_mark(int64_t *pid, int64_t *cpu, char *comm, size_t size, enum mark what,
		      const char *s)
{
	char *end;
	long long v = strtoll(s, &end, 10);

	if (what == MARK_COMM && !comm[0])
		set_comm(comm, size, s);
	else if (what == MARK_CPU && *cpu < 0 && end > s && v >= 0)
		*cpu = v;
	else if (what == MARK_PID && *pid < 0 && end > s && v >= 0)
		*pid = v;
}

/* "TASK = cfa5d000[950] 'bash' THREAD: cf9ce000"; "Process bash (pid: 950, ..." */
static void old_task_mark(struct ir_event *ev, enum mark what, const char *s)
{
	const char *bracket = strchr(s, '['), *quote = strchr(s, '\'');

	if (what == MARK_PROCESS && strstr(s, "(pid:") && !ev->comm[0]) {
		set_comm(ev->comm, sizeof(ev->comm), s);
	} else if (what == MARK_TASK && bracket && ev->pid < 0) {
		ev->pid = strtoll(bracket + 1, NULL, 10);
		if (quote && !ev->comm[0])
			snprintf(ev->comm, sizeof(ev->comm), "%.*s", (int)strcspn(quote + 1, "'"),
				 quote + 1);
	}
}

/* The first word that looks like "5.4.241-1-tlinux4"; taint letters may stand before it. */
static void find_release(char *ret, size_t size, const char *s)
{
	for (int n = 0; n < 24 && *s && !ret[0]; n++) {
		char word[64];
		unsigned major, minor;

		while (*s == ' ' || *s == '(')
			s++;
		s = ir_log_word(s, word, sizeof(word));
		word[strcspn(word, "),")] = 0;
		if (sscanf(word, "%3u.%3u", &major, &minor) == 2 && major >= 2 && major < 100)
			snprintf(ret, size, "%s", word);
	}
}

static void find_taint(struct ir_event *ev, const char *s)
{
	size_t n = 0;

	/* "[W]=WARN, [O]=OOT_MODULE" spells out what the line before has in letters. */
	if (ev->tainted[0] || strchr(s, '=') == s + 4)
		return;
	for (; *s && (isupper((unsigned char)*s) || *s == ' ' || *s == '-'); s++) {
		if (isupper((unsigned char)*s) && *s != 'G' && n + 1 < sizeof(ev->tainted))
			ev->tainted[n++] = *s;
	}
}

static void report_mark(struct ir_log *log, struct ir_event *ev, enum mark what, const char *s)
{
	struct ir_place place;

	switch (what) {
	case MARK_IP:
		(void)ir_log_place(s, &place);
		set_ip(log, ev, &place);
		break;
	case MARK_PSW:
		psw(log, ev, s);
		break;
	case MARK_LR:
		set_lr(log, ev, s);
		break;
	case MARK_FETCH:
		ev->fetch = !ev->data;
		break;
	case MARK_DATA:
		ev->data = !ev->fetch;
		break;
	case MARK_ADDRESS:
		(void)ir_log_place(s, &place);
		if (!ev->have_address && place.have_value)
			ev->address = place.value;
		ev->have_address |= place.have_value;
		break;
	case MARK_CPU:
	case MARK_PID:
	case MARK_COMM:
		task_mark(&ev->pid, &ev->cpu, ev->comm, sizeof(ev->comm), what, s);
		break;
	case MARK_PROCESS:
	case MARK_TASK:
		old_task_mark(ev, what, s);
		break;
	case MARK_TAINTED:
		find_taint(ev, s);
		/* fall through */
	case MARK_RELEASE:
		find_release(ev->release, sizeof(ev->release), s);
		break;
	case MARK_TRACE:
		/* Another one is another task's, or tells how memory was allocated. */
		ev->trace_done |= ev->nr_frames > 0;
		ev->in_trace = !ev->trace_done;
		break;
	case MARK_UNRELIABLE:
		if (ev->in_trace && ev->nr_frames)
			ev->frames[ev->nr_frames - 1].guess = true;
		break;
	case MARK_TRACE_END:
	case MARK_REPORT_END:
		ev->trace_done |= ev->in_trace;
		ev->in_trace = false;
		break;
	default:
		break;
	}
}

/* Marks that mean something without an event, too. True: @what is done with. */
static bool global_mark(struct ir_log *log, struct ir_event *ev, enum mark what, const char *s,
			const char *text)
{
	switch (what) {
	case MARK_BOOT:
		if (log->nr)
			ir_event_boot(log);
		find_release(log->release, sizeof(log->release), s);
		return true;
	case MARK_DOWN:
		ir_event_boot(log);
		return true;
	case MARK_RELEASE:
		if (!ev)
			find_release(log->release, sizeof(log->release), s);
		return !ev;
	case MARK_CPU:
	case MARK_PID:
	case MARK_COMM:
		if (!ev)
			task_mark(&log->crash.pid, &log->crash.cpu, log->crash.comm,
				  sizeof(log->crash.comm), what, s);
		return !ev;
	case MARK_CRASH_EXCEPTION:
		ir_log_crash_exception(log, s);
		return true;
	case MARK_SPLAT:
		/* Inside a report whose lines still come it is another CPU's, or a sentence. */
		ir_event_open(log, IR_EV_NONE, IR_EVENT_SPLAT, text);
		return true;
	case MARK_IP_CS:
		ip_with_segment(log, ev, s, text);
		return true;
	case MARK_IP:
		if (!ev && !strncmp(log->crash.frame, "el1", 3)) {
			ir_log_crash_exception(log, s); /* arm64's exception frame */
			ev = event_of_record(log);
		} else if (!ev && log->arch != &ir_arch_log) {
			ev = cut_off(log, text);
		}
		if (ev)
			report_mark(log, ev, what, s);
		return true;
	default:
		return false;
	}
}

/* Does the word at @s open an event? Returns how much of it to skip, 0 if not. */
static size_t opener(struct ir_log *log, const char *s, const char *text)
{
	/* The words before it belong to its line, unless many lines were run together. */
	const char *line = s - text < 80 ? text : s;

	for (size_t i = 0; i < sizeof(openers) / sizeof(openers[0]); i++) {
		enum ir_event_kind kind = openers[i].kind;
		size_t n = openers[i].words[0] == *s ? ir_log_match(s, openers[i].words) : 0;
		struct ir_event *ev;

		if (!n)
			continue;
		if (!strncmp(s, "Kernel panic", 12)) {
			ir_event_panic(log, kind, openers[i].continues, line);
			return n;
		}
		ev = ir_event_open(log, kind, ir_event_weight_of(kind), line);
		if (ev && !ev->oops[0] && (!strncmp(s, "Oops", 4) || !strncmp(s, "Internal", 8)))
			snprintf(ev->oops, sizeof(ev->oops), "%s", s);
		return n;
	}
	return 0;
}

static size_t mark(struct ir_log *log, struct ir_event *ev, const char *s, const char *text)
{
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		size_t n = marks[i].words[0] == *s ? ir_log_match(s, marks[i].words) : 0;

		if (!n)
			continue;
		if (!global_mark(log, ev, marks[i].what, s + n, text) && ev)
			report_mark(log, ev, marks[i].what, s + n);
		/* The whole of "pc : 0x0" is one word to the register reader. */
		return n;
	}
	return 0;
}

/* "illegal operation: 0001 [#1]": what every die() ends its line with. */
static bool die_line(const char *s)
{
	return s[0] == '[' && s[1] == '#' && isdigit((unsigned char)s[2]);
}

static const char *frame(struct ir_log *log, struct ir_event *ev, const char *s, bool guess)
{
	struct ir_log_frame f;
	const char *end = ir_log_location(s, &f);

	if (!end || !memchr(s, 'x', (size_t)(end - s)))
		return NULL;
	log->module = NULL;
	if (ev->nr_frames == IR_LOG_FRAMES)
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
	n = opener(log, s, text);
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
	if (die_line(s) && (!ev || !ev->have_ip))
		ir_event_open(log, IR_EV_EXCEPTION, IR_EVENT_OOPS, text);
	if (*s == '[')
		module(log, s);
	if (!ev && log->arch != &ir_arch_log && !log->nr && ir_log_register(log, NULL, s))
		ev = cut_off(log, text);
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

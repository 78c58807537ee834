// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A line at a time: it opens an event (openers[]) or adds to the one that is open. What is not
 * recognised is skipped, so that interleaved messages do no harm.
 */
#include "oops_log.h"

#include "target.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_MAX_LEN 512

static const struct {
	const char *needle;
	enum ir_event_kind kind;
	bool continues;
} openers[] = {
#define IR_OPENER(needle, kind, continues) {needle, IR_EV_##kind, continues},
#include "oops_log.def"
#undef IR_OPENER
};

static const char *const event_names[IR_NR_EVENTS] = {
	[IR_EV_NONE] = "none",		 [IR_EV_NULL_CALL] = "null-call",
	[IR_EV_PAGE_FAULT] = "page-fault", [IR_EV_GP] = "general-protection",
	[IR_EV_DOUBLE_FAULT] = "double-fault", [IR_EV_INVALID_OP] = "invalid-opcode",
	[IR_EV_EXCEPTION] = "cpu-exception", [IR_EV_BUG] = "bug",
	[IR_EV_SOFT_LOCKUP] = "soft-lockup", [IR_EV_HARD_LOCKUP] = "hard-lockup",
	[IR_EV_RCU_STALL] = "rcu-stall", [IR_EV_HUNG_TASK] = "hung-task",
	[IR_EV_OOM] = "oom",		 [IR_EV_MCE] = "machine-check",
	[IR_EV_NMI] = "nmi",		 [IR_EV_PANIC] = "panic",
	[IR_EV_SYSRQ] = "sysrq",
};

const char *ir_event_name(enum ir_event_kind kind)
{
	return (unsigned)kind < IR_NR_EVENTS ? event_names[kind] : "none";
}

void ir_log_begin(struct ir_log *log, struct ir_arena *arena, const struct ir_arch *arch)
{
	memset(log, 0, sizeof(*log));
	log->arena = arena;
	log->arch = arch;
	log->last = -1;
}

/* Cut "<4>" and "[ 12.345678] " and "[T123] " off. */
static const char *skip_prefix(const char *s)
{
	for (;;) {
		char close = *s == '<' ? '>' : *s == '[' ? ']' : 0;
		const char *p = s + 1;

		if (!close)
			return s;
		while (*p == ' ' || isdigit((unsigned char)*p) || *p == '.' || *p == 'T' || *p == 'C')
			p++;
		if (*p != close)
			return s;
		for (s = p + 1; *s == ' ';)
			s++;
	}
}

static struct ir_event *open_event(struct ir_log *log, enum ir_event_kind kind, const char *line)
{
	struct ir_event *ev;
	const char *at;

	if (log->nr == IR_LOG_EVENTS) {
		/* Keep the first ones and always the newest. */
		log->nr--;
	}
	ev = ir_arena_alloc(log->arena, sizeof(*ev));
	if (!ev)
		return NULL;
	ev->kind = kind;
	ev->pid = ev->cpu = -1;
	snprintf(ev->text, sizeof(ev->text), "%.*s", (int)sizeof(ev->text) - 1, line);
	/*
	 * "address: 0000000000000000", or "paging request at ffff...". CR2 is no substitute: printing
	 * the code around RIP 0 faults again and leaves its own address there.
	 */
	at = strstr(line, "address: ");
	at = at ? at + 9 : (at = strstr(line, " request at ")) ? at + 12 : NULL;
	if (at && isxdigit((unsigned char)*at)) {
		ev->have_address = true;
		ev->address = strtoull(at, NULL, 16);
	}
	log->events[log->nr++] = ev;
	log->open = ev;
	log->in_trace = false;
	return ev;
}

/* "step_into+0x5cd/0x650 [xfs]": symbol, offset, module */
static bool parse_location(const char *s, struct ir_log_frame *f)
{
	const char *plus = strstr(s, "+0x"), *bracket;
	size_t n;
	char *end;

	if (!plus || plus == s)
		return false;
	n = (size_t)(plus - s);
	if (n >= sizeof(f->symbol) || memchr(s, ' ', n))
		return false;
	memcpy(f->symbol, s, n);
	f->symbol[n] = 0;
	ir_symbol_base(f->symbol);
	f->offset = strtoull(plus + 1, &end, 16);
	if (*end != '/')
		return false;
	f->module[0] = 0;
	bracket = strchr(end, '[');
	if (bracket)
		snprintf(f->module, sizeof(f->module), "%.*s", (int)strcspn(bracket + 1, " ]"),
			 bracket + 1);
	return true;
}

static void parse_ip(struct ir_log *log, struct ir_event *ev, const char *s)
{
	struct ir_log_frame f = {{0}, {0}, 0, false};
	const char *p = strchr(s, ':');

	/* "0010:step_into+0x5cd/0x650", "0010:0x0"; "0033:..." is user space */
	if (ev->have_ip || strncmp(s, "0010", 4) || !p)
		return;
	p++;
	ev->have_ip = true;
	if (parse_location(p, &f)) {
		memcpy(ev->ip_symbol, f.symbol, sizeof(ev->ip_symbol));
		ev->ip_offset = f.offset;
		if (ev->kind == IR_EV_PAGE_FAULT || ev->kind == IR_EV_NULL_CALL)
			ev->kind = IR_EV_PAGE_FAULT;
		return;
	}
	ev->regs.v[log->arch->ip] = strtoull(p, NULL, 16);
	ev->regs.known |= UINT64_C(1) << log->arch->ip;
	if (!ev->regs.v[log->arch->ip] && ev->kind == IR_EV_PAGE_FAULT)
		ev->kind = IR_EV_NULL_CALL;
}

/* "RAX: ffff… RBX: 0000…" and "RSP: 0018:ffff… EFLAGS: 00010246" */
static void parse_registers(struct ir_log *log, struct ir_event *ev, const char *s)
{
	for (unsigned i = 0; i < log->arch->nr_regs; i++) {
		char key[16];
		const char *p;
		char *end;
		uint64_t v;
		size_t n = strlen(log->arch->reg_names[i]);

		if ((int)i == log->arch->ip || n + 3 > sizeof(key))
			continue;
		for (size_t k = 0; k < n; k++)
			key[k] = (char)toupper((unsigned char)log->arch->reg_names[i][k]);
		memcpy(key + n, ": ", 3);
		/* The kernel pads two-character names: "R8 : " does not occur, "R08: " does. */
		p = strstr(s, key);
		if (!p && n == 2 && key[0] == 'R' && isdigit((unsigned char)key[1])) {
			snprintf(key, sizeof(key), "R0%c: ", log->arch->reg_names[i][1]);
			p = strstr(s, key);
		}
		if (!p || ev->regs.known >> i & 1)
			continue;
		v = strtoull(p + strlen(key), &end, 16);
		if (*end == ':') /* RSP: 0018:value */
			v = strtoull(end + 1, &end, 16);
		ev->regs.v[i] = v;
		ev->regs.known |= UINT64_C(1) << i;
	}
}

static void parse_cpu_line(struct ir_event *ev, const char *s)
{
	const char *p = strstr(s, "CPU: "), *comm;

	if (ev->pid >= 0 || !p)
		return;
	ev->cpu = strtoll(p + 5, NULL, 10);
	p = strstr(s, "PID: ");
	if (!p)
		return;
	ev->pid = strtoll(p + 5, NULL, 10);
	comm = strstr(p, "Comm: ");
	if (!comm)
		return;
	comm += 6;
	p = strstr(comm, " Kdump");
	if (!p)
		p = strstr(comm, " Not tainted");
	if (!p)
		p = strstr(comm, " Tainted");
	snprintf(ev->comm, sizeof(ev->comm), "%.*s", p ? (int)(p - comm) : (int)strcspn(comm, " "),
		 comm);
}

static void parse_trace_line(struct ir_event *ev, const char *s)
{
	struct ir_log_frame f = {{0}, {0}, 0, false};

	while (*s == ' ')
		s++;
	if (*s == '?' && s[1] == ' ') {
		f.guess = true;
		s += 2;
	}
	if (*s == '<' || !*s) /* <TASK>, <IRQ>, </TASK> */
		return;
	/* The registers of the user side stand inside the trace; they are no frames. */
	if (parse_location(s, &f) && ev->nr_frames < IR_LOG_FRAMES)
		ev->frames[ev->nr_frames++] = f;
}

static void add_to_event(struct ir_log *log, const char *line)
{
	struct ir_event *ev = log->open;
	const char *p;

	if (!strncmp(line, "CPU: ", 5))
		parse_cpu_line(ev, line);
	else if (!strncmp(line, "Oops: ", 6) && !ev->oops[0])
		snprintf(ev->oops, sizeof(ev->oops), "%.*s", (int)sizeof(ev->oops) - 1, line);
	else if ((p = strstr(line, "RIP: ")))
		parse_ip(log, ev, p + 5);
	else if (strstr(line, "Call Trace:"))
		log->in_trace = true;
	else if (!log->in_trace && (!strncmp(line, "RAX: ", 5) || !strncmp(line, "RSP: ", 5) ||
		 !strncmp(line, "RDX: ", 5) || !strncmp(line, "RBP: ", 5) ||
		 !strncmp(line, "R10: ", 5) || !strncmp(line, "R13: ", 5)))
		parse_registers(log, ev, line);
	else if (strstr(line, "end trace"))
		log->in_trace = false;
	else if (log->in_trace)
		parse_trace_line(ev, line);
}

/*
 * Is a line of @kind the next line of the open report? "invalid opcode" follows "kernel BUG at", and
 * the panic that follows an oops, a lockup or a hung-task report is that report's end.
 */
static bool continues_open(const struct ir_log *log, enum ir_event_kind kind)
{
	if (kind == IR_EV_NONE)
		return true;
	if (!log->open)
		return false;
	if (kind == IR_EV_INVALID_OP)
		return log->open->kind == IR_EV_BUG && !log->open->have_ip;
	return log->open->kind == kind;
}

void ir_log_line(struct ir_log *log, const char *raw, size_t len)
{
	char buf[LINE_MAX_LEN];
	const char *line;

	log->read = true;
	if (len >= sizeof(buf))
		len = sizeof(buf) - 1;
	memcpy(buf, raw, len);
	buf[len] = 0;
	line = skip_prefix(buf);
	for (size_t i = 0; i < sizeof(openers) / sizeof(openers[0]); i++) {
		if (!strstr(line, openers[i].needle))
			continue;
		if (!openers[i].continues || !continues_open(log, openers[i].kind))
			open_event(log, openers[i].kind, line);
		return;
	}
	if (log->open)
		add_to_event(log, line);
}

void ir_log_end(struct ir_log *log)
{
	log->last = (int)log->nr - 1;
	log->open = NULL;
}

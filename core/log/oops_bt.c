// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The output of crash(8)'s bt, as people paste it into a mail:
 *
 *	#7 [ffffae44d0a6fb90] async_page_fault at ffffffff8d80116e
 *	   [exception RIP: unknown or invalid address]
 *	#8 [ffffae44d0a6fc90] trailing_symlink at ffffffff8cf24e61
 *
 * A frame is its number, the stack address in brackets, the function, and the code address after
 * "at". Frames above the exception frame belong to the fault handler. Frames below it led to the
 * fault.
 *
 * drgn's traces have the source instead of addresses, and no exception frame. What was entered by a trap was left by
 * the frame that follows:
 *
 *	#6  asm_exc_page_fault+0x26/0x2b (./arch/x86/include/asm/idtentry.h:623)
 *	#7  wakeup_preempt (kernel/sched/core.c:2214:2)
 */
#include "core/symbols/functions.h"
#include "core/log/oops_parse.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * Words in frames of an interrupt. The exception frame below them is where it interrupted, no
 * fault.
 */
static const char *const interrupts[] = {"nmi", "NMI", "interrupt", "ret_from_intr", "_vector"};

/* Functions that a fault enters the kernel by (those of x86 begin with asm_exc_), and that end it: panic() is a consequence. */
static const char *const traps[] = {"async_page_fault", "page_fault",	"general_protection",
				    "invalid_op",	"double_fault", "el1h_64_sync",
				    "el1_sync",		"el1_da",	"handle_exception"};
static const char *const deaths[] = {"oops_end", "die", "__die", "die_kernel_fault"};

static bool is_one_of(const char *name, const char *const *names, size_t nr)
{
	for (size_t i = 0; i < nr; i++) {
		if (!strcmp(name, names[i]))
			return true;
	}
	return false;
}

static bool is_trap(const char *name)
{
	return !strncmp(name, "asm_exc_", 8) ||
	       is_one_of(name, traps, sizeof(traps) / sizeof(traps[0]));
}

/* Functions that end the machine without a fault, and the event they stand for. */
static const struct {
	enum ir_role role;
	enum ir_event_kind kind;
} reasons[] = {
	{IR_ROLE_BY_SYSRQ, IR_EV_SYSRQ},
	{IR_ROLE_BY_SOFT_LOCKUP, IR_EV_SOFT_LOCKUP},
	{IR_ROLE_BY_HARD_LOCKUP, IR_EV_HARD_LOCKUP},
	{IR_ROLE_BY_RCU_STALL, IR_EV_RCU_STALL},
	{IR_ROLE_BY_HUNG_TASK, IR_EV_HUNG_TASK},
	{IR_ROLE_BY_OOM, IR_EV_OOM},
	{IR_ROLE_BY_MCE, IR_EV_MCE},
	{IR_ROLE_BY_NMI, IR_EV_NMI},
};

enum ir_event_kind ir_event_kind_of_function(const char *name)
{
	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
		if (ir_function_has_role(name, reasons[i].role))
			return reasons[i].kind;
	}
	return IR_EV_NONE;
}

void ir_log_begin_bt(struct ir_log *log)
{
	log->crash.interrupted = log->crash.panicked = log->crash.trapped = false;
	log->crash.ignored = false;
	if (log->open && log->open->from_crash)
		log->open->open = false; /* it belonged to the stack before */
}

/* The event that this bt shows: the open one if the kernel's own lines began it, else a new one. */
static struct ir_event *open_from_bt(struct ir_log *log, enum ir_event_kind kind, const char *line)
{
	struct ir_event *ev = log->open;

	if (!ev || !ev->open || ev->have_ip || ev->nr_frames || ev->weight < IR_EVENT_STALL)
		ev = ir_event_open(log, kind, ir_event_weight_of(kind), line);
	if (!ev)
		return NULL;
	if (kind == IR_EV_SYSRQ)
		ev->kind = kind; /* the head's "Oops: 0002" was how */
	ev->from_crash = true;
	if (ev->pid < 0) {
		ev->pid = log->crash.pid;
		ev->cpu = log->crash.cpu;
		snprintf(ev->comm, sizeof(ev->comm), "%s", log->crash.comm);
	}
	return ev;
}

/* Registers of what was interrupted belong to the event that this stack shows, and to no other. */
static void note_context(struct ir_log *log)
{
	const struct ir_event *ev = log->open;

	log->crash.ignored = (log->crash.interrupted || log->crash.panicked || log->crash.nobody) &&
			     !(ev && ev->open && ev->from_crash);
}

/*
 * A frame above the exception frame: remember whether it shows an interrupt, a panic or its reason.
 */
static void note_handler_frame(struct ir_log *log, const char *name, const char *line)
{
	enum ir_event_kind kind = ir_event_kind_of_function(name);

	for (size_t i = 0; i < sizeof(interrupts) / sizeof(interrupts[0]); i++)
		log->crash.interrupted |= strstr(name, interrupts[i]) != NULL;
	log->crash.died |= ir_function_has_role(name, IR_ROLE_SHUTDOWN);
	snprintf(log->crash.frame, sizeof(log->crash.frame), "%s", name);
	if (!strcmp(name, "panic") || !strcmp(name, "vpanic"))
		log->crash.panicked = true;
	if (is_one_of(name, deaths, sizeof(deaths) / sizeof(deaths[0])))
		log->crash.panicked = false;
	/* Without panic(): old kernels' sysrq handler crashes by a fault of its own. */
	if (log->ended < 0 && kind != IR_EV_NONE && (log->crash.panicked || kind == IR_EV_SYSRQ) &&
	    open_from_bt(log, kind, line) && log->ended < 0)
		log->ended = (int)log->nr - 1;
	note_context(log);
}

static void add_frame(struct ir_event *ev, const char *name, const char *rest)
{
	struct ir_log_frame *f;
	const char *bracket = strchr(rest, '[');

	if (ev->nr_frames == IR_LOG_FRAMES)
		return;
	f = &ev->frames[ev->nr_frames++];
	memset(f, 0, sizeof(*f));
	if (!ir_log_location(name, f))
		snprintf(f->symbol, sizeof(f->symbol), "%s", name);
	ir_symbol_base(f->symbol);
	if (bracket && isalpha((unsigned char)bracket[1]))
		snprintf(f->module, sizeof(f->module), "%.*s", (int)strcspn(bracket + 1, " ]"),
			 bracket + 1);
}

/* "step_into (fs/namei.c:1857:10)", "0x0" as frame @n of drgn's trace; @line as in note_handler_frame() */
static void drgn_frame(struct ir_log *log, unsigned long n, const char *s, const char *line)
{
	struct ir_event *ev = log->open;
	struct ir_log_frame f;
	const char *end;
	uint64_t ip;

	if (log->crash.trapped && (end = ir_log_hex(s, 1, &ip)) && (!*end || *end == ' ')) {
		log->crash.trapped = false;
		ir_log_crash_exception(log, s);
		return;
	}
	end = ir_log_location(s, &f);
	if (!end || (*end && *end != ' '))
		return;
	if (!n)
		ir_log_begin_bt(log);
	if (log->crash.trapped) {
		log->crash.trapped = false;
		ir_log_crash_exception(log, s);
	} else if (ev && ev->open && ev->from_crash && ev->have_ip) {
		add_frame(ev, s, "");
	} else {
		note_handler_frame(log, f.symbol, line);
		log->crash.trapped = is_trap(f.symbol);
	}
}

void ir_log_crash_frame(struct ir_log *log, const char *s)
{
	struct ir_event *ev;
	char name[64], at[8];
	const char *rest;
	uint64_t v;
	char *end;
	/* Without "#" in a commit's message, where it would begin a comment. */
	unsigned long n = strtoul(s + (*s == '#'), &end, 10);

	while (*end == ' ')
		end++;
	if (*s == '#' && *end != '[') {
		drgn_frame(log, n, end, s);
		return;
	}
	/* "#8 [ffffae44d0a6fc90] trailing_symlink at ffffffff8cf24e61"; of "bt -t" without a number */
	if (*end != '[' || !(rest = ir_log_hex(end + 1, 8, &v)) || *rest++ != ']')
		return;
	while (*rest == ' ')
		rest++;
	rest = ir_log_word(rest, name, sizeof(name));
	ir_symbol_base(name);
	while (*rest == ' ')
		rest++;
	rest = ir_log_word(rest, at, sizeof(at));
	if ((strcmp(at, "at") && at[0] != '(') || ir_log_is_torn(name, strlen(name)))
		return;
	/* Without numbers another task's header tells that another stack begins. */
	if (!n && *s != '[')
		ir_log_begin_bt(log);
	ev = log->open;
	if (ev && ev->open && ev->from_crash && ev->have_ip)
		add_frame(ev, name, rest);
	else
		note_handler_frame(log, name, s);
}

void ir_log_crash_exception(struct ir_log *log, const char *s)
{
	struct ir_event *ev = log->open;
	struct ir_log_frame f;
	enum ir_event_kind kind = strstr(log->crash.frame, "general_protection") ? IR_EV_GP
				  : strstr(log->crash.frame, "invalid_op")	 ? IR_EV_BUG
				  : strstr(log->crash.frame, "double_fault") ? IR_EV_DOUBLE_FAULT
									     : IR_EV_PAGE_FAULT;

	/* No fault, or the kernel's own report has shown it already. */
	if (log->crash.interrupted || log->crash.panicked || log->crash.nobody ||
	    (ev && ev->open && ev->have_ip && ev->weight == IR_EVENT_OOPS)) {
		if (ev)
			ev->other_context = true;
		note_context(log);
		return;
	}
	ev = open_from_bt(log, kind, "an exception frame in crash's bt");
	if (!ev)
		return;
	ev->from_crash = true;
	ev->other_context = log->crash.ignored = false;
	while (*s == ' ')
		s++;
	if (!strncmp(s, "0x0", 3) && !isalnum((unsigned char)s[3])) {
		ir_log_set_register(ev, log->arch->ip, 0);
		ev->have_ip = true;
	}
	if (!ir_log_location(s, &f))
		return;
	memcpy(ev->ip_symbol, f.symbol, sizeof(ev->ip_symbol));
	ev->ip_offset = f.offset;
	ev->have_ip = true;
	log->module = NULL;
}

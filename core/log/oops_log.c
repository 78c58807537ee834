// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * From lines to records. A record is one message of the kernel. Prefixes (time stamps, host names)
 * are removed, wrapped lines are joined, and lines that were run together are split.
 */
#include "core/log/oops_log.h"

#include "core/log/oops_parse.h"

#include <stdio.h>
#include <string.h>

/* Bytes of a line that are read at once; longer lines are cut between words. */
#define PIECE 1024
/* At most this many lines without a prefix are joined to the line with a prefix before them. */
#define MAX_JOINED 12

static const char *const event_names[IR_NR_EVENTS] = {
	[IR_EV_NONE] = "none",
	[IR_EV_NULL_CALL] = "null-call",
	[IR_EV_PAGE_FAULT] = "page-fault",
	[IR_EV_GP] = "general-protection",
	[IR_EV_DOUBLE_FAULT] = "double-fault",
	[IR_EV_INVALID_OP] = "invalid-opcode",
	[IR_EV_EXCEPTION] = "cpu-exception",
	[IR_EV_BUG] = "bug",
	[IR_EV_SOFT_LOCKUP] = "soft-lockup",
	[IR_EV_HARD_LOCKUP] = "hard-lockup",
	[IR_EV_RCU_STALL] = "rcu-stall",
	[IR_EV_HUNG_TASK] = "hung-task",
	[IR_EV_OOM] = "oom",
	[IR_EV_MCE] = "machine-check",
	[IR_EV_NMI] = "nmi",
	[IR_EV_PANIC] = "panic",
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
	log->find_arch = arch == &ir_arch_log;
	log->last = log->ended = -1;
	log->crash.pid = log->crash.cpu = -1;
}

static void flush_record(struct ir_log *log)
{
	char caller[IR_LOG_CALLER];

	memcpy(caller, log->caller, sizeof(caller));
	if (log->record_len)
		ir_log_record(log, log->record, caller);
	log->record_len = 0;
	log->record[0] = 0;
	log->nr_joined = log->nr_cells = 0;
}

static void append_to_record(struct ir_log *log, const char *text)
{
	size_t n = strlen(text);

	if (log->record_len + n + 2 > sizeof(log->record))
		flush_record(log);
	if (n + 2 > sizeof(log->record))
		n = sizeof(log->record) - 2;
	if (log->record_len)
		log->record[log->record_len++] = ' ';
	for (size_t i = 0; i < n; i++) {
		if (text[i] == '\t' && log->nr_cells < IR_LOG_CELLS)
			log->cells[log->nr_cells++] = (unsigned short)log->record_len;
		log->record[log->record_len++] = text[i] == '\t' ? ' ' : text[i];
	}
	log->record[log->record_len] = 0;
}

static bool ends_with(const char *s, size_t len, const char *end)
{
	size_t n = strlen(end);

	return len >= n && !memcmp(s + len - n, end, n) &&
	       (len == n || n == 1 || s[len - n - 1] == ' ');
}

/* Does @text look like the rest of a wrapped line? Asked where lines have no prefix to tell. */
static bool looks_wrapped(const struct ir_log *log, const char *text)
{
	static const char *const ends[] = {":",	  ",",	     "at", "address",
					   "Not", "tainted", "of", "for"};
	size_t len = log->record_len;
	uint64_t v;

	while (len && log->record[len - 1] == ' ')
		len--;
	if (!len)
		return false;
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		if (ends_with(log->record, len, ends[i]))
			return true;
	}
	return ir_log_hex(text, 8, &v) || (text[0] == '[' && text[1] >= 'a' && text[1] <= 'z');
}

/* Add one line to the record. @rest: it is the rest of a long line. */
static void add_line(struct ir_log *log, const char *line, bool rest)
{
	char caller[IR_LOG_CALLER];
	bool marked;
	const char *text = ir_log_skip_prefix(line, &marked, caller);

	if (rest || (!marked && log->marked && log->nr_joined < MAX_JOINED) ||
	    (!marked && looks_wrapped(log, text))) {
		log->nr_joined += !rest;
		append_to_record(log, text);
		return;
	}
	flush_record(log);
	log->marked = marked;
	memcpy(log->caller, caller, sizeof(log->caller));
	append_to_record(log, text);
}

/* Split lines that were run together: each begins with a time stamp. */
static void split_lines(struct ir_log *log, char *s, bool rest)
{
	const char *stamp;

	while ((stamp = ir_log_stamp(s))) {
		char *cut = s + (stamp - s), c = *cut;

		*cut = 0;
		add_line(log, s, rest);
		*cut = c;
		s = cut;
		rest = false;
	}
	add_line(log, s, rest);
}

void ir_log_line(struct ir_log *log, const char *line, size_t len)
{
	char buf[PIECE + 1];
	bool rest = false;

	log->read = true;
	do {
		size_t n = len;

		if (n > PIECE) {
			for (n = PIECE; n > PIECE / 2 && line[n] != ' ';)
				n--;
		}
		ir_log_clean(line, n, buf);
		for (char *s = buf, *nl; s; s = nl) {
			nl = strchr(s, '\n');
			if (nl)
				*nl++ = 0;
			split_lines(log, s, rest);
			rest = false;
		}
		line += n;
		len -= n;
		rest = true;
	} while (len);
}

/*
 * The first event of @weight, or the @latest. One that says where it happened is preferred to one
 * that does not. Returns its index, -1 if there is none.
 */
static int pick_event(const struct ir_log *log, enum ir_event_weight weight, bool latest)
{
	int found = -1;

	for (unsigned i = 0; i < log->nr; i++) {
		const struct ir_event *ev = log->events[i], *best;

		if (ev->weight != weight)
			continue;
		best = found >= 0 ? log->events[found] : NULL;
		if (!best ||
		    (latest ? ev->have_ip || !best->have_ip : ev->have_ip && !best->have_ip))
			found = (int)i;
	}
	return found;
}

void ir_log_end(struct ir_log *log, bool whole)
{
	flush_record(log);
	for (unsigned i = 0; i < log->nr; i++)
		ir_event_finish(log, log->events[i]);
	log->open = NULL;
	log->last = log->ended;
	if (log->last < 0)
		log->last = pick_event(log, IR_EVENT_OOPS, whole);
	if (log->last < 0)
		log->last = pick_event(log, IR_EVENT_PANIC, whole);
	if (log->last < 0)
		log->last = pick_event(log, IR_EVENT_STALL, whole);
	if (log->last < 0)
		log->last = pick_event(log, IR_EVENT_CUT, false);
}

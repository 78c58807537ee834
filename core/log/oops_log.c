// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * From text to lines, and from events to the one that ended the machine. Lines that were run
 * together are split here; oops_join.c joins those that were wrapped.
 */
#include "core/log/oops_log.h"

#include "core/log/oops_parse.h"

#include <stdio.h>
#include <string.h>

/* Bytes of a line that are read at once; longer lines are cut between words. */
#define PIECE 1024

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

void ir_log_init(struct ir_log *log, struct ir_arena *arena, const struct ir_arch *arch)
{
	memset(log, 0, sizeof(*log));
	log->arena = arena;
	log->arch = arch;
	log->find_arch = arch == &ir_arch_log;
	log->last = log->ended = -1;
	log->crash.pid = log->crash.cpu = -1;
	ir_log_index_openers(&log->openers);
	ir_log_index_marks(&log->marks);
	ir_log_index_tells(&log->tells);
}

void ir_log_begin(struct ir_log *log, struct ir_arena *arena, const struct ir_arch *arch)
{
	ir_log_init(log, arena, arch);
	/* What a dump holds was wrapped by nobody. */
	if (log->find_arch)
		log->head = ir_arena_alloc(arena, IR_LOG_HEAD);
}

/* Split lines that were run together: each begins with a time stamp. */
static void split_lines(struct ir_log *log, char *s, bool rest)
{
	struct ir_log_prefix prefix;
	const char *stamp;

	log->before = 0;
	/* The blanks of a quoted mail and a journal's stamp before the kernel's are no line of their own. */
	while ((stamp = ir_log_stamp(s + strspn(s, " \t"))) &&
	       (stamp = ir_log_stamp(ir_log_skip_prefix(s, &prefix)))) {
		char *cut = s + (stamp - s), c = *cut;

		*cut = 0;
		ir_log_arrange(log, s, rest);
		*cut = c;
		log->before += (size_t)(cut - s);
		s = cut;
		rest = false;
	}
	ir_log_arrange(log, s, rest);
}

static void read_message(struct ir_log *log, const char *line, size_t len)
{
	char buf[PIECE + 1];
	bool rest = false;

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
			log->own_line = s > buf;
			split_lines(log, s, rest);
			rest = false;
		}
		line += n;
		len -= n;
		rest = true;
	} while (len);
}

static void read_line(struct ir_log *log, const char *line, size_t len)
{
	struct ir_log_messages messages;

	log->read = true;
	log->nr_lines++;
	ir_log_messages_of(&messages, &log->shape, line, len);
	if (messages.json || log->shape.exported)
		ir_log_note_host(log, line, len);
	while (ir_log_next_message(&messages, &line, &len))
		read_message(log, line, len);
}

static void read_soft(struct ir_log *log)
{
	size_t len = log->soft_len;

	log->soft_len = 0;
	if (len)
		read_line(log, log->soft, len);
}

static void decode_line(struct ir_log *log, const char *line, size_t len)
{
	if (!log->quoted_printable)
		read_line(log, line, len);
	else if (ir_log_unquote(line, len, log->soft, sizeof(log->soft), &log->soft_len))
		read_soft(log);
}

/* Enough was seen of the text: read what was kept of it. */
static void read_head(struct ir_log *log)
{
	const char *text = log->head, *line;
	size_t left = log->head_len, len;

	log->head = NULL;
	log->quoted_printable = ir_log_is_quoted_printable(text, left);
	if (!log->quoted_printable) {
		ir_log_find_fold(&log->fold, text, left);
		ir_log_find_shape(&log->shape, text, left);
	}
	while (ir_log_next_line(&text, &left, &line, &len))
		decode_line(log, line, len);
}

void ir_log_line(struct ir_log *log, const char *line, size_t len)
{
	if (log->head && log->head_len + len + 1 > IR_LOG_HEAD)
		read_head(log);
	if (!log->head) {
		decode_line(log, line, len);
		return;
	}
	memcpy(log->head + log->head_len, line, len);
	log->head_len += len;
	log->head[log->head_len++] = '\n';
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

static void end_machine(struct ir_log *log, bool whole)
{
	ir_log_flush(log);
	ir_log_arch_of_release(log, log->release);
	for (unsigned i = 0; i < log->nr; i++)
		ir_log_arch_of_release(log, log->events[i]->release);
	for (unsigned i = 0; i < log->nr; i++) {
		if (log->events[i]->stray && !log->events[i]->have_ip)
			log->events[i]->weight = IR_EVENT_SPLAT;
		ir_event_finish(log, log->events[i]);
	}
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
	for (unsigned i = 0; i < log->nr && log->last < 0; i++)
		ir_log_keep_kernel(log, log->events[i]);
}

void ir_log_end(struct ir_log *log, bool whole)
{
	if (log->head)
		read_head(log);
	read_soft(log);
	ir_log_arrange_end(log);
	end_machine(log, whole);
	for (unsigned i = 0; i < log->nr_others; i++)
		end_machine(log->others[i], whole);
	if (log->nr_others)
		ir_log_choose_machine(log);
}

// SPDX-License-Identifier: GPL-2.0-or-later
/* Words that open an event: those of oops_log.def, and the IR_DIE rows of oops_marks.def. */
#include "core/log/oops_parse.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* The "[#1]" of die() is at most this many characters behind "Oops:". */
#define MAX_TO_DIE_MARK 200
/* So much of a panic's reason is no chance. */
#define ENOUGH 8

static const struct {
	const char *words;
	enum ir_event_kind kind;
} openers[] = {
#define IR_PANIC(words, kind, continues)
#define IR_OPENER(words, kind) {words, IR_EV_##kind},
#include "core/log/oops_log.def"
#undef IR_PANIC
#undef IR_OPENER
#define IR_MARK(words, what)
#define IR_SPLAT(words)
#define IR_DIE(words, kind) {words, IR_EV_##kind},
#include "core/log/oops_marks.def"
#undef IR_MARK
#undef IR_SPLAT
#undef IR_DIE
};

static const struct {
	const char *words;
	enum ir_event_kind kind;
	bool continues;
} panics[] = {
#define IR_PANIC(words, kind, continues) {words, IR_EV_##kind, continues},
#define IR_OPENER(words, kind)
#include "core/log/oops_log.def"
#undef IR_PANIC
#undef IR_OPENER
};

/* The shorter one is that of 2.4. */
static const char *const panic_heads[] = {"Kernel panic - not syncing :", "Kernel panic :"};

/* ir_log_match() ignoring case: kernels changed it, and people type what they see on a screen. */
static bool same_words(const char *s, const char *key)
{
	for (; *key; key++) {
		if (*key == ' ') {
			while (*s == ' ')
				s++;
		} else if (tolower((unsigned char)*s++) != tolower((unsigned char)*key)) {
			return false;
		}
	}
	return true;
}

const char *ir_log_kernel_text(const struct ir_log *log, const char *s, const char *text,
			       char buf[IR_LOG_RECORD])
{
	const char *head = strstr(text, "PANIC: \"");
	bool quoted = (s > text && s[-1] == '"') || (head && head < s);
	const char *from = s - text < 80 && !quoted ? text : s, *end = s + strlen(s),
		   *quote = strchr(s, '"');

	if (quoted && quote)
		end = quote;
	for (unsigned i = log->nr_cells; i-- > 0;) {
		const char *cell = text + log->cells[i];

		if (cell > s && cell < end)
			end = cell;
		else if (cell > from && cell < s)
			from = cell + strspn(cell, " ");
	}
	while (end > s && end[-1] == ' ')
		end--;
	snprintf(buf, IR_LOG_RECORD, "%.*s", (int)(end - from), from);
	return buf + (s - from);
}

/* Is the line cut off, or torn, before @key is over? Behind a blank nothing shows that, but much of @key may be there. */
static bool may_be(const char *s, const char *key)
{
	const char *start = key;

	for (; *key && *s && *s != IR_LOG_TORN; key++) {
		if (*key == ' ') {
			while (*s == ' ')
				s++;
		} else if (tolower((unsigned char)*s++) != tolower((unsigned char)*key)) {
			return false;
		}
	}
	return *key && (*s == IR_LOG_TORN || (!*s && key - start >= ENOUGH));
}

/* Is what is left of a panic's reason, @why, no reason? */
static bool reason_is_cut(const char *why)
{
	for (size_t i = 0; i < sizeof(panics) / sizeof(panics[0]); i++) {
		if (may_be(why, panics[i].words))
			return true;
	}
	return !*why;
}

/* How many letters of a panic's reason, @why, are words that open an event where they stand alone? */
static size_t opening_words(const char *why)
{
	for (size_t i = 0; i < sizeof(openers) / sizeof(openers[0]); i++) {
		size_t n = ir_log_match(why, openers[i].words);

		if (n)
			return n;
	}
	return 0;
}

static size_t panic_line(struct ir_log *log, const char *s, const char *text)
{
	char line[IR_LOG_RECORD];

	for (size_t h = 0; h < sizeof(panic_heads) / sizeof(panic_heads[0]); h++) {
		size_t n = ir_log_match(s, panic_heads[h]);

		for (size_t i = 0; n && i < sizeof(panics) / sizeof(panics[0]); i++) {
			const char *why = s + n + strspn(s + n, " ");

			if (!same_words(why, panics[i].words))
				continue;
			ir_log_kernel_text(log, s, text, line);
			if (!panics[i].words[0] && reason_is_cut(why))
				ir_event_panic_for(log, line);
			else
				ir_event_panic(log, panics[i].kind, panics[i].continues, line,
					       s - text >= 8 && !strncmp(s - 8, "PANIC: \"", 8));
			return (size_t)(why - s) + opening_words(why);
		}
	}
	return 0;
}

bool ir_log_die_mark(const char *s)
{
	size_t n = strcspn(s, " ");

	/* "[#1]", "access[#1]:"; "c#1!" from a terminal that misread the brackets */
	for (const char *p = s; (p = memchr(p, '#', n - (size_t)(p - s))); p++) {
		if (p > s && (p[-1] == '[' || (p[-1] == 'c' && p == s + 1)) &&
		    isdigit((unsigned char)p[1]) && strspn(p + 1, "0123456789") <= 4)
			return strchr("]!", p[1 + strspn(p + 1, "0123456789")]) != NULL;
	}
	return false;
}

/*
 * Is it the line of a real oops: "Oops: 0002 [#1]", "Oops: 17", "Oops: Kernel access of bad area,
 * sig: 11"? Drivers and daemons also print "Oops: cannot read time!" or "Internal error: ..."
 * without any crash.
 */
static bool really_dies(const char *s, size_t n, const char *text)
{
	const char *rest = s + n;
	uint64_t code;

	/* Alpha: "swapper(0): Oops 1" */
	if (!strncmp(s, "Oops ", 5) && s - text > 4 && !strncmp(s - 3, "): ", 3) &&
	    ir_log_is_number_alone(rest))
		return true;

	for (const char *p = rest; *p && p < rest + MAX_TO_DIE_MARK; p++) {
		if (p[-1] == ' ' && (ir_log_die_mark(p) || !strncmp(p, "sig: ", 5)))
			return true;
	}
	while (*rest == ' ')
		rest++;
	return !strncmp(rest, "Oops", 4) || (ir_log_hex(rest, 1, &code) && !strncmp(s, "Oops:", n));
}

void ir_log_index_openers(struct ir_log_index *x)
{
	_Static_assert(sizeof(openers) / sizeof(openers[0]) <= IR_LOG_INDEXED, "room for all");
	for (unsigned i = sizeof(openers) / sizeof(openers[0]); i; i--)
		ir_log_index_row(x, i, openers[i - 1].words);
}

static void take_die_line(struct ir_event *ev, const char *line)
{
	if (!ev->oops[0])
		snprintf(ev->oops, sizeof(ev->oops), "%.*s", (int)sizeof(ev->oops) - 1, line);
}

/* "illegal operation: 0001 [#1]": every line of die() ends with "[#1]" */
void ir_log_open_by_die_mark(struct ir_log *log, const char *s, const char *text)
{
	char line[IR_LOG_RECORD];
	struct ir_event *ev;

	(void)ir_log_kernel_text(log, s, text, line);
	ev = ir_event_open(log, IR_EV_EXCEPTION, IR_EVENT_OOPS, line);
	/* "kernel stack overflow (double-fault): 0000 [#1] SMP"; RISC-V's "Oops [#1]" */
	if (ev && (ev->kind == IR_EV_DOUBLE_FAULT ||
		   (!strncmp(line, "Oops [#", 7) && !strstr(ev->text, "BUG at"))))
		take_die_line(ev, line);
}

size_t ir_log_opener(struct ir_log *log, const char *s, const char *text)
{
	char line[IR_LOG_RECORD];
	size_t n = *s == 'K' ? panic_line(log, s, text) : 0;
	struct ir_event *ev;

	ir_log_index_each (&log->openers, *s, i) {
		enum ir_event_kind kind = openers[i - 1].kind;
		const char *words;
		bool oops;

		if (n)
			break;
		n = ir_log_match(s, openers[i - 1].words);
		if (!n)
			continue;
		oops = !strncmp(s, "Oops", 4) || !strncmp(s, "Internal", 8);
		if (kind == IR_EV_EXCEPTION && oops && !really_dies(s, n, text))
			return 0;
		if (kind == IR_EV_OOM && log->of_group)
			return n;
		words = ir_log_kernel_text(log, s, text, line);
		ev = ir_event_open(log, kind, ir_event_weight_of(kind), line);
		/* "Oops: invalid opcode" is how BUG() works; the line that names it says more. */
		if (ev && oops && !strstr(ev->text, "BUG at"))
			take_die_line(ev, words);
		else if (ev && kind == IR_EV_DOUBLE_FAULT && strstr(words, "[#"))
			take_die_line(ev, words);
		if (ev && ir_event_weight_of(kind) == IR_EVENT_STALL)
			ir_log_named_task(ev, text);
		if (ev && (kind == IR_EV_RCU_STALL || kind == IR_EV_HARD_LOCKUP))
			ir_log_stalled_cpu(ev, text);
		if (ev && oops)
			ir_log_dying_task(ev, line, words);
		if (ev && !strncmp(s, "Vector", 6)) {
			ev->monitor = true;
			ir_log_monitor_cpu(ev, text);
		}
	}
	return n;
}

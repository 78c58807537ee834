// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/log/oops_cited.h"

#include <ctype.h>
#include <string.h>

#include "core/log/oops_parse.h"

/* As much as is looked at at once, and how much of it once more with the next piece. */
#define PIECE	1024
#define OVERLAP 128

/* What has to follow a mark, so that its words are not just words. */
enum follows { ANYTHING, A_NUMBER, A_PLACE, A_TASK, A_SHUTDOWN, NOTHING_COUNTS };

/* By the kinds of oops_marks.def. */
enum {
	AFTER_IP_CS = ANYTHING,
	AFTER_IP = A_PLACE,
	AFTER_IP_REPORTED = A_PLACE,
	AFTER_IP_END = ANYTHING,
	AFTER_PSW = ANYTHING,
	AFTER_LR = A_PLACE,
	AFTER_CODE = NOTHING_COUNTS,
	AFTER_CAUSE = NOTHING_COUNTS,
	AFTER_BADADDR = NOTHING_COUNTS,
	AFTER_FETCH = ANYTHING,
	AFTER_DATA = ANYTHING,
	AFTER_ADDRESS = A_PLACE,
	AFTER_XMON_ADDRESS = NOTHING_COUNTS,
	AFTER_TICKS = NOTHING_COUNTS,
	AFTER_OF_PROGRAM = NOTHING_COUNTS,
	AFTER_CPU = A_NUMBER,
	AFTER_CPU_LINE = A_NUMBER,
	AFTER_PID = A_NUMBER,
	AFTER_COMM = ANYTHING,
	AFTER_TASK = A_TASK,
	AFTER_TRAP = NOTHING_COUNTS,
	AFTER_RELEASE = ANYTHING,
	AFTER_TAINTED = ANYTHING,
	AFTER_BOOT = NOTHING_COUNTS,
	AFTER_DOWN = ANYTHING,
	AFTER_TRACE = ANYTHING,
	AFTER_FROM = NOTHING_COUNTS, /* a frame stands there, too */
	AFTER_NO_REGISTER = NOTHING_COUNTS,
	AFTER_XMON_TASK = NOTHING_COUNTS,
	AFTER_UNRELIABLE = ANYTHING,
	AFTER_TRACE_END = ANYTHING,
	AFTER_REPORT_END = ANYTHING,
	AFTER_CRASH_EXCEPTION = ANYTHING,
	AFTER_SHOWN_TASK = A_TASK,
	AFTER_SESSION_RELEASE = ANYTHING,
	AFTER_NODENAME = NOTHING_COUNTS,
	AFTER_MACHINE = NOTHING_COUNTS,
	AFTER_HARDWARE = NOTHING_COUNTS,
	AFTER_OF_GROUP = NOTHING_COUNTS,
	AFTER_OF_ALL = NOTHING_COUNTS,
	AFTER_STACK = NOTHING_COUNTS,
	AFTER_NOBODY = NOTHING_COUNTS,
	AFTER_XFS = A_SHUTDOWN,
	AFTER_MODULES = ANYTHING,
	AFTER_OFFSET = ANYTHING,
	AFTER_CR2 = A_PLACE,
};

static const struct {
	const char *words;
	enum follows follows;
} marks[] = {
#define IR_PANIC(words, kind, continues)
#define IR_OPENER(words, kind) {words, ANYTHING},
#include "core/log/oops_log.def"
#undef IR_PANIC
#undef IR_OPENER
#define IR_MARK(words, what) {words, (enum follows)AFTER_##what},
#define IR_SPLAT(words)	     {words, ANYTHING},
#define IR_DIE(words, kind)  {words, ANYTHING},
#include "core/log/oops_marks.def"
#undef IR_MARK
#undef IR_SPLAT
#undef IR_DIE
	{"Kernel panic", ANYTHING}, /* of which oops_log.def has what follows */
};

static bool number_follows(const char *s)
{
	while (*s == ' ')
		s++;
	return isdigit((unsigned char)*s);
}

static bool place_follows(const char *s)
{
	struct ir_log_address place;

	(void)ir_log_address(s, &place);
	return place.have_value || place.have_symbol;
}

static bool does_follow(const char *s, enum follows what)
{
	switch (what) {
	case ANYTHING: return true;
	case A_NUMBER: return number_follows(s);
	case A_PLACE: return place_follows(s);
	case A_SHUTDOWN: return ir_log_xfs_shutdown(s);
	case A_TASK: return strstr(s, "pid:") || strchr(s, '[');
	case NOTHING_COUNTS: break;
	}
	return false;
}

static bool is_mark(const char *s)
{
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		size_t n = marks[i].words[0] == *s ? ir_log_match(s, marks[i].words) : 0;

		if (n && does_follow(s + n, marks[i].follows))
			return true;
	}
	return ir_log_die_mark(s);
}

/* "symbol+18" is crash's, and no line of the kernel's. */
static bool is_frame(const char *s)
{
	struct ir_log_frame f;
	const char *end = ir_log_location(s, &f),
		   *plus = end ? memchr(s, '+', (size_t)(end - s)) : NULL;

	return plus && plus[1] == '0' && plus[2] == 'x';
}

static bool starts_word(char before)
{
	return !before || strchr(" \"('.,;", before);
}

static bool is_cited(struct ir_log *log, const char *text)
{
	for (const char *s = text; *s; s++) {
		if (*s == ' ' || !starts_word(s > text ? s[-1] : 0))
			continue;
		if (is_mark(s) || is_frame(s) || ir_log_register(log, NULL, s))
			return true;
	}
	return false;
}

bool ir_log_is_cited(const struct ir_arch *arch, const char *line, size_t len)
{
	struct ir_log log = {.arch = arch};
	char text[PIECE + 1];

	for (size_t at = 0;; at += PIECE - OVERLAP) {
		size_t n = len - at < PIECE ? len - at : PIECE;

		ir_log_clean(line + at, n, text);
		for (char *tab = text; (tab = strchr(tab, '\t'));)
			*tab = ' ';
		if (is_cited(&log, text))
			return true;
		if (at + n == len)
			return false;
	}
}

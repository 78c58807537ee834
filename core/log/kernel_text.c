// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/log/kernel_text.h"

#include <ctype.h>
#include <string.h>

#include "core/log/oops_parse.h"

#define PIECE	 1024 /* as much of a line is looked at */
#define ENOUGH	 3    /* hints make a log */
#define DIGITS	 4    /* behind the point of a time stamp, at least */
#define ADDRESS	 8    /* digits of a register's value, at least */
#define MAX_NAME 8    /* bytes of a register's name */
#define MOST_MID 64   /* words of a line in which frames are looked for */

enum sign { SURE, ALONE, HINT };

struct row {
	const char *pattern;
	enum sign sign;
};

static const struct row stamps[] = {
#define IR_STAMP(pattern, sign) {pattern, sign},
#define IR_HEAD(pattern, sign)
#include "core/log/kernel_text.def"
#undef IR_STAMP
#undef IR_HEAD
};

static const struct row heads[] = {
#define IR_STAMP(pattern, sign)
#define IR_HEAD(pattern, sign) {pattern, sign},
#include "core/log/kernel_text.def"
#undef IR_STAMP
#undef IR_HEAD
};

static const char *skip_blanks(const char *s)
{
	return s + strspn(s, " \t");
}

/* The best sign of the @nr rows that @s begins with: ENOUGH when it is sure, 1 for a hint, else 0. */
static unsigned look_up(const struct row *rows, size_t nr, const char *s)
{
	struct ir_log_prefix unused = {.marked = false};
	unsigned best = 0;

	for (size_t i = 0; i < nr && best < ENOUGH; i++) {
		const char *end = ir_log_pattern(s, rows[i].pattern, &unused);

		if (end)
			best = rows[i].sign == SURE || (rows[i].sign == ALONE && !*skip_blanks(end))
				       ? ENOUGH
				       : 1;
	}
	return best;
}

/* "[    5.180301]", not a footnote's "[1.2]" */
static bool is_stamp(const char *s)
{
	struct ir_log_prefix unused = {.marked = false};
	const char *end = ir_log_pattern(s, "[ #.", &unused);
	size_t digits = end ? strspn(end, "0123456789") : 0;

	return digits >= DIGITS && strchr("],@ ", end[digits]) && end[digits];
}

/* "step_into+0x5cd/0x650", "[<ffffffff81153416>]": crash's and our own "step_into+0x5cd" has no size. */
static bool is_frame(const char *s)
{
	struct ir_log_frame f;
	uint64_t address;
	const char *end;

	s += *s == '?';
	s = skip_blanks(s);
	if (!strncmp(s, "[<", 2))
		return ir_log_hex(s + 2, ADDRESS, &address) != NULL;
	end = ir_log_location(s, &f);
	return end && memchr(s, '+', (size_t)(end - s)) && memchr(s, '/', (size_t)(end - s)) &&
	       !memchr(s, '(', (size_t)(end - s));
}

/*
 * "RAX: 0000000000000000", "x29: ffff80000a1bbc10"; of 32 bits two in a line, as anybody may write a name and a number of
 * eight digits
 */
static bool is_register(const char *s)
{
	for (unsigned n = 0; n < 2; n++) {
		size_t name = strspn(s, "ABCDEFGHIPRSXlprsx0123456789 ");
		const char *digits = s + name + 1, *end;
		uint64_t value;

		if (!name || name > MAX_NAME || s[name] != ':')
			return false;
		digits += strspn(digits, " ");
		end = ir_log_hex(digits, ADDRESS, &value);
		if (!end || end - digits >= 2 * ADDRESS)
			return end != NULL;
		s = end + strspn(end, " ");
	}
	return true;
}

/* What stands behind "#8 "; NULL: the line begins with no such number */
static const char *behind_frame_number(const char *s)
{
	size_t n = *s == '#' ? strspn(s + 1, "0123456789") : 0;

	return n ? skip_blanks(s + 1 + n) : NULL;
}

/* "#8 [ffffae44d0a6fc90] trailing_symlink at ffffffff8cf24e61" */
static bool is_crash_frame(const char *s)
{
	uint64_t value;

	s = behind_frame_number(s);
	return s && *s == '[' && ir_log_hex(s + 1, ADDRESS, &value);
}

/* "#8  step_into (fs/namei.c:1857:10)", as drgn prints it */
static bool is_drgn_frame(const char *s)
{
	struct ir_log_frame f;
	const char *end;

	s = behind_frame_number(s);
	end = s ? ir_log_location(s, &f) : NULL;
	return end && !strncmp(end, " (", 2);
}

/* Was a line run together of many, with their frames and time stamps? */
static unsigned run_together(const char *s)
{
	unsigned n = 0;

	for (unsigned words = 0; *s && words < MOST_MID && n < ENOUGH; words++) {
		n += is_stamp(s) || (*s != '?' && is_frame(s));
		s += strcspn(s, " \t");
		s = skip_blanks(s);
	}
	return n < ENOUGH ? 0 : n;
}

static unsigned judge(const char *line)
{
	struct ir_log_prefix prefix;
	unsigned stamp, head;
	const char *text;

	line += strspn(line, "> \t");
	text = ir_log_skip_prefix(line, &prefix);
	if (is_stamp(line) || is_frame(text) || is_register(text) || is_crash_frame(text))
		return ENOUGH;
	if (is_drgn_frame(text))
		return 1;
	stamp = look_up(stamps, sizeof(stamps) / sizeof(stamps[0]), line);
	head = look_up(heads, sizeof(heads) / sizeof(heads[0]), text);
	if (head < stamp)
		head = stamp;
	return head ? head : run_together(text);
}

bool ir_is_kernel_line(const char *line)
{
	return judge(line) > 0;
}

/* How much a message speaks for a kernel's text. */
static unsigned judge_message(const char *line, size_t len)
{
	bool indented = len && (*line == ' ' || *line == '\t');
	char buf[PIECE + 1];
	unsigned n = 0;

	ir_log_clean(line, len < PIECE ? len : PIECE, buf);
	/* Within a stamp a tab is a blank. */
	for (char *s = buf; *s == '[' && s[1] == '\t';)
		s[1] = ' ';
	for (char *s = buf, *next; s && n < ENOUGH; s = next) {
		/* A table's cells begin like lines; the tabs of a source are no cells. */
		next = s + strcspn(s, indented ? "\n" : "\n\t");
		next = *next ? next : NULL;
		if (next)
			*next++ = 0;
		n += judge(s);
	}
	return n;
}

static unsigned judge_line(const struct ir_log_shape *shape, const char *line, size_t len)
{
	struct ir_log_messages messages;
	unsigned n = 0;

	ir_log_messages_of(&messages, shape, line, len);
	while (n < ENOUGH && ir_log_next_message(&messages, &line, &len))
		n += judge_message(line, len);
	return n;
}

bool ir_is_kernel_text(const char *text, size_t len)
{
	bool encoded = ir_log_is_quoted_printable(text, len);
	struct ir_log_shape shape = {.mark = 0};
	char decoded[PIECE];
	const char *line;
	size_t size, used = 0;
	unsigned n = 0;

	if (!encoded)
		ir_log_find_shape(&shape, text, len < IR_LOG_HEAD ? len : IR_LOG_HEAD);
	while (n < ENOUGH && ir_log_next_line(&text, &len, &line, &size)) {
		if (!encoded) {
			n += judge_line(&shape, line, size);
		} else if (ir_log_unquote(line, size, decoded, sizeof(decoded), &used)) {
			n += judge_line(&shape, decoded, used);
			used = 0;
		}
	}
	return n >= ENOUGH;
}

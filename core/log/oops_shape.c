// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * How are the lines of a text arranged? Asked of its beginning, before any of it is read: does the last line come first,
 * as in `journalctl -r` and the lists of log services; is each line there twice, as where two consoles write into one
 * file; does the same mark stand before lines of a quotation.
 */
#include "core/log/oops_parse.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define PIECE	  1024
#define MAX_STAMP 100 /* bytes of a line in which its time stamp stands */
#define MIN_DOWN  3   /* so often must the time go back where only the time tells the order */
#define MIN_RUN	  4   /* so many lines in a row make a mark */
#define MIN_PAIRS 4

/* None of these begins lines of the kernel's, but "#8 [ffff...]" */
static const char marks[] = ":!;%*#+/";

enum clock { NO_CLOCK, SINCE_BOOT, OF_DAY };

struct seen {
	enum clock clock;
	uint64_t time;
	unsigned up, down;     /* how often the time went on, and back */
	unsigned lines, pairs; /* lines, and those that are the line before */
	bool begun, ended;     /* a report's beginning was seen, its end was before that */
	char mark;
	unsigned run;
	unsigned elements;   /* lines that are a string of a list */
	bool bracket;	     /* the first line is the beginning of one */
	bool message, field; /* of the journal's export */
	struct ir_log_twin before;
};

/* The number at @s in millionths: "812.100130", "53.123" */
static uint64_t millionths(const char *s, uint64_t whole)
{
	unsigned n = 0;

	if (*s == '.' || *s == ',')
		s++;
	else
		n = 6;
	whole *= 1000000;
	for (uint64_t unit = 100000; n < 6 && isdigit((unsigned char)*s); n++, unit /= 10)
		whole += unit * (unsigned)(*s++ - '0');
	return whole;
}

/* When was @line printed? By printk's own stamp, if there is one. */
static enum clock time_of(const char *line, uint64_t *ret)
{
	char *end;

	for (const char *p = line; (p = strchr(p, '[')) && p - line < MAX_STAMP; p++) {
		uint64_t seconds = strtoull(p + 1, &end, 10);

		if (*end != '.' || end == p + 1 || !isdigit((unsigned char)end[-1]) ||
		    strspn(end + 1, "0123456789") < 4)
			continue;
		*ret = millionths(end, seconds);
		return SINCE_BOOT;
	}
	for (const char *p = line; (p = strchr(p, ':')) && p - line < MAX_STAMP; p++) {
		unsigned h, m;

		if (p - line < 2 || !isdigit((unsigned char)p[-1]) ||
		    !isdigit((unsigned char)p[-2]) || strspn(p + 1, "0123456789") != 2 ||
		    p[3] != ':' || strspn(p + 4, "0123456789") != 2)
			continue;
		h = (unsigned)atoi(p - 2);
		m = (unsigned)atoi(p + 1);
		*ret = millionths(p + 6, h * 3600 + m * 60 + (unsigned)atoi(p + 4));
		return OF_DAY;
	}
	return NO_CLOCK;
}

static void see_time(struct seen *seen, const char *line)
{
	uint64_t time;
	enum clock clock = time_of(line, &time);

	if (clock == NO_CLOCK)
		return;
	if (clock == seen->clock) {
		seen->up += time > seen->time;
		seen->down += time < seen->time;
	}
	seen->clock = clock;
	seen->time = time;
}

/* "CPU:" and "Call Trace:" come before "---[ end", unless the text is the wrong way round. */
static void see_words(struct seen *seen, const char *text)
{
	static const char *const first[] = {"Call Trace:", "Call trace:", "CPU: ", "<TASK>"};
	bool ends = strstr(text, "---[ end ") || strstr(text, "</TASK>");

	for (size_t i = 0; i < sizeof(first) / sizeof(first[0]) && !ends; i++)
		seen->begun |= strstr(text, first[i]) != NULL;
	seen->ended |= ends && !seen->begun;
}

static void see_mark(struct seen *seen, char *ret, const char *line, size_t len)
{
	char c = len && strchr(marks, *line) ? *line : 0;
	size_t n = 1, digits = 0;

	while (c && n < len && (line[n] == ' ' || line[n] == c))
		n++;
	while (c && n + digits < len && isxdigit((unsigned char)line[n + digits]))
		digits++;
	/* "#8 [ffff...", "+0x67/0x190" and ": ffff9a8044401800" are what is left of a line. */
	if (digits >= 8 || (digits && isdigit((unsigned char)line[n])))
		c = 0;
	seen->run = c && c == seen->mark ? seen->run + 1 : c != 0;
	seen->mark = c;
	if (!*ret && seen->run >= MIN_RUN)
		*ret = c;
}

static void see_export(struct seen *seen, const char *line, size_t len)
{
	seen->message |= len > 8 && !memcmp(line, "MESSAGE=", 8);
	seen->field |= len > 9 && (!memcmp(line, "__CURSOR=", 9) || !memcmp(line, "_BOOT_ID=", 9));
	seen->field |= len > 11 && !memcmp(line, "_TRANSPORT=", 11);
}

static void see_text(struct seen *seen, const char *line)
{
	const char *text;

	seen->pairs += ir_log_is_twin(&seen->before, line, &text);
	seen->lines += *text != 0;
	see_words(seen, text);
}

static void see_line(struct seen *seen, const struct ir_log_shape *shape, const char *line,
		     size_t len)
{
	struct ir_log_messages messages;
	char buf[PIECE + 1];

	if (len && line[len - 1] == '\r')
		len--;
	ir_log_clean(line, len < PIECE ? len : PIECE, buf);
	see_time(seen, buf);
	ir_log_messages_of(&messages, shape, line, len);
	seen->bracket |= !seen->lines && len == 1 && *line == '[';
	seen->elements += messages.element;
	while (ir_log_next_message(&messages, &line, &len)) {
		ir_log_clean(line, len < PIECE ? len : PIECE, buf);
		buf[strcspn(buf, "\n")] = 0;
		see_text(seen, buf);
	}
}

void ir_log_find_shape(struct ir_log_shape *ret, const char *text, size_t len)
{
	const char *rest = text, *line;
	struct seen seen = {0};
	size_t left = len, n;

	memset(ret, 0, sizeof(*ret));
	while (ir_log_next_line(&rest, &left, &line, &n)) {
		see_mark(&seen, &ret->mark, line, n);
		see_export(&seen, line, n);
	}
	ret->exported = seen.message && seen.field;
	while (ir_log_next_line(&text, &len, &line, &n))
		see_line(&seen, ret, line, n);
	ret->newest_first = seen.down > 8 * seen.up && (seen.down >= MIN_DOWN || seen.ended);
	ret->listed = seen.elements >= MIN_RUN || (seen.bracket && seen.elements);
	ret->twice = seen.pairs >= MIN_PAIRS && seen.pairs * 20 >= seen.lines * 9;
}

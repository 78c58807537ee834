// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Were the lines of a text cut at a column, whatever stands there? Mail programs that wrap at blanks leave lines of all widths;
 * one that cuts in words leaves them all as wide as the widest. This is asked of the beginning of a
 * text, before any of it is read, as the first line that was cut counts as much as the last.
 */
#include "core/log/oops_parse.h"

#include <string.h>

#define MAX_WIDTH  512
#define MIN_COLUMN 40 /* nobody wraps at less */
#define PIECE	   1024

/* Of the lines that one without a stamp follows: how many there are of each width. */
struct widths {
	unsigned nr, of[MAX_WIDTH];
	size_t widest;
	bool marked; /* of the line before */
	size_t last;
	char before[MAX_WIDTH], counted[MAX_WIDTH]; /* that line, and the last one of the widest */
};

static void count(struct widths *w, const char *line, size_t len)
{
	struct ir_log_prefix prefix;
	char buf[PIECE + 1];
	const char *text;

	if (len && line[len - 1] == '\r')
		len--;
	if (len > PIECE)
		len = PIECE;
	ir_log_clean(line, len, buf);
	text = ir_log_skip_prefix(buf, &prefix);
	if (!prefix.marked && *text && w->marked && w->last < MAX_WIDTH &&
	    strcmp(w->before, w->counted) != 0) {
		w->nr++;
		w->of[w->last]++;
		memcpy(w->counted, w->before, sizeof(w->counted));
	}
	/* With the blank at its end, if it was cut behind one. */
	w->last = strlen(buf);
	memcpy(w->before, buf, w->last < MAX_WIDTH ? w->last + 1 : 0);
	if (w->last > w->widest)
		w->widest = w->last;
	/* The rest of a line may be cut again. */
	w->marked = prefix.marked || (w->marked && *text);
}

size_t ir_log_column(const char *text, size_t len)
{
	struct widths w = {0};
	const char *line;
	size_t n;

	while (ir_log_next_line(&text, &len, &line, &n))
		count(&w, line, n);
	if (w.widest < MIN_COLUMN || w.widest >= MAX_WIDTH || w.of[w.widest] < 2)
		return 0;
	return w.of[w.widest] * 4 >= w.nr * 3 ? w.widest : 0;
}

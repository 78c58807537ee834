// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Who folded the lines of a text? A terminal folds at its edge, whatever stands there, and leaves them as wide as the
 * widest. A mail program folds at the blank before its edge, drops that, and leaves lines of all widths. Of few lines
 * both may be true, and then the words on both sides of a fold may tell (oops_seam.c), or nothing does.
 *
 * This is asked of the beginning of a text, before any of it is read, as the first line that was folded counts as much as
 * the last.
 */
#include "core/log/kernel_text.h"
#include "core/log/oops_parse.h"

#include <ctype.h>
#include <string.h>

#define MAX_WIDTH  512
#define MIN_EDGE   40 /* nobody folds at less */
#define PIECE	   1024
#define MAX_INDENT 1 /* the blanks that are left where a line was folded before one */

struct line {
	bool marked;  /* it has a stamp, or goes on from a line that has */
	size_t width; /* with the blank at its end, if it was folded behind one */
	size_t indent;
	char text[PIECE + 1];
};

/*
 * @nr: folds; @at_edge: of them those behind lines as wide as the widest; @blanks, @glued: those of which the words tell;
 * @roomy: those of a line that had room for more, which one fold alone does not leave;
 * @either: those between values that are all of one width, so that lines folded at blanks are, too
 */
struct seen {
	size_t edge;
	size_t indent;
	bool many;
	unsigned nr, at_edge, roomy, either, blanks, glued;
	struct line before;
	char counted[PIECE + 1]; /* a line may be repeated: it is one */
};

/* Returns the message in the line. */
static const char *read(struct line *ret, const char *line, size_t len)
{
	struct ir_log_prefix prefix;
	const char *text;

	if (len && line[len - 1] == '\r')
		len--;
	ir_log_clean(line, len < PIECE ? len : PIECE, ret->text);
	text = ir_log_skip_prefix(ret->text, &prefix);
	ret->marked = prefix.marked;
	ret->width = strlen(ret->text);
	ret->indent = strspn(ret->text, " \t");
	return text;
}

static void measure(struct seen *seen, const char *line, size_t len)
{
	struct line *now = &seen->before;

	if (*read(now, line, len) && now->indent < seen->indent)
		seen->indent = now->indent;
	if (now->width > seen->edge) {
		seen->edge = now->width;
		seen->many = false;
		strcpy(seen->counted, now->text);
	} else if (now->width == seen->edge) {
		seen->many |= strcmp(seen->counted, now->text) != 0;
	}
}

bool ir_log_was_full(size_t width, size_t edge, const char *text)
{
	return edge && width + 1 + strcspn(text, " ") > edge;
}

bool ir_log_may_go_on(size_t width, size_t edge, const char *text, size_t indent)
{
	return ir_log_was_full(width, edge, text) && !ir_log_begins_record(text, indent);
}

bool ir_log_must_go_on(const char *left, size_t len, const char *right, size_t indent)
{
	return !ir_log_is_finished(left, len) ||
	       (indent <= MAX_INDENT && ir_log_is_sentence(left, len, right));
}

/* Is @text the rest of the line before? */
static bool goes_on(const struct seen *seen, const struct line *line, const char *text)
{
	const struct line *before = &seen->before;

	if (line->marked || !*text || !before->width)
		return false;
	if (before->marked && seen->indent >= line->indent)
		return !ir_log_begins_field(text) ||
		       (ir_log_was_full(before->width, seen->edge, text) &&
			!ir_is_kernel_line(text));
	return before->marked ||
	       (ir_log_may_go_on(before->width, seen->edge, text, line->indent) &&
		ir_log_must_go_on(before->text, before->width, text,
				  line->indent > seen->indent ? line->indent - seen->indent : 0));
}

static void count(struct seen *seen, const char *text, size_t indent)
{
	const struct line *before = &seen->before;
	enum ir_log_seam seam;

	if (!strcmp(before->text, seen->counted))
		return;
	strcpy(seen->counted, before->text);
	seam = ir_log_seam(before->text, before->width, text);
	seen->nr++;
	seen->at_edge += before->width == seen->edge;
	seen->roomy += before->marked && !ir_log_was_full(before->width, seen->edge, text);
	seen->either += seam == IR_SEAM_EITHER;
	/* The blank is there, or one at a terminal's edge may have been lost. */
	if (indent > seen->indent || before->width + 1 == seen->edge)
		return;
	seen->blanks += seam == IR_SEAM_BLANK;
	seen->glued += seam == IR_SEAM_GLUE && before->text[before->width - 1] != ' ';
}

static void see(struct seen *seen, const char *line, size_t len)
{
	struct line now;
	const char *text = read(&now, line, len);
	bool rest = goes_on(seen, &now, text);

	if (rest)
		count(seen, text, now.indent);
	/* The rest of a line may have been folded again. */
	now.marked |= rest && seen->before.marked;
	seen->before = now;
}

static void decide(struct ir_log_fold *ret, const struct seen *seen)
{
	bool most = seen->at_edge * 4 >= seen->nr * 3;

	if (!seen->nr)
		ret->how = IR_FOLD_NONE;
	else if (seen->blanks && seen->glued)
		ret->how = IR_FOLD_UNSURE;
	else if (seen->glued || (!seen->blanks && seen->at_edge >= seen->either + 2))
		ret->how = most ? IR_FOLD_COLUMN : IR_FOLD_UNSURE;
	else
		ret->how =
			(seen->blanks || !most) && !seen->roomy ? IR_FOLD_BLANKS : IR_FOLD_UNSURE;
	if (ret->how == IR_FOLD_COLUMN)
		ret->column = seen->edge;
}

void ir_log_find_fold(struct ir_log_fold *ret, const char *text, size_t len)
{
	const char *rest = text, *line;
	struct seen seen = {0};
	size_t left = len, n;

	memset(ret, 0, sizeof(*ret));
	seen.indent = MAX_WIDTH;
	while (ir_log_next_line(&rest, &left, &line, &n))
		measure(&seen, line, n);
	if (seen.edge < MIN_EDGE || seen.edge >= MAX_WIDTH)
		return;
	ret->edge = seen.edge;
	ret->indent = seen.indent;
	ret->many = seen.many;
	seen.counted[0] = 0;
	memset(&seen.before, 0, sizeof(seen.before));
	while (ir_log_next_line(&text, &len, &line, &n))
		see(&seen, line, n);
	decide(ret, &seen);
}

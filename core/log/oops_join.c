// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * From lines to records. A record is one message of the kernel. Prefixes (time stamps, host names)
 * are removed, and lines that mail programs and terminals wrapped are joined. They wrap at a blank,
 * or at a column, in the middle of a word:
 *
 *	RSI: ffff9f1200008cc0 RDI: 000000000000
 *	0042
 *
 * A value cut so must not be taken for a whole one: RDI is not 0.
 */
#include "core/log/kernel_text.h"
#include "core/log/oops_parse.h"

#include <ctype.h>
#include <string.h>

/* At most this many lines without a prefix are joined to the line with a prefix before them. */
#define MAX_JOINED   12
#define DIGITS	     16 /* of a 64-bit value, as kernels print it */
#define CODE_DIGITS  4	/* of x86's error code */
#define MAX_REGISTER 6	/* bytes of a register's name; "address" is none */
#define MAX_TITLE    40 /* bytes of the words before a line's colon */

/* Does the record end in a number, without what kernels print behind it? */
static bool ends_in_number(const struct ir_log *log)
{
	size_t len = log->record_len, n = ir_log_hex_at_end(log->record, len);

	return n && n < len && strchr(" x(<[=", log->record[len - 1 - n]);
}

/* A line as wide as the widest may have been cut off there: of one, only what cannot end so shows it. */
static void mark_edge(struct ir_log *log)
{
	size_t len = log->record_len;

	if (!log->fold.many && !ends_in_number(log))
		return;
	if (!log->fold.edge || log->width != log->fold.edge || !len ||
	    log->record[len - 1] == ' ' || len + 1 >= sizeof(log->record))
		return;
	log->record[log->record_len++] = IR_LOG_TORN;
	log->record[log->record_len] = 0;
}

/* Where a time stamp was folded, more than one message came together. */
static void read_record(struct ir_log *log, const char caller[IR_LOG_CALLER])
{
	char text[IR_LOG_RECORD], *s = text;
	const char *stamp;

	memcpy(text, log->record, log->record_len + 1);
	while (log->nr_joined && (stamp = ir_log_stamp(s + 1))) {
		struct ir_log_prefix unused;
		char *cut = s + (stamp - s);

		*cut = 0;
		log->nr_cells = 0;
		ir_log_record(log, s, caller);
		s = cut + (ir_log_skip_prefix(log->record + (cut - text), &unused) -
			   (log->record + (cut - text)));
	}
	ir_log_record(log, s, caller);
}

void ir_log_flush(struct ir_log *log)
{
	char caller[IR_LOG_CALLER];

	memcpy(caller, log->caller, sizeof(caller));
	mark_edge(log);
	if (log->record_len)
		read_record(log, caller);
	log->record_len = 0;
	log->record[0] = 0;
	log->nr_joined = log->nr_cells = 0;
}

static void append(struct ir_log *log, const char *text, enum ir_log_seam seam)
{
	size_t n = strlen(text);

	if (log->record_len + n + 2 > sizeof(log->record))
		ir_log_flush(log);
	if (n + 2 > sizeof(log->record))
		n = sizeof(log->record) - 2;
	if (log->record_len && seam != IR_SEAM_GLUE)
		log->record[log->record_len++] = seam == IR_SEAM_BLANK ? ' ' : IR_LOG_TORN;
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

/* "RIP: ...", "rcu: ...": a field or a subsystem begins a message. */
static bool begins_message(const char *text)
{
	size_t n = strcspn(text, " :");

	return n > 1 && text[n] == ':' && isalpha((unsigned char)text[0]) &&
	       (text[n + 1] == ' ' || !text[n + 1]);
}

/* In small letters it may be the end of a sentence: "NULL pointer dereference, address: ..." */
bool ir_log_begins_field(const char *text)
{
	return isupper((unsigned char)text[0]) && begins_message(text);
}

/* "Faulting instruction address: ...", "Kernel Offset: ..." */
static bool begins_title(const char *text)
{
	size_t n = 0;

	while (isalnum((unsigned char)text[n]) || (text[n] && strchr(" -_", text[n])))
		n++;
	return isupper((unsigned char)text[0]) && n > 1 && n <= MAX_TITLE && text[n] == ':' &&
	       (text[n + 1] == ' ' || !text[n + 1]);
}

/* "mount[1]: Oops 11012296146944 [1]", "init(1): Oops 0" */
static bool begins_task(const char *text)
{
	size_t n = strcspn(text, " [("), digits = text[n] ? strspn(text + n + 1, "0123456789") : 0;
	const char *end = text + n + 1 + digits;

	return n && digits && (*end == ']' || *end == ')') && end[1] == ':';
}

/* "pstate: 80400005", "pc : smack_inode_permission+0x70/0x164" */
static bool begins_register(const char *text)
{
	size_t n = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789"),
	       blanks = strspn(text + n, " ");
	uint64_t v;

	if (n < 2 || n > MAX_REGISTER || text[n + blanks] != ':')
		return false;
	text += n + blanks + 1;
	return islower((unsigned char)text[-1 - (int)(n + blanks)]) &&
	       (blanks || ir_log_hex(text + strspn(text, " "), 8, &v));
}

/* The rest of a function's name looks like a frame, but those of a trace stand behind blanks. */
bool ir_log_begins_record(const char *text, size_t indent)
{
	struct ir_log_frame f;

	if (!indent && ir_log_location(text, &f))
		return false;
	return ir_log_begins_field(text) || begins_title(text) || begins_task(text) ||
	       begins_register(text) || ir_is_kernel_line(text);
}

static size_t digits_at_end(const char *s, size_t len)
{
	size_t n = ir_log_hex_at_end(s, len);

	return n < len && s[len - 1 - n] != ' ' && s[len - 1 - n] != ':' ? 0 : n;
}

/* "0704c00180000000 00000216ef164cde" and "(lookup_fast+0x1e/0xb0)" on the next line: a place and its name */
static bool names_place(const struct ir_log *log, size_t len, const char *text)
{
	struct ir_log_frame f;

	return text[0] == '(' && digits_at_end(log->record, len) >= 8 && ir_log_location(text, &f);
}

/* "probably for non-canonical address 0xdead000000000122: 0000", "Oops: 0010" and "[#1]" */
static bool ends_die(const struct ir_log *log, size_t len, const char *text)
{
	return !strncmp(text, "[#", 2) &&
	       (strstr(log->record, "Oops") || digits_at_end(log->record, len) == CODE_DIGITS);
}

/* Does @text look like the rest of a wrapped line? Asked where lines have no prefix to tell. */
static bool looks_wrapped(const struct ir_log *log, const char *text)
{
	/* clang-format off */
	static const char *const ends[] = {
		",", "at", "address", "Not", "tainted", "of", "for", "on",
		"to", "by", "with", "from", "the", "and", "or", "is",
		"not", "kernel", "current", "NULL", "pointer", "handle", "paging", "unable",
		"non-canonical", "probably", "virtual",
	};
	/* clang-format on */
	size_t len = log->record_len;
	uint64_t v;

	while (len && log->record[len - 1] == ' ')
		len--;
	if (!len)
		return false;
	/* Neither is ever a whole line. */
	if (ends_with(log->record, len, "syncing:") || ends_with(log->record, len, "error:"))
		return true;
	/* The line was cut off, and this is the next. */
	if (isalpha((unsigned char)text[0]) && ir_log_begins_record(text, 0))
		return false;
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		if (ends_with(log->record, len, ends[i]))
			return true;
	}
	if (ends_with(log->record, len, ":")) /* but not "[#1]:" */
		return len > 1 && log->record[len - 2] != ']' && !begins_message(text);
	if (names_place(log, len, text) || ends_die(log, len, text) ||
	    !strncmp(text, "at ", 3)) /* "[#1]", "at 0000001c" */
		return true;
	return ir_log_hex(text, 8, &v) || (text[0] == '[' && text[1] >= 'a' && text[1] <= 'z');
}

/*
 * Do the digits at the record's end and those at @text make one value of 16? Two halves of 8 may be
 * two values.
 */
static bool one_value(const struct ir_log *log, const char *text)
{
	size_t n = digits_at_end(log->record, log->record_len), m = 0;

	while (isxdigit((unsigned char)text[m]))
		m++;
	return n && m && n + m == DIGITS && n != m && (!text[m] || text[m] == ' ');
}

/* "Not tainted 6.14." and "0-rc3 #7", "5.9.0-rc5-" and "00386-g4fe2ef82bd0b #62": some programs wrap there. */
static bool one_number(const struct ir_log *log, const char *text)
{
	size_t len = log->record_len;

	if (len > 1 && log->record[len - 1] == '.')
		return isdigit((unsigned char)log->record[len - 2]) &&
		       isdigit((unsigned char)text[0]);
	/* As wide as the widest it may have been cut off there. */
	return log->width < log->fold.edge && ir_log_is_open_release(log->record, len, text);
}

static size_t blanks(const char *s)
{
	return strspn(s, " \t");
}

/* What was between the record and @text, with @indent blanks before it? What cut one value cuts all lines at that column. */
static enum ir_log_seam seam(struct ir_log *log, const char *text, size_t indent)
{
	struct ir_log_fold *fold = &log->fold;

	if (!log->record_len || log->record[log->record_len - 1] == ' ' || one_number(log, text))
		return IR_SEAM_GLUE;
	if (one_value(log, text)) {
		if (fold->how == IR_FOLD_NONE ||
		    (fold->how == IR_FOLD_UNSURE && log->width == fold->edge)) {
			fold->how = IR_FOLD_COLUMN;
			fold->column = log->width;
		}
		return IR_SEAM_GLUE;
	}
	if (indent > fold->indent || fold->how == IR_FOLD_BLANKS)
		return IR_SEAM_BLANK;
	if (fold->how == IR_FOLD_COLUMN)
		return log->width == fold->column ? IR_SEAM_GLUE : IR_SEAM_BLANK;
	/* What had room was parted by the kernel, or folded twice, which leaves no whole lines. */
	if (!ir_log_was_full(log->width, fold->edge, text) && ir_log_begins_record(text, 0))
		return IR_SEAM_BLANK;
	if (!fold->edge || ((!log->marked || fold->how == IR_FOLD_NONE) &&
			    log->width + 1 + strcspn(text, " ") <= fold->edge))
		return IR_SEAM_BLANK;
	return ir_log_seam(log->record, log->record_len, text);
}

/* Is @text, which has no prefix, the rest of the record? */
static bool goes_on(const struct ir_log *log, const char *text, size_t indent)
{
	const struct ir_log_fold *fold = &log->fold;
	bool folded = !log->own_line && log->record_len &&
		      ir_log_may_go_on(log->width, fold->edge, text, indent);

	if (one_value(log, text) || one_number(log, text) || looks_wrapped(log, text))
		return true;
	if (fold->how == IR_FOLD_COLUMN && log->width == fold->column && indent <= fold->indent &&
	    (log->marked || folded ||
	     ir_log_seam(log->record, log->record_len, text) == IR_SEAM_GLUE))
		return true;
	if (!log->marked || log->own_line)
		return folded &&
		       ir_log_must_go_on(log->record, log->record_len, text,
					 indent > fold->indent ? indent - fold->indent : 0);
	if (log->nr_joined >= MAX_JOINED)
		return false;
	return !ir_log_begins_field(text) ||
	       (ir_log_was_full(log->width, fold->edge, text) && !ir_is_kernel_line(text));
}

size_t ir_log_width(const char *line)
{
	size_t n = strlen(line);

	while (n && (line[n - 1] == ' ' || line[n - 1] == '\t'))
		n--;
	return n;
}

/* "----------", "```", "====": what people and programs draw between a log and what they say of it */
static bool is_rule(const char *text)
{
	size_t n = strlen(text);

	while (n && text[n - 1] == ' ')
		n--;
	if (n < 2 || !strchr("-=~`*_", text[0]))
		return false;
	for (size_t i = 1; i < n; i++) {
		if (text[i] != text[0])
			return false;
	}
	return true;
}

void ir_log_join(struct ir_log *text_log, const char *line, bool rest)
{
	struct ir_log_prefix prefix;
	const char *text = ir_log_skip_prefix(line, &prefix);
	struct ir_log *log = ir_log_of_machine(text_log, &prefix);
	bool marked = prefix.marked;
	size_t indent = blanks(line);

	log->own_line = text_log->own_line;
	log->nr_lines = text_log->nr_lines;
	/* An empty line ends what stands before it. */
	if (!rest && !marked && (!*text || is_rule(text))) {
		ir_log_flush(log);
		log->marked = false;
		return;
	}
	if (rest) {
		append(log, text, indent ? IR_SEAM_BLANK : IR_SEAM_GLUE);
	} else if (!marked && goes_on(log, text, indent)) {
		log->nr_joined++;
		append(log, text, seam(log, text, indent));
	} else {
		ir_log_flush(log);
		log->marked = marked;
		log->indent = indent;
		memcpy(log->caller, prefix.caller, sizeof(log->caller));
		append(log, text, IR_SEAM_BLANK);
	}
	log->width = text_log->before + ir_log_width(line);
	if (log->width > log->fold.edge)
		log->fold.edge = 0;
}

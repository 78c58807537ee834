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
#include "core/log/oops_parse.h"

#include <ctype.h>
#include <string.h>

/* At most this many lines without a prefix are joined to the line with a prefix before them. */
#define MAX_JOINED  12
#define DIGITS	    16 /* of a 64-bit value, as kernels print it */
#define CODE_DIGITS 4  /* of x86's error code */

void ir_log_flush(struct ir_log *log)
{
	char caller[IR_LOG_CALLER];

	memcpy(caller, log->caller, sizeof(caller));
	if (log->record_len)
		ir_log_record(log, log->record, caller);
	log->record_len = 0;
	log->record[0] = 0;
	log->nr_joined = log->nr_cells = 0;
}

/* @glue: @text goes on in the middle of a word. */
static void append(struct ir_log *log, const char *text, bool glue)
{
	size_t n = strlen(text);

	if (log->record_len + n + 2 > sizeof(log->record))
		ir_log_flush(log);
	if (n + 2 > sizeof(log->record))
		n = sizeof(log->record) - 2;
	if (log->record_len && !glue)
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

/* "RIP: ...", "rcu: ...": a field or a subsystem begins a message. */
static bool begins_message(const char *text)
{
	size_t n = strcspn(text, " :");

	return n > 1 && text[n] == ':' && isalpha((unsigned char)text[0]) &&
	       (text[n + 1] == ' ' || !text[n + 1]);
}

/*
 * "KERNEL: ...", "RIP: ...": of a report or a session of crash. In small letters it may be the end
 * of a sentence: "NULL pointer dereference, address: ..."
 */
static bool begins_field(const char *text)
{
	return isupper((unsigned char)text[0]) && begins_message(text);
}

static size_t digits_at_end(const char *s, size_t len)
{
	size_t n = 0;

	while (n < len && isxdigit((unsigned char)s[len - 1 - n]))
		n++;
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

/* "Not tainted 6.14." and "0-rc3 #7": some programs wrap behind a point. */
static bool one_number(const struct ir_log *log, const char *text)
{
	size_t len = log->record_len;

	return len > 1 && log->record[len - 1] == '.' &&
	       isdigit((unsigned char)log->record[len - 2]) && isdigit((unsigned char)text[0]);
}

/*
 * Was the line before cut in the middle of a word, so that @text is the word's rest? What cut one
 * value cuts all lines at that column.
 */
static bool cut_in_word(struct ir_log *log, const char *text, size_t indent)
{
	if (!log->record_len || log->record[log->record_len - 1] == ' ')
		return false;
	if (one_value(log, text)) {
		log->column = log->width;
		return true;
	}
	if (one_number(log, text))
		return true;
	return log->marked && log->column && log->width == log->column && indent <= log->indent;
}

static size_t blanks(const char *s)
{
	return strspn(s, " \t");
}

size_t ir_log_width(const char *line)
{
	size_t n = strlen(line);

	while (n && (line[n - 1] == ' ' || line[n - 1] == '\t'))
		n--;
	return n;
}

void ir_log_join(struct ir_log *text_log, const char *line, bool rest)
{
	struct ir_log_prefix prefix;
	const char *text = ir_log_skip_prefix(line, &prefix);
	struct ir_log *log = ir_log_of_machine(text_log, &prefix);
	bool marked = prefix.marked, glue;

	log->own_line = text_log->own_line;
	log->nr_lines = text_log->nr_lines;
	/* An empty line ends what stands before it. */
	if (!rest && !marked && !*text) {
		ir_log_flush(log);
		log->marked = false;
		return;
	}
	glue = !rest && !marked && cut_in_word(log, text, blanks(line));
	if (rest || glue ||
	    (!marked && log->marked && !log->own_line && log->nr_joined < MAX_JOINED &&
	     !begins_field(text)) ||
	    (!marked && looks_wrapped(log, text))) {
		log->nr_joined += !rest;
		append(log, text, glue);
	} else {
		ir_log_flush(log);
		log->marked = marked;
		log->indent = blanks(line);
		memcpy(log->caller, prefix.caller, sizeof(log->caller));
		append(log, text, false);
	}
	log->width = ir_log_width(line);
}

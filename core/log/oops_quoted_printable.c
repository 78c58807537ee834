// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Mail as it is sent, RFC 2045: "=3D" is the character with that number, and "=" at a line's end says that the line goes on
 * in the next, even within a word.
 */
#include "core/log/oops_parse.h"

#include <ctype.h>
#include <string.h>

#define MIN_SOFT_BREAKS 2
#define MIN_SIGNS	2
/* How long RFC 2045 lets a line be. */
#define LINE_LEN 76

static int digit(char c)
{
	if (isdigit((unsigned char)c))
		return c - '0';
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static size_t without_return(const char *line, size_t len)
{
	return len && line[len - 1] == '\r' ? len - 1 : len;
}

/* Is "=" at @s the first of three that stand for what mail cannot hold: an "=", a line's last blank, or no ASCII? */
static bool is_encoded(const char *s, size_t left)
{
	int high = left > 2 ? digit(s[1]) : -1, low = high >= 0 ? digit(s[2]) : -1,
	    c = high * 16 + low;

	return low >= 0 && (c == '=' || c == ' ' || c == '\t' || c == '\r' || c > '~');
}

/*
 * What mail that is being sent has not: an "=" that is itself. @signs counts those that are "=3D", and blanks by their
 * number, of which a line of the kernel's has several.
 */
static bool is_plain(const char *line, size_t n, unsigned *signs)
{
	unsigned blanks = 0;

	for (size_t i = 0; i + 1 < n; i++) {
		if (line[i] != '=')
			continue;
		if (!is_encoded(line + i, n - i))
			return true;
		*signs += !memcmp(line + i, "=3D", 3);
		blanks += !memcmp(line + i, "=20", 3);
	}
	/* A line's last blank must be one by its number, as where a mailer has folded it ("format=flowed"). */
	*signs += blanks > 2 || (n > 3 && line[n - 4] == ' ' && !memcmp(line + n - 3, "=20", 3));
	return false;
}

static bool is_soft_break(const char *line, size_t n)
{
	return n > 1 && line[n - 1] == '=' && line[n - 2] != '=';
}

/* One "=" at a line's end may be what a program prints, where others stand within lines. */
bool ir_log_is_quoted_printable(const char *text, size_t len)
{
	unsigned breaks = 0, signs = 0;
	bool plain = false, fits = true;
	const char *line;
	size_t n;

	if (len > IR_LOG_HEAD)
		len = IR_LOG_HEAD;
	while (ir_log_next_line(&text, &len, &line, &n)) {
		n = without_return(line, n);
		breaks += is_soft_break(line, n);
		plain = plain || is_plain(line, n, &signs);
		fits = fits && n <= LINE_LEN;
	}
	return breaks >= MIN_SOFT_BREAKS || (breaks && !plain && fits) ||
	       (signs >= MIN_SIGNS && !plain);
}

bool ir_log_unquote(const char *line, size_t len, char *buf, size_t size, size_t *used)
{
	bool goes_on;

	len = without_return(line, len);
	goes_on = len && line[len - 1] == '=';
	len -= goes_on;
	for (size_t i = 0; i < len && *used < size; i++) {
		int high = line[i] == '=' && i + 2 < len ? digit(line[i + 1]) : -1;
		int low = high >= 0 ? digit(line[i + 2]) : -1;

		buf[(*used)++] = low >= 0 ? (char)(high << 4 | low) : line[i];
		i += low >= 0 ? 2 : 0;
	}
	return !goes_on || *used == size;
}

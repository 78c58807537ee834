// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Where a line was folded: was there a blank, or was a word broken? Mail programs fold at a blank and drop it, terminals
 * in the middle of words. Where all folds of a text together do not tell (oops_fold.c), the words on both sides may.
 */
#include "core/log/oops_parse.h"

#include <ctype.h>
#include <string.h>

#define DIGITS	    16 /* of a 64-bit value, as kernels print it */
#define CODE_DIGITS 4  /* of x86's error code, and of a segment */
#define MAX_NAME    5  /* bytes of a register's name */

static const char *const rows[] = {
#define IR_PANIC(words, kind, continues) words,
#define IR_OPENER(words, kind)		 words,
#include "core/log/oops_log.def"
#undef IR_PANIC
#undef IR_OPENER
#define IR_MARK(words, what) words,
#define IR_SPLAT(words)	     words,
#define IR_DIE(words, kind)  words,
#include "core/log/oops_marks.def"
#undef IR_MARK
#undef IR_SPLAT
#undef IR_DIE
#define IR_WORDS(words) words,
#include "core/log/oops_words.def"
#undef IR_WORDS
};

/* A part of a text, without what stands around words */
struct word {
	const char *s;
	size_t len;
};

static struct word bare(const char *s, size_t len)
{
	while (len && strchr("(\"'<", *s)) {
		s++;
		len--;
	}
	while (len && strchr(",.:;)>'\"!?", s[len - 1]))
		len--;
	return (struct word){s, len};
}

static bool is_known(const char *s, size_t len)
{
	struct word word = bare(s, len);

	if (!word.len || (word.len == 1 && !isalnum((unsigned char)*word.s)))
		return false;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		for (const char *p = rows[i]; *p;) {
			size_t n = strcspn(p, " ");
			struct word row = bare(p, n);

			if (row.len == word.len && !memcmp(row.s, word.s, row.len))
				return true;
			p += n;
			p += strspn(p, " ");
		}
	}
	return false;
}

static size_t hex_digits(const char *s, size_t len)
{
	size_t n = 0;

	while (n < len && isxdigit((unsigned char)s[n]))
		n++;
	return n;
}

/* "[#1]", which die() puts behind the code; in some kernels without a blank */
static bool is_die_mark(const char *s, size_t len)
{
	return len > 3 && !memcmp(s, "[#", 2) &&
	       strspn(s + 2, "0123456789") + 3 >= len - (s[len - 1] == ':');
}

/* "RDI:", before a value */
static bool is_register(const char *s, size_t len)
{
	return len > 2 && len <= MAX_NAME && s[len - 1] == ':' && isupper((unsigned char)s[0]) &&
	       hex_digits(s, len - 1) < len - 1;
}

static bool is_value(const char *s, size_t len)
{
	size_t n = hex_digits(s, len);

	return n == DIGITS && (n == len || !isalnum((unsigned char)s[n]));
}

/* "(address", "(Addr=0000000000000000)"; not "(OE)", of a module */
static bool opens(const char *r, size_t m)
{
	return r[0] == '(' && m > 2 && isalpha((unsigned char)r[1]) &&
	       (islower((unsigned char)r[1]) || islower((unsigned char)r[2]));
}

/* "[#1" and "]", "0xdead000000000122" and ": 0000 [#1]": what follows something without a blank */
static bool closes(const char *l, size_t n, const char *r)
{
	return *r == ')' || *r == ']' ||
	       (*r == ':' && n > DIGITS && ir_log_hex_at_end(l, n) == DIGITS &&
		l[n - 1 - DIGITS] == 'x');
}

/* "step_into+0x5cd/0x650": without the size the offset may go on */
static bool is_location(const char *s, size_t len)
{
	const char *plus = memchr(s, '+', len);
	size_t n = plus ? len - (size_t)(plus - s) : 0, a, b;

	if (n < 7 || plus == s || memcmp(plus, "+0x", 3))
		return false;
	a = hex_digits(plus + 3, n - 3);
	b = 3 + a + 3;
	return a && b < n && !memcmp(plus + 3 + a, "/0x", 3) && hex_digits(plus + b, n - b);
}

/* "6.7.0-rc8-next", the kernel's */
static bool is_release(const char *s, size_t len)
{
	size_t at = 0;

	for (int i = 0; i < 3; i++) {
		size_t n = strspn(s + at, "0123456789");

		if (!n || n > 3 || at + n > len || (i < 2 && (at + n == len || s[at + n] != '.')))
			return false;
		at += n + (i < 2);
	}
	return at == len || strchr(".-+", s[at]);
}

/* Nothing that ends so goes on without a blank, and nothing that begins so stands behind a word without one. */
static bool parted(const char *l, size_t n, const char *r, size_t m)
{
	/* "unknown-block(0,0)" has no blank. */
	if (l[n - 1] == ',' && !isdigit((unsigned char)r[0]))
		return true;
	if (r[0] != '=' && n <= 2 && !memcmp(l, "==", n))
		return true;
	if (l[n - 1] == ':' && isalnum((unsigned char)r[0]))
		return is_known(l, n);
	if (l[n - 1] == ']' && isalpha((unsigned char)r[0]))
		return !is_die_mark(l, n);
	if (r[0] == '#' && m > 1 && isdigit((unsigned char)r[1]))
		return true;
	/* Behind the task's name, which may be anything, there is a blank. */
	if (!strncmp(r, "Not tainted", 11) || !strncmp(r, "Tainted: ", 9))
		return true;
	/* Behind "tainted", and with its build's number it is whole. */
	if (is_release(r, m) && !strncmp(r + m, " #", 2) && isalpha((unsigned char)l[n - 1]))
		return is_known(l, n) || n == 1;
	if (r[0] == '[' && m > 2 && (islower((unsigned char)r[1]) || r[1] == '<'))
		return isxdigit((unsigned char)l[n - 1]) || l[n - 1] == ']';
	return opens(r, m) && isalnum((unsigned char)l[n - 1]);
}

/* Two words, each whole */
static bool both_whole(const char *l, size_t n, const char *r, size_t m)
{
	size_t digits = ir_log_hex_at_end(l, n);
	bool left = is_known(l, n) || is_die_mark(l, n) || is_register(l, n) || digits == DIGITS,
	     right = is_known(r, m) || is_value(r, m);

	/* An error code, "0xdead000000000122: 0000 [#1]" */
	if (is_die_mark(r, m))
		return digits >= CODE_DIGITS && (digits == n || l[n - 1 - digits] == 'x');
	return left && (right || (digits == DIGITS && isalnum((unsigned char)r[0])));
}

/* Two halves of 8 digits: two values, or one */
static bool two_or_one(const char *l, size_t n, const char *r, size_t m)
{
	return ir_log_hex_at_end(l, n) == DIGITS / 2 && hex_digits(r, m) == DIGITS / 2;
}

/* Two parts of one value of 16 digits */
static bool one_value(const char *l, size_t n, const char *r, size_t m)
{
	size_t a = ir_log_hex_at_end(l, n), b = hex_digits(r, m);

	return a && b && a + b == DIGITS && a != b &&
	       (a == n || l[n - 1 - a] == 'x' || !isalnum((unsigned char)l[n - 1 - a])) &&
	       (b == m || strchr(",:)]>", r[b]));
}

bool ir_log_is_finished(const char *s, size_t len)
{
	const char *word;
	size_t n = 0, digits;

	while (len && s[len - 1] == ' ')
		len--;
	word = s + len;
	digits = ir_log_hex_at_end(s, len);
	if (!len || strchr("!)].:;>}'\"", s[len - 1]))
		return true;
	while (n < len && word[-1] != ' ') {
		word--;
		n++;
	}
	if (digits == DIGITS || digits == DIGITS / 2)
		return digits == n || !isalnum((unsigned char)s[len - 1 - digits]) ||
		       s[len - 1 - digits] == 'x';
	/* A BIOS' date */
	if (strspn(word, "0123456789/") >= n)
		return true;
	/* "#1", of a build; the size of a function */
	return is_known(word, n) || word[0] == '#' ||
	       (memchr(word, '/', n) && memchr(word, '+', n));
}

bool ir_log_is_sentence(const char *left, size_t len, const char *right)
{
	const char *l = left + len;
	size_t n = 0, m = strcspn(right, " ");

	while (n < len && l[-1] != ' ') {
		l--;
		n++;
	}
	if (!n || !m)
		return false;
	return opens(right, m) || closes(l, n, right) ||
	       ((is_known(l, n) || is_die_mark(l, n) || strchr(",=", l[n - 1])) &&
		is_known(right, m));
}

/* A release does not end in a hyphen; what is behind it is its build's number. */
bool ir_log_is_open_release(const char *left, size_t len, const char *right)
{
	const char *l = left + len;
	size_t n = 0;

	if (!len || l[-1] != '-' || !isalnum((unsigned char)right[0]) ||
	    strncmp(right + strcspn(right, " "), " #", 2))
		return false;
	while (n < len && l[-1] != ' ') {
		l--;
		n++;
	}
	return is_release(l, n);
}

enum ir_log_seam ir_log_seam(const char *left, size_t len, const char *right)
{
	char glued[2 * IR_LOG_WORD];
	const char *l = left + len;
	size_t n = 0, m = strcspn(right, " ");
	bool whole;

	if (!len || left[len - 1] == ' ' || !m)
		return IR_SEAM_GLUE;
	while (n < len && l[-1] != ' ') {
		l--;
		n++;
	}
	if (n >= IR_LOG_WORD || m >= IR_LOG_WORD)
		return IR_SEAM_UNKNOWN;
	memcpy(glued, l, n);
	memcpy(glued + n, right, m);
	if (strchr("([{<", l[n - 1]) || closes(l, n, right))
		return IR_SEAM_GLUE;
	if (parted(l, n, right, m))
		return IR_SEAM_BLANK;
	if (memchr(l, '+', n) && is_location(glued, n + m) && !is_location(l, n))
		return IR_SEAM_GLUE;
	if (ir_log_is_open_release(left, len, right))
		return IR_SEAM_GLUE;
	whole = both_whole(l, n, right, m);
	if (two_or_one(l, n, right, m))
		return IR_SEAM_EITHER;
	if (is_known(glued, n + m) || one_value(l, n, right, m))
		return whole ? IR_SEAM_UNKNOWN : IR_SEAM_GLUE;
	return whole ? IR_SEAM_BLANK : IR_SEAM_UNKNOWN;
}

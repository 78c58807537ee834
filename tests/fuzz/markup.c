// SPDX-License-Identifier: GPL-2.0-or-later
/* HTML and CSV that are made of a dump's words: nothing in them may come alive. */
#include "tests/fuzz/fuzz.h"

#include <ctype.h>
#include <string.h>

#define MAX_DEPTH 64

static bool is_word_of(const char *words, const char *word, size_t len)
{
	for (const char *at = words; (at = strstr(at, word)); at++)
		if (at[-1] == ' ' && at[len] == ' ')
			return true;
	return false;
}

/* The attributes of a tag, from behind its name; returns what follows the tag. */
static const char *attributes(const char *s, const char *html)
{
	while (*s && *s != '>') {
		size_t name;

		s += strspn(s, " \n/");
		if (*s == '>')
			break;
		name = strcspn(s, "= >\n");
		if (!name || !isalpha((unsigned char)*s) || (tolower((unsigned char)s[0]) == 'o' && tolower((unsigned char)s[1]) == 'n') ||
		    !strncmp(s, "src", 3) || (!strncmp(s, "style", 5) && strncmp(s, "style=\"font-family: monospace;\"", 31)) || !strncmp(s, "action", 6))
			fuzz_wrong("html", "an attribute that is none of ours: %.60s", s);
		if (!strncmp(s, "href=", 5) && strncmp(s + 5, "\"#", 2) && strncmp(s + 5, "\"https://lore.kernel.org/", 25))
			fuzz_wrong("html", "a link that is none of ours: %.60s", s);
		s += name;
		if (*s == '=') {
			const char *end = s[1] == '"' ? strchr(s + 2, '"') : NULL;

			if (!end)
				fuzz_wrong("html", "a value without its quotes: %.60s", s);
			s = end + 1;
		}
	}
	if (!*s)
		fuzz_wrong("html", "a tag that does not end: %.60s", html);
	return s + 1;
}

void fuzz_html_check(const char *html)
{
	static const char known[] = " p h1 h2 h3 h4 h5 h6 div span section table caption thead tbody tr th td ul ol li dl dt dd b i em small code "
				    "pre details summary svg path rect circle text tspan g title desc line time figure figcaption a br strong "
				    "marker defs polyline polygon ";
	static const char empty[] = " path rect circle line br polyline polygon ";
	char open[MAX_DEPTH][16];
	unsigned depth = 0;

	for (const char *s = html; (s = strchr(s, '<'));) {
		bool ends = s[1] == '/';
		char name[16] = "";
		size_t len = strspn(s + 1 + ends, "abcdefghijklmnopqrstuvwxyz0123456789");
		const char *tag = s;

		if (!len || len >= sizeof(name))
			fuzz_wrong("html", "a tag that is none: %.60s", s);
		memcpy(name, s + 1 + ends, len);
		if (!is_word_of(known, name, len))
			fuzz_wrong("html", "a tag that is none of ours: %.60s", s);
		s = attributes(s + 1 + ends + len, tag);
		if (ends && (!depth || strcmp(open[--depth], name)))
			fuzz_wrong("html", "the wrong tag ends: %.60s", tag);
		if (!ends && s[-2] != '/' && !is_word_of(empty, name, len)) {
			if (depth == MAX_DEPTH)
				fuzz_wrong("html", "too deep");
			strcpy(open[depth++], name);
		}
	}
	/* HTML lets the end of these go without saying. */
	while (depth && is_word_of(" p li dt dd tr td th thead tbody ", open[depth - 1], strlen(open[depth - 1])))
		depth--;
	if (depth)
		fuzz_wrong("html", "<%s> does not end", open[depth - 1]);
}

void fuzz_csv_check(const char *csv, unsigned columns)
{
	unsigned column = 0;

	for (const char *s = csv; *s;) {
		bool quoted = *s == '"';

		s += quoted;
		if (strchr("=+-@\t\r\n", *s) && (quoted || !strchr("\r\n", *s)))
			fuzz_wrong("csv", "a formula: %.60s", s);
		for (; *s && (quoted ? *s != '"' || s[1] == '"' : !strchr(",\n", *s)); s++) {
			if (!quoted && strchr("\"\r", *s))
				fuzz_wrong("csv", "%02x in a field without quotes: %.60s", *s, s);
			s += quoted && *s == '"';
		}
		if (quoted && *s++ != '"')
			fuzz_wrong("csv", "a field does not end");
		column++;
		if (*s == '\n' && column != columns)
			fuzz_wrong("csv", "a row of %u fields instead of %u", column, columns);
		if (*s == '\n')
			column = 0;
		else if (*s != ',')
			fuzz_wrong("csv", "something behind a field: %.60s", s);
		s++;
	}
	if (column)
		fuzz_wrong("csv", "a row does not end");
}

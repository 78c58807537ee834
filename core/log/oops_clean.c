// SPDX-License-Identifier: GPL-2.0-or-later
/* The characters of a line: escapes, terminals' control sequences, tags of web pages, a table's bars, marks of quoted mail. */
#include "core/log/oops_parse.h"

#include <ctype.h>
#include <string.h>

#define MAX_TAG 256 /* bytes of a web page's tag, at most */

/* Escapes of web pages, the journal and syslog: the text that stands for one character. */
static const struct {
	const char *text;
	char is;
} escapes[] = {
	{"&gt;", '>'},		{"&lt;", '<'},	  {"&amp;", '&'},	 {"&apos;", '\''},
	{"&quot;", '"'},	{"&nbsp;", ' '},  {"\\x0a", '\n'},	 {"\\\\n", '\n'},
	{"\\n", '\n'},		{"\\r", ' '},	  {"\\t", ' '},		 {"\\/", '/'},
	{"\\\"", '"'},		{"\\u003c", '<'}, {"\\u003e", '>'},	 {"\\u0026", '&'},
	{"\\u001b", '\033'},	{"^M", ' '},	  {"\xef\xbb\xbf", ' '}, {"\\x0d", ' '},
	{"\\x09", ' '},		{"\\x08", ' '},	  {"\\x1b", '\033'},	 {"#012", '\n'},
	{"#011", ' '},		{"#033", '\033'}, {"\xc2\xa0", ' '},	 {"\xe2\x90\x8d", ' '},
	{"\xe2\x94\x82", '\t'}, /* a bar that was drawn */
	{"\xe2\x90\x8a", '\n'}, /* carriage return and line feed, drawn */
	{"\",\"", '\t'},	{",\"", '\t'},	  {"\",", '\t'}, /* between values of a list */
};

/* Tags of web pages, and what stands between the texts on both sides of one: cells of a table, or lines. */
static const struct {
	const char *name;
	char is;
} tags[] = {
	{"td", '\t'}, {"th", '\t'},	{"span", '\t'}, {"code", '\t'}, {"a", '\t'},
	{"b", '\t'},  {"strong", '\t'}, {"font", '\t'}, {"tt", '\t'},	{"tr", '\n'},
	{"br", '\n'}, {"p", '\n'},	{"pre", '\n'},	{"div", '\n'},	{"li", '\n'},
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* "&#39;" and "&#x27;": a character by its number. Returns the bytes it takes, 0 if it is none. */
static size_t decode_number(const char *in, size_t len, char *ret)
{
	unsigned v = 0, base = 10;
	size_t n = 2;

	if (len < 4 || in[1] != '#')
		return 0;
	if (in[2] == 'x' || in[2] == 'X') {
		base = 16;
		n++;
	}
	for (; n < len && n < 8 && isxdigit((unsigned char)in[n]); n++)
		v = v * base + (unsigned)(isdigit((unsigned char)in[n]) ? in[n] - '0'
									: (in[n] | 32) - 'a' + 10);
	if (n >= len || in[n] != ';' || !v || v >= 0x7f)
		return 0;
	*ret = (char)v;
	return n + 1;
}

/* Most of a log's millions of characters begin no escape. */
static bool begins_escape(const char *in, size_t len)
{
	switch ((unsigned char)*in) {
	case '&':
	case '\\':
	case '^':
	case 0xc2:
	case 0xe2:
	case 0xef: return true;
	case '#': return len > 1 && in[1] == '0';
	case '"': return len > 1 && in[1] == ',';
	case ',': return len > 1 && in[1] == '"';
	default: return false;
	}
}

/* A page that was put into a page has "&amp;lt;" for "<": how many bytes to skip behind the "&". */
static size_t escaped_again(const char *in, size_t len)
{
	const size_t n = strlen("amp;");
	size_t at = 1;

	while (*in == '&' && len > at + n && !memcmp(in + at, "amp;", n))
		at += n;
	return at - 1;
}

/* Decode the character at @in into *@ret; returns the bytes it takes. */
static size_t decode_char(const char *in, size_t len, char *ret)
{
	size_t again, n;

	*ret = *in;
	if (!begins_escape(in, len))
		return 1;
	again = escaped_again(in, len);
	for (size_t i = 0; i < sizeof(escapes) / sizeof(escapes[0]); i++) {
		const char *text = escapes[i].text;

		n = strlen(text);
		if (*text == *in && again + n <= len && !memcmp(in + again + 1, text + 1, n - 1)) {
			*ret = escapes[i].is;
			return again + n;
		}
	}
	n = *in == '&' ? decode_number(in + again, len - again, ret) : 0;
	return again + (n ? n : 1);
}

/* Length of the terminal control sequence behind an ESC: "[39;49m", "[?25l", "c", "7". */
static size_t control_sequence(const char *in, size_t len)
{
	size_t n = 1;

	if (!len || *in != '[')
		return len ? 1 : 0;
	while (n < len && n < 32 && (unsigned char)in[n] >= 0x20 && (unsigned char)in[n] < 0x40)
		n++;
	return n < len ? n + 1 : n;
}

/* The tag at @in: its bytes, 0 when there is none. The kernel's own <TASK>, <0f> and <a000000100014a70> are not among them. */
static size_t tag_at(const char *in, size_t len, char *ret)
{
	size_t at = 1 + (len > 1 && in[1] == '/'), end = at;

	while (end < len && islower((unsigned char)in[end]))
		end++;
	if (end < len && !strchr(" \t/>", in[end]))
		return 0;
	for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++) {
		if (strlen(tags[i].name) != end - at || memcmp(in + at, tags[i].name, end - at))
			continue;
		while (end < len && end < MAX_TAG && in[end] != '>' && in[end] != '<')
			end++;
		*ret = tags[i].is;
		return end < len && in[end] == '>' ? end + 1 : 0;
	}
	return 0;
}

/* Does the mark of code at @i stand around a cell's text? */
static bool marks_code(const char *in, size_t len, size_t i)
{
	return !i || is_blank(in[i - 1]) || i + 1 == len || is_blank(in[i + 1]);
}

/* Does the bar at @i part the cells of a table? */
static bool parts_cells(const char *in, size_t len, size_t i)
{
	return (!i || is_blank(in[i - 1])) && (i + 1 == len || is_blank(in[i + 1]));
}

/* Blank out the "> > > >" and ">>" of quoted mail, also within lines that were run together. */
static void blank_quotes(char *s)
{
	while (*s) {
		char *end = s;

		while (*end == '>')
			end++;
		if (end > s && (!*end || is_blank(*end) || *end == '\n'))
			memset(s, ' ', (size_t)(end - s));
		for (s = end; *s && !is_blank(*s) && *s != '\n';)
			s++;
		while (is_blank(*s) || *s == '\n')
			s++;
	}
}

/* Blank out the "=20" that mail as it is sent has for a line's last blank, where nothing else in the text is encoded. */
static void blank_last_blanks(char *s)
{
	const size_t n = strlen("=20");
	char *end;

	for (char *at = s; (at = strstr(at, "=20")); at = end) {
		end = at + n;
		end += strspn(end, " \t");
		if ((at == s || strchr(" \t\n", at[-1])) && (!*end || *end == '\n'))
			memset(at, ' ', n);
	}
}

void ir_log_clean(const char *in, size_t len, char *out)
{
	char *start = out;

	for (size_t i = 0; i < len;) {
		size_t tag;
		char c = in[i];

		if (c == ' ' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
		    (c >= 'A' && c <= 'Z')) {
			*out++ = c;
			i++;
			continue;
		}
		tag = in[i] == '<' ? tag_at(in + i, len - i, &c) : 0;
		if (tag || (in[i] == '|' && parts_cells(in, len, i))) {
			*out++ = tag ? c : '\t';
			i += tag ? tag : 1;
			continue;
		}
		if (in[i] == '`' && marks_code(in, len, i)) {
			*out++ = ' ';
			i++;
			continue;
		}
		i += decode_char(in + i, len - i, &c);
		if (c == '\033') {
			i += control_sequence(in + i, len - i);
			continue;
		}
		*out++ =
			c == '\n' || c == '\t' || ((unsigned char)c >= 0x20 && c != 0x7f) ? c : ' ';
	}
	*out = 0;
	/* Where there are tabs alone, they are blanks. */
	if (!memchr(start, ' ', (size_t)(out - start))) {
		for (char *tab = start; (tab = strchr(tab, '\t'));)
			*tab = ' ';
	}
	blank_quotes(start);
	blank_last_blanks(start);
}

// SPDX-License-Identifier: GPL-2.0-or-later
/* What consoles, journals, mail and web pages add to the kernel's own text. */
#include "core/log/oops_parse.h"

#include <ctype.h>
#include <string.h>

#define MAX_TAG 256 /* bytes of a web page's tag, at most */

static const struct {
	const char *pattern;
	bool marks;
} prefixes[] = {
#define IR_PREFIX(pattern, marks) {pattern, marks},
#include "core/log/oops_prefix.def"
#undef IR_PREFIX
};

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

/* Decode the character at @in into *@ret; returns the bytes it takes. */
static size_t decode_char(const char *in, size_t len, char *ret)
{
	*ret = *in;
	/* Most of a log's millions of characters begin no escape. */
	if (!*in || !strchr("&\\#^\",\xc2\xe2\xef", *in))
		return 1;
	for (size_t i = 0; i < sizeof(escapes) / sizeof(escapes[0]); i++) {
		size_t n = strlen(escapes[i].text);

		if (n <= len && !memcmp(in, escapes[i].text, n)) {
			*ret = escapes[i].is;
			return n;
		}
	}
	if (*in == '&') {
		size_t n = decode_number(in, len, ret);

		return n ? n : 1;
	}
	return 1;
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

/* The tag at @in: its bytes, 0 when there is none. The kernel's own <TASK> and <0f> are not among them. */
static size_t tag_at(const char *in, size_t len, char *ret)
{
	size_t at = 1 + (len > 1 && in[1] == '/'), end = at;

	while (end < len && islower((unsigned char)in[end]))
		end++;
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

bool ir_log_next_line(const char **text, size_t *left, const char **line, size_t *len)
{
	const char *end;

	if (!*left)
		return false;
	end = memchr(*text, '\n', *left);
	*line = *text;
	*len = end ? (size_t)(end - *text) : *left;
	*left -= *len + (end != NULL);
	*text += *len + (end != NULL);
	return true;
}

void ir_log_clean(const char *in, size_t len, char *out)
{
	char *start = out;

	for (size_t i = 0; i < len;) {
		size_t tag;
		char c;

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
	blank_quotes(start);
}

/* The skip_ functions return the text behind what they match, NULL if it does not match. */
static const char *skip_number(const char *s)
{
	const char *end = s;

	while (isdigit((unsigned char)*end))
		end++;
	return end > s && end - s <= 20 ? end : NULL;
}

/* Letters of any language: every non-ASCII byte of UTF-8 counts as a letter. */
static const char *skip_letters(const char *s)
{
	const char *end = s;

	while (isalpha((unsigned char)*end) || (unsigned char)*end >= 0x80)
		end++;
	return end > s && end - s <= 24 ? end : NULL;
}

static const char *skip_until(const char *s, char until)
{
	const char *end = s;

	while (*end && !is_blank(*end) && *end != until)
		end++;
	return end > s && end - s <= 64 ? end : NULL;
}

/* printk's caller id, "T123" (task) or "C4" (CPU), copied to @caller. */
static const char *skip_caller_id(const char *s, char caller[IR_LOG_CALLER])
{
	const char *end = *s == 'T' || *s == 'C' ? skip_number(s + 1) : NULL;

	if (!end || end - s >= IR_LOG_CALLER)
		return NULL;
	memcpy(caller, s, (size_t)(end - s));
	caller[end - s] = 0;
	return end;
}

/* "[   20.1", "[2024-", "<4>": no stack address, as crash prints it. */
static bool begins_stamp(const char *s)
{
	const char *p = s + 1;

	if (*s == '<')
		return isdigit((unsigned char)*p);
	while (*s == '[' && is_blank(*p))
		p++;
	s = *s == '[' ? skip_number(p) : NULL;
	return s && *s && strchr(".:-/@,", *s);
}

/* "db7", "db7.example.org"; the rest of a time or a frame is no name. */
static bool is_host(const char *s, const char *end)
{
	if (!isalpha((unsigned char)*s) && !isdigit((unsigned char)*s))
		return false;
	while (s < end && (isalnum((unsigned char)*s) || *s == '-' || *s == '.' || *s == '_'))
		s++;
	return s == end;
}

/* The machine that printed the line, copied to @host unless another one is there. */
static const char *skip_host(const char *s, char until, char host[IR_LOG_HOST])
{
	const char *end = skip_until(s, until);

	if (!end || host[0] || !is_host(s, end))
		return end;
	memcpy(host, s, (size_t)(end - s));
	host[end - s] = 0;
	return end;
}

/* "10.0.0.7:6666": the address is copied to @host unless another one is there. */
static const char *skip_address(const char *s, char host[IR_LOG_HOST])
{
	const char *end = s;

	for (int i = 0; i < 4 && end; i++) {
		end = i && *end != '.' ? NULL : skip_number(end + (i > 0));
	}
	if (!end)
		return NULL;
	if (!host[0] && end - s < IR_LOG_HOST) {
		memcpy(host, s, (size_t)(end - s));
		host[end - s] = 0;
	}
	return *end == ':' ? skip_number(end + 1) : end;
}

static const char *match(const char *s, const char *pattern, struct ir_log_prefix *ret)
{
	for (; *pattern && s; pattern++) {
		switch (*pattern) {
		case '#': s = skip_number(s); break;
		case '@': s = skip_letters(s); break;
		case '*': s = skip_until(s, pattern[1] == '_' ? ' ' : pattern[1]); break;
		case '$': s = skip_host(s, pattern[1] == '_' ? ' ' : pattern[1], ret->host); break;
		case '&': s = skip_address(s, ret->host); break;
		case '~': s = skip_caller_id(s, ret->caller); break;
		case '%':
			if (!begins_stamp(s))
				return NULL;
			break;
		case '^': s = *s == *++pattern ? s + 1 : NULL; break;
		case '_':
			if (!is_blank(*s))
				return NULL;
			/* fall through */
		case ' ':
			while (is_blank(*s))
				s++;
			break;
		default: s = *s == *pattern ? s + 1 : NULL;
		}
	}
	return s;
}

/* Can @pattern match at @c? Most cannot, and that is quickly seen. */
static bool can_begin(const char *pattern, unsigned char c)
{
	switch (*pattern) {
	case '#':
	case '&': return isdigit(c);
	case '@': return isalpha(c) || c >= 0x80;
	case '^': return (unsigned char)pattern[1] == c;
	case '*':
	case '$':
	case '~':
	case '%':
	case '_':
	case ' ': return true;
	default: return (unsigned char)*pattern == c;
	}
}

const char *ir_log_pattern(const char *s, const char *pattern, struct ir_log_prefix *ret)
{
	bool caller = ret->caller[0], host = ret->host[0];

	if (!can_begin(pattern, (unsigned char)*s))
		return NULL;
	s = match(s, pattern, ret);
	if (!s && !caller)
		ret->caller[0] = 0;
	if (!s && !host)
		ret->host[0] = 0;
	return s;
}

const char *ir_log_skip_prefix(const char *s, struct ir_log_prefix *ret)
{
	ret->marked = false;
	ret->caller[0] = ret->host[0] = 0;
	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]);) {
		const char *end;

		while (is_blank(*s))
			s++;
		end = ir_log_pattern(s, prefixes[i].pattern, ret);
		if (!end) {
			i++;
			continue;
		}
		ret->marked |= prefixes[i].marks;
		s = end;
		i = 0;
	}
	return s;
}

const char *ir_log_stamp(const char *s)
{
	struct ir_log_prefix unused = {.marked = false};

	for (const char *p = s; (p = strchr(p, '[')); p++) {
		const char *end =
			p > s && !is_blank(p[-1]) ? NULL : ir_log_pattern(p, "[ #.#", &unused);

		/*
		 * "[    5.180301]" has six digits behind the point, or nine: not fewer than four.
		 */
		if (p > s && end && ir_log_pattern(p, "[ #.#]", &unused) && end[-4] != '.' &&
		    end[-3] != '.' && end[-2] != '.')
			return p;
	}
	return NULL;
}

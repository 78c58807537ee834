// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Messages that came as values: in JSON, as the journal, containers and log services have it; in lists of strings, as
 * programs print them; in the journal's export format. What is nobody's message is left out. Escapes within a message
 * are decoded later (ir_log_clean()).
 */
#include "core/log/oops_parse.h"

#include <ctype.h>
#include <string.h>

/* The members that hold a message */
static const char *const names[] = {"MESSAGE", "message", "@message", "log",	     "msg",
				    "line",    "_raw",	  "text",     "textPayload", "content"};

static size_t span(const char *s, const char *end, const char *accept)
{
	size_t n = 0;

	while (s + n < end && s[n] && strchr(accept, s[n]))
		n++;
	return n;
}

static const char *string_end(const char *s, const char *end)
{
	while (s < end && *s != '"')
		s += s[0] == '\\' && s + 1 < end ? 2 : 1;
	return s < end ? s : end;
}

static bool is_message(const char *name, size_t len)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strlen(names[i]) == len && !memcmp(name, names[i], len))
			return true;
	}
	return false;
}

/*
 * "66,85,71]": the journal gives a message that is no UTF-8, or has an escape in it, as its bytes. Returns what follows; NULL if that
 * is no such list. The bytes that find room are stored in @ret.
 */
static const char *decode_bytes(const char *s, const char *end, char *ret, size_t size, size_t *len)
{
	for (*len = 0; s < end;) {
		unsigned v = 0;
		const char *digits = s += span(s, end, " \t");

		for (; s < end && s - digits < 4 && isdigit((unsigned char)*s); s++)
			v = v * 10 + (unsigned)(*s - '0');
		if (s == digits || v > 0xff)
			return NULL;
		if (*len < size)
			ret[(*len)++] = (char)v;
		s += span(s, end, " \t");
		if (s < end && *s == ']')
			return s + 1;
		if (s == end || *s++ != ',')
			return NULL;
	}
	return NULL;
}

/* The next member with a message in the JSON at *@s; *@s is moved behind it. False: there is none. */
static bool next_member(struct ir_log_messages *m, const char **line, size_t *len)
{
	const char *end = m->end, **s = &m->left;

	for (const char *p = *s; (p = memchr(p, '"', (size_t)(end - p)));) {
		const char *name = ++p, *value;
		size_t n;

		p = string_end(p, end);
		n = (size_t)(p - name);
		if (p == end)
			return false;
		value = ++p;
		value += span(value, end, " \t");
		if (value == end || *value != ':')
			continue;
		value++;
		value += span(value, end, " \t");
		if (value < end && *value == '[' && is_message(name, n) &&
		    (p = decode_bytes(value + 1, end, m->bytes, sizeof(m->bytes), len))) {
			*line = m->bytes;
			*s = p;
			return true;
		}
		p = value;
		if (value == end || *value != '"')
			continue;
		value++;
		p = string_end(value, end);
		if (is_message(name, n)) {
			*line = value;
			*len = (size_t)(p - value);
			*s = p < end ? p + 1 : end;
			return true;
		}
		p += p < end;
	}
	return false;
}

/* "\"_HOSTNAME\" : ...": a member on a line of its own */
static bool is_member(const char *s, const char *end)
{
	const char *p = s + (s < end && *s == '"');

	while (p < end && (isalnum((unsigned char)*p) || strchr("_@.-", *p)))
		p++;
	if (p == s || p >= end || *p != '"' || p == s + 1)
		return false;
	p++;
	p += span(p, end, " \t");
	return p < end && *p == ':';
}

void ir_log_note_host(struct ir_log *log, const char *line, size_t len)
{
	static const char field[] = "_HOSTNAME";
	const char *end = line + len, *s = line;
	char host[IR_LOG_HOST];
	size_t n = 0;

	while ((s = memchr(s, '_', (size_t)(end - s))) &&
	       ((size_t)(end - s) < sizeof(field) || memcmp(s, field, sizeof(field) - 1)))
		s++;
	if (!s || (s > line && s[-1] != '"'))
		return;
	s += sizeof(field) - 1;
	s += span(s, end, "\" :=");
	while (s + n < end && n + 1 < sizeof(host) &&
	       (isalnum((unsigned char)s[n]) || strchr("-._", s[n])))
		n++;
	memcpy(host, s, n);
	host[n] = 0;
	if (!n)
		return;
	if (!log->told_host[0])
		memcpy(log->told_host, host, sizeof(host));
	log->told_others |= strcmp(log->told_host, host) != 0;
}

/* "'text',": one string of a list. The string is stored. */
static bool is_element(const char *s, const char *end, const char **line, size_t *len)
{
	char quote;

	s += span(s, end, "[( ");
	if (s == end || (*s != '"' && *s != '\''))
		return false;
	quote = *s++;
	while (end > s && strchr(" ,])", end[-1]))
		end--;
	if (end <= s || end[-1] != quote)
		return false;
	*line = s;
	*len = (size_t)(end - 1 - s);
	return true;
}

/* A field of the journal's that is no message: "_HOSTNAME=db7" */
static bool is_field(const char *s, const char *end)
{
	size_t n = span(s, end, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789");

	return n && s + n < end && s[n] == '=' && (n != 7 || memcmp(s, "MESSAGE", n));
}

/* "},": of JSON over several lines. Elsewhere "]" may be the end of "[#1]" that was folded. */
static bool is_bracket(const struct ir_log_shape *shape, const char *s, const char *end)
{
	return (shape->listed || (*s != ']' && *s != ',')) && s + span(s, end, "{}[], \t\r") == end;
}

static const char *unmark(const struct ir_log_shape *shape, const char *s, const char *end)
{
	while (shape->mark && s < end && *s == shape->mark)
		s++;
	return s;
}

void ir_log_messages_of(struct ir_log_messages *ret, const struct ir_log_shape *shape,
			const char *line, size_t len)
{
	const char *end = line + len, *s = unmark(shape, line, end), *start;

	*ret = (struct ir_log_messages){.left = s, .end = end};
	start = s + span(s, end, " \t");
	if (start == end)
		ret->plain = true;
	else if (shape->exported && is_field(s, end))
		ret->left = end;
	else if (!strchr("{[\"'(}],", *start))
		ret->plain = true;
	else if (*start == '{' || (*start == '[' && memchr(start, '{', (size_t)(end - start))) ||
		 is_member(start, end))
		ret->json = true;
	else if (is_bracket(shape, start, end))
		ret->left = end;
	else if ((ret->element = is_element(start, end, &ret->left, &len)))
		ret->end = ret->left + len;
	ret->plain |= !ret->json;
	/* JSON whose message has another name is read as any text is. */
	ret->whole = ret->json && !is_member(start, end);
}

bool ir_log_next_message(struct ir_log_messages *m, const char **line, size_t *len)
{
	const char *s = m->left;

	if (m->json && next_member(m, line, len)) {
		m->whole = false;
		return true;
	}
	if ((m->json && !m->whole) || (m->left == m->end && m->told) || (m->plain && m->told))
		return false;
	m->told = true;
	m->json = false;
	m->left = m->end;
	*line = s;
	*len = (size_t)(m->end - s);
	return true;
}

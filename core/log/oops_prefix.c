// SPDX-License-Identifier: GPL-2.0-or-later
/* What consoles, journals and mail put before the kernel's messages. */
#include "core/log/oops_parse.h"

#include <ctype.h>
#include <string.h>

static const struct {
	const char *pattern;
	bool marks;
} prefixes[] = {
#define IR_PREFIX(pattern, marks) {pattern, marks},
#include "core/log/oops_prefix.def"
#undef IR_PREFIX
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
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

static const char *skip_ipv4(const char *s)
{
	for (int i = 0; i < 4 && s; i++)
		s = i && *s != '.' ? NULL : skip_number(s + (i > 0));
	return s;
}

/* "2001:db8::7", "::ffff:10.0.0.7", "fe80::1%eth0". A clock's time and a network card's address have no "::", and fewer parts. */
static const char *skip_ipv6(const char *s)
{
	const char *end = s;
	unsigned colons = 0;
	bool gap = false;

	for (; isxdigit((unsigned char)*end) || *end == ':' || (colons && *end == '.'); end++) {
		colons += *end == ':';
		gap |= *end == ':' && end[1] == ':';
	}
	if (end > s + 1 && end[-1] == ':' && end[-2] != ':') { /* "fe80::1: " */
		colons--;
		end--;
	}
	if (colons > 7 || (!gap && colons < 7))
		return NULL;
	if (*end == '%')
		do
			end++;
		while (isalnum((unsigned char)*end) || *end == '.' || *end == '-');
	return end;
}

/* "10.0.0.7:6666", "[2001:db8::7]:6666": the address is copied to @host unless another one is there. */
static const char *skip_address(const char *s, char host[IR_LOG_HOST])
{
	bool bracket = *s == '[';
	const char *end;

	s += bracket;
	/* "::ffff:10.0.0.7" is the same machine; the colons may be gone as the mark of a quotation. */
	if (!strncmp(s + strspn(s, ":"), "ffff:", 5) && skip_ipv4(s + strspn(s, ":") + 5))
		s += strspn(s, ":") + 5;
	end = skip_ipv4(s);
	/* "2.6.32.10 #2" is a release, and its build's number. */
	if (end && !strncmp(end, " #", 2))
		return NULL;
	if (!end)
		end = skip_ipv6(s);
	if (!end || (bracket && *end != ']'))
		return NULL;
	if (!host[0] && end - s < IR_LOG_HOST) {
		memcpy(host, s, (size_t)(end - s));
		host[end - s] = 0;
	}
	end += bracket;
	if (*end == ':' && !is_blank(end[1]))
		end = skip_number(end + 1);
	return end && *end == ':' ? end + 1 : end;
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
	case '#': return c >= '0' && c <= '9';
	case '&': return isxdigit(c) || c == '[' || c == ':';
	case '@': return isalpha(c) || c >= 0x80;
	case '$': return isalnum(c);
	case '^': return (unsigned char)pattern[1] == c;
	case '*':
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
		end = can_begin(prefixes[i].pattern, (unsigned char)*s)
			      ? ir_log_pattern(s, prefixes[i].pattern, ret)
			      : NULL;
		if (!end) {
			i++;
			continue;
		}
		ret->marked |= prefixes[i].marks;
		s = end;
		i = 0;
	}
	/* "... with a recent kernel:" ends a sentence. */
	if (!*s)
		ret->host[0] = 0;
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

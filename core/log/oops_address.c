// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Addresses and functions as kernel reports print them.
 *
 * A function is "symbol+0xOFFSET/0xSIZE", followed by " [module]" when a module has it. OFFSET
 * counts bytes from the symbol, SIZE is the function's length. Other forms:
 *	symbol+18			crash(8): decimal, without the size
 *	:module:symbol+0x31/0xe0	kernels up to 2.6.24
 *	symbol (fs/namei.c:1823)	decode_stacktrace.sh: the source line replaces the offset
 *	symbol fs/namei.c:1823 [inline]	syzkaller, of functions that were inlined
 *	.symbol+0x10/0x20		PowerPC: the code symbol of a function descriptor
 *
 * An address is hexadecimal: bare, "[<ffffffff81153416>]" or "[c00000000043f278]". printk's %p
 * prints NULL as "(null)". Reports often print the address first and its function after it.
 */
#include "core/log/oops_parse.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

const char *ir_log_word(const char *s, char *buf, size_t size)
{
	size_t n = 0;

	for (; *s && *s != ' '; s++) {
		if (n + 1 < size)
			buf[n++] = *s;
	}
	buf[n] = 0;
	return s;
}

bool ir_log_is_torn(const char *s, size_t len)
{
	return memchr(s, IR_LOG_TORN, len) != NULL;
}

size_t ir_log_match(const char *s, const char *key)
{
	const char *start = s;

	for (; *key; key++) {
		if (*key == ' ') {
			while (*s == ' ')
				s++;
		} else if (*s++ != *key) {
			return 0;
		}
	}
	return (size_t)(s - start);
}

const char *ir_log_hex(const char *s, unsigned digits, uint64_t *ret)
{
	const char *start = s;
	size_t n;

	if (s[0] == '0' && s[1] == 'x') {
		start = s += 2;
		digits = 1;
	}
	while (isxdigit((unsigned char)*s))
		s++;
	n = (size_t)(s - start);
	if (n < digits || !n || n > 16 || isalnum((unsigned char)*s) || *s == '_' ||
	    (*s == IR_LOG_TORN && n < 16))
		return NULL;
	*ret = strtoull(start, NULL, 16);
	return s;
}

size_t ir_log_hex_at_end(const char *s, size_t len)
{
	size_t n = 0;

	while (n < len && isxdigit((unsigned char)s[len - 1 - n]))
		n++;
	return n;
}

bool ir_log_half(const char *s, uint64_t *ret)
{
	size_t n;

	s += strspn(s, " ");
	s += !strncmp(s, "0x", 2) ? 2 : 0;
	n = strspn(s, "0123456789abcdefABCDEF");
	if (n != 8 || s[n] != IR_LOG_TORN)
		return false;
	*ret = strtoull(s, NULL, 16);
	return true;
}

static bool is_name_char(char c)
{
	return isalnum((unsigned char)c) || (c && strchr("_.$~", c));
}

/* The "+0xOFFSET/0xSIZE" at @s; returns the text behind it, NULL if there is none. */
static const char *read_offset(const char *s, uint64_t *ret)
{
	char *end;

	if (*s != '+' || !isdigit((unsigned char)s[1]))
		return NULL;
	*ret = strtoull(s + 1, &end, 0);
	/* The function's size. Old kernels and crash do not print it. */
	if (*end == '/') {
		(void)strtoull(end + 1, &end, 16);
		return end;
	}
	return !*end || strchr(" )],", *end) ? end : NULL;
}

/* Does "step_into" go on as " (fs/namei.c:1823)", as decode_stacktrace.sh prints it? */
static bool source_follows(const char *s)
{
	size_t n;

	n = *s == ' ' ? strcspn(s + 1, " ") : 0;
	if (n && s[1] != '(') {
		const char *colon = memchr(s + 1, ':', n);

		return colon && isdigit((unsigned char)colon[1]) && memchr(s + 1, '/', n) &&
		       !strncmp(s + 1 + n, " [inline]", 9);
	}
	if (strncmp(s, " (", 2))
		return false;
	if (!strncmp(s + 2, "??:", 3))
		return true;
	n = strcspn(s + 2, " :)");
	return s[2 + n] == ':' && isdigit((unsigned char)s[3 + n]) && n > 2 && s[n] == '.' &&
	       strchr("chS", s[n + 1]);
}

/* The module in ":ext3:ext3_lookup+0x31/0xe0", which kernels up to 2.6.24 print. */
static const char *read_old_module(const char *s, struct ir_log_frame *f)
{
	size_t n = *s == ':' ? strcspn(s + 1, ": ") : 0;

	if (!n || n >= sizeof(f->module) || s[1 + n] != ':')
		return s;
	memcpy(f->module, s + 1, n);
	return s + n + 2;
}

const char *ir_log_location(const char *s, struct ir_log_frame *ret)
{
	struct ir_log_frame f = {{0}, {0}, 0, false};
	const char *end;
	size_t n;

	if (*s == '(')
		s++;
	s = read_old_module(s, &f);
	if (*s == '.') /* PowerPC: the code symbol of a function descriptor */
		s++;
	for (end = s; is_name_char(*end);)
		end++;
	n = (size_t)(end - s);
	if (!n || isdigit((unsigned char)*s))
		return NULL;
	if (n >= sizeof(f.symbol))
		n = sizeof(f.symbol) - 1;
	memcpy(f.symbol, s, n);
	ir_symbol_base(f.symbol);
	if (source_follows(end)) {
		*ret = f;
		return end;
	}
	end = read_offset(end, &f.offset);
	if (!end)
		return NULL;
	*ret = f;
	return *end == ')' || *end == ']' ? end + 1 : end;
}

/* "[<ffffffff81153416>]", "[c00000000043f278]", "[<          (null)>]", "(null)", "0x0" */
static const char *read_address(const char *s, uint64_t *ret)
{
	bool bracket = *s == '[', null;
	const char *end;

	if (bracket)
		s++;
	if (bracket && *s == '<')
		s++;
	while (*s == ' ')
		s++;
	null = !strncmp(s, "(null)", 6);
	if (null)
		*ret = 0;
	end = null ? s + 6 : ir_log_hex(s, 8, ret);
	if (!end)
		return NULL;
	if (bracket && *end == '>')
		end++;
	/*
	 * The words before the address may include its opening bracket ("NIP ["). xmon ends an
	 * address with a colon: "lr: c00...: f+0x1".
	 */
	if (*end == ']' || (!bracket && *end == ':'))
		return end + 1;
	return bracket ? NULL : end;
}

bool ir_log_ends_module(const char *s)
{
	size_t n = strspn(s, " ");

	n += n ? strspn(s + n, "0123456789abcdef") : 0;
	return s[n] == ']' || (n > 1 && !s[n]);
}

/* The "[module]" behind a function; returns the text behind it, or @s if there is none. */
static const char *read_module(const char *s, char *ret, size_t size)
{
	size_t n = strcspn(s + 1, " ]");

	if (*s != '[' || !isalpha((unsigned char)s[1]) || n >= size || !strchr(s, ']') ||
	    !strncmp(s, "[inline]", 8) || memchr(s, IR_LOG_TORN, n + 1) ||
	    !ir_log_ends_module(s + 1 + n))
		return s;
	memcpy(ret, s + 1, n);
	ret[n] = 0;
	return strchr(s, ']') + 1;
}

const char *ir_log_address(const char *s, struct ir_log_address *ret)
{
	memset(ret, 0, sizeof(*ret));
	for (;;) {
		const char *p = s, *end;
		uint64_t value;

		while (*p == ' ')
			p++;
		if (!ret->have_symbol && (end = read_address(p, &value))) {
			if (!ret->have_value)
				ret->value = value;
			ret->have_value = true;
		} else if (!ret->have_symbol &&
			   (end = ir_log_location(*p == '[' ? p + 1 : p, &ret->f))) {
			ret->have_symbol = true;
		} else if (ret->have_symbol) {
			return read_module(p, ret->f.module, sizeof(ret->f.module));
		} else {
			return s;
		}
		s = end;
	}
}

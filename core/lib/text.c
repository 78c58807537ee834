// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/lib/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

size_t ir_utf8(const char *s, uint32_t *cp)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	const unsigned char *u = (const unsigned char *)s;
	size_t len = u[0] < 0x80 ? 1 : u[0] < 0xc0 ? 0 : u[0] < 0xe0 ? 2 : u[0] < 0xf0 ? 3 : 4;

	if (!len || u[0] > 0xf4)
		return 0;
	*cp = len == 1 ? u[0] : u[0] & (0x7fu >> len);
	for (size_t i = 1; i < len; i++) {
		/* The terminating NUL is not a continuation byte, so this stops there. */
		if ((u[i] & 0xc0) != 0x80)
			return 0;
		*cp = *cp << 6 | (u[i] & 0x3f);
	}
	if (*cp < least[len] || *cp > 0x10ffff || (*cp >= 0xd800 && *cp <= 0xdfff))
		return 0;
	return len;
}

/* Characters that move the cursor, change the writing direction or are invisible. */
static bool is_unsafe(uint32_t cp)
{
	return cp < 0x20 || (cp >= 0x7f && cp < 0xa0) || cp == 0xad || cp == 0x61c ||
	       (cp >= 0x200b && cp <= 0x200f) || (cp >= 0x2028 && cp <= 0x202e) ||
	       (cp >= 0x2060 && cp <= 0x206f) || cp == 0xfeff || (cp >= 0xfff0 && cp <= 0xfffb) ||
	       cp >= 0xe0000;
}

static bool is_wide(uint32_t cp)
{
	return (cp >= 0x1100 && cp <= 0x115f) || (cp >= 0x2e80 && cp <= 0xa4cf) ||
	       (cp >= 0xac00 && cp <= 0xd7a3) || (cp >= 0xf900 && cp <= 0xfaff) ||
	       (cp >= 0xfe30 && cp <= 0xfe6f) || (cp >= 0xff00 && cp <= 0xff60) ||
	       (cp >= 0x1f300 && cp <= 0x1faff) || (cp >= 0x20000 && cp <= 0x3fffd);
}

unsigned ir_glyph(const char **s, char ret[17])
{
	uint32_t cp = 0;
	size_t len;

	if (!**s)
		return 0;
	len = ir_utf8(*s, &cp);
	if (len && !is_unsafe(cp)) {
		memcpy(ret, *s, len);
		ret[len] = '\0';
		*s += len;
		return is_wide(cp) ? 2 : 1;
	}
	len = len ? len : 1;
	for (size_t i = 0; i < len; i++)
		snprintf(ret + 4 * i, 5, "\\x%02x", (unsigned char)(*s)[i]);
	*s += len;
	return 4 * (unsigned)len;
}

void ir_out_flush(struct ir_out *out)
{
	if (!out->len)
		return;
	out->buf[out->len] = '\0';
	out->len = 0;
	out->emit(out->buf, out->arg);
}

void ir_out_bytes(struct ir_out *out, const char *s, size_t len)
{
	out->total += len;
	while (len) {
		size_t room = sizeof(out->buf) - 1 - out->len, n = len < room ? len : room;

		memcpy(out->buf + out->len, s, n);
		out->len += n;
		s += n;
		len -= n;
		if (out->len == sizeof(out->buf) - 1)
			ir_out_flush(out);
	}
}

void ir_out_raw(struct ir_out *out, const char *s)
{
	const char *nl = strrchr(s, '\n');
	size_t len = strlen(s);

	ir_out_bytes(out, s, len);
	out->col = nl ? (unsigned)strlen(nl + 1) : out->col + (unsigned)len;
}

void ir_out_fmt(struct ir_out *out, const char *fmt, ...)
{
	char buf[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(buf, sizeof(buf), fmt, ap);
	va_end(ap);
	ir_out_raw(out, buf);
}

void ir_out_clean(struct ir_out *out, const char *s)
{
	char glyph[17];
	unsigned width;

	if (!s)
		s = "?";
	while ((width = ir_glyph(&s, glyph))) {
		ir_out_bytes(out, glyph, strlen(glyph));
		out->col += width;
	}
}

/* Width of @s, or with @word of its first word, in columns. */
static unsigned columns(const char *s, bool word)
{
	unsigned width, sum = 0;
	char glyph[17];

	while (!(word && *s == ' ') && (width = ir_glyph(&s, glyph)))
		sum += width;
	return sum;
}

void ir_out_cell(struct ir_out *out, unsigned width, const char *s)
{
	bool cut = columns(s, false) > width;
	unsigned end = out->col + width - cut, n;
	char glyph[17];

	while ((n = ir_glyph(&s, glyph)) && out->col + n <= end) {
		ir_out_bytes(out, glyph, strlen(glyph));
		out->col += n;
	}
	if (cut)
		ir_out_raw(out, "~");
}

static unsigned line_width(const struct ir_out *out)
{
	return out->width ? out->width : IR_TEXT_WIDTH;
}

/*
 * Write the first word of @s. It is broken only if it is longer than a whole line. Returns what
 * follows.
 */
static const char *wrap_word(struct ir_out *out, unsigned hang, const char *s)
{
	unsigned width = columns(s, true), line = line_width(out), n;
	char glyph[17];

	if (out->col + width > line && out->col > hang) {
		ir_out_raw(out, "\n");
		/*
		 * A link that is too long for the indented line starts further left, so it stays
		 * whole.
		 */
		if (width > line - hang && width <= line - 2)
			ir_out_pad(out, line - width);
		else
			ir_out_pad(out, hang);
	}
	while (*s && *s != ' ') {
		n = ir_glyph(&s, glyph);
		if (out->col + n > line) {
			ir_out_raw(out, "\n");
			ir_out_pad(out, hang);
		}
		ir_out_bytes(out, glyph, strlen(glyph));
		out->col += n;
	}
	return s;
}

void ir_out_wrap(struct ir_out *out, unsigned hang, const char *s)
{
	unsigned line = line_width(out);
	bool first = true;

	for (s = s ? s : "?"; *s;) {
		if (*s == ' ') {
			s++;
			continue;
		}
		if (!first && out->col + 1 + columns(s, true) <= line) {
			ir_out_raw(out, " ");
		} else if (!first) {
			/* Say that the line is full: wrap_word() then starts a new one. */
			out->col = line;
		}
		s = wrap_word(out, hang, s);
		first = false;
	}
}

void ir_out_pad(struct ir_out *out, unsigned col)
{
	if (out->col > col)
		ir_out_raw(out, " ");
	while (out->col < col)
		ir_out_raw(out, " ");
}

void ir_out_sgr(struct ir_out *out, const char *code)
{
	if (!out->colour)
		return;
	ir_out_bytes(out, "\033[", 2);
	ir_out_bytes(out, code, strlen(code));
	ir_out_bytes(out, "m", 1);
}

void ir_str_add(struct ir_str *str, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(str->s + str->len, sizeof(str->s) - str->len, fmt, ap);
	va_end(ap);
	if (n < 0)
		return;
	str->len += (size_t)n;
	if (str->len >= sizeof(str->s)) {
		str->len = sizeof(str->s) - 1;
		memcpy(str->s + str->len - 3, "...", 3);
	}
}

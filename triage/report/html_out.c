// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/report/html_out.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/render/report.h"

/* A character of ir_glyph() is valid UTF-8 and no control character; five are left that mean something. */
static void put_glyph(FILE *f, const char *glyph)
{
	switch (*glyph) {
	case '&':
		fputs("&amp;", f);
		break;
	case '<':
		fputs("&lt;", f);
		break;
	case '>':
		fputs("&gt;", f);
		break;
	case '"':
		fputs("&quot;", f);
		break;
	case '\'':
		fputs("&#39;", f);
		break;
	default:
		fputs(glyph, f);
	}
}

unsigned ir_html_columns(const char *s, unsigned max)
{
	unsigned sum = 0, n;
	char glyph[17];

	while (sum <= max && (n = ir_glyph(&s, glyph)))
		sum += n;
	return sum;
}

static void put_text(FILE *f, const char *s, unsigned max)
{
	bool cut = max && ir_html_columns(s, max) > max;
	unsigned at = 0, n, end = max - cut;
	char glyph[17];

	while ((n = ir_glyph(&s, glyph)) && at + n <= end) { /* nothing when max is 0 */
		put_glyph(f, glyph);
		at += n;
	}
	if (cut)
		fputs("…", f);
}

void ir_html(FILE *f, const char *format, ...)
{
	unsigned max;
	const char *s;
	va_list ap;

	va_start(ap, format);
	for (const char *at = format; *at; at++) {
		if (*at != '%') {
			fputc(*at, f);
			continue;
		}
		max = IR_HTML_TEXT;
		if (!strncmp(++at, ".*s", 3)) {
			max = va_arg(ap, unsigned);
			at += 2;
		}
		switch (*at) {
		case 's':
			s = va_arg(ap, const char *);
			put_text(f, s ? s : "", max);
			break;
		case 'd':
			fprintf(f, "%d", va_arg(ap, int));
			break;
		case 'u':
			fprintf(f, "%u", va_arg(ap, unsigned));
			break;
		case 'l':
			at++;
			fprintf(f, "%lu", va_arg(ap, unsigned long));
			break;
		case '%':
			fputc('%', f);
			break;
		default: /* the compiler's check lets more through than is known here */
			abort();
		}
	}
	va_end(ap);
}

const char *ir_html_cut(const char *time, unsigned n, char buf[24])
{
	snprintf(buf, 24, "%.*s", (int)n, time && *time ? time : "-");
	return buf;
}

unsigned ir_html_wrap(const char *s, unsigned width, unsigned lines, void (*fn)(const char *line, void *arg),
		      void *arg)
{
	char line[1024], glyph[17];
	unsigned nr = 0;

	while (*s && nr < lines) {
		const char *at = s, *space = NULL, *next = s;
		unsigned col = 0, n;

		while ((n = ir_glyph(&next, glyph)) && col + n <= width && (size_t)(next - s) < sizeof(line)) {
			if (*at == ' ' && at > s)
				space = at;
			col += n;
			at = next;
		}
		if (*at && space)
			at = space;
		if (at == s) /* a character wider than the line */
			at = next;
		snprintf(line, sizeof(line), "%.*s%s", (int)(at - s), s, *at && nr + 1 == lines ? " …" : "");
		if (fn)
			fn(line, arg);
		nr++;
		s = at + strspn(at, " ");
	}
	return nr;
}

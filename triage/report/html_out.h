/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How the page is written. Markup is in format strings, which are constants of this program; every
 * value goes through %s, which escapes it: there is no other way for text of a dump into the page.
 */
#ifndef IR_HTML_OUT_H
#define IR_HTML_OUT_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/** IR_HTML_TEXT - columns of a value that are shown unless said otherwise */
#define IR_HTML_TEXT 1000

/** ir_plural() - "s" unless @n is one, for format strings */
static inline const char *ir_plural(uint64_t n)
{
	return n == 1 ? "" : "s";
}

/**
 * ir_html() - write markup with values
 * @format: knows %s (safe in text and in quoted attributes; NULL is nothing), %.*s (at most so many
 *	columns, then an ellipsis), %d, %u, %lu and %%
 */
void ir_html(FILE *f, const char *format, ...) __attribute__((format(printf, 2, 3)));

/** ir_html_cut() - the first @n bytes of a time, without an ellipsis: a day, an hour; "-" for NULL and "" */
const char *ir_html_cut(const char *time, unsigned n, char buf[24]);

/** ir_html_columns() - how wide @s will be, counted no further than @max */
unsigned ir_html_columns(const char *s, unsigned max);

/**
 * ir_html_wrap() - @s in lines of at most @width columns, each handed to @fn; at most @lines of them
 * Returns how many there were. SVG has no lines of its own.
 */
unsigned ir_html_wrap(const char *s, unsigned width, unsigned lines, void (*fn)(const char *line, void *arg),
		      void *arg);

#endif

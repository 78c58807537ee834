/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text on its way out: bounded, and safe for terminals whatever bytes a dump holds. Nothing here allocates. */
#ifndef IR_TEXT_H
#define IR_TEXT_H

#include "core/lib/status.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** ir_emit_fn - receives report text in pieces, NUL-terminated */
typedef void ir_emit_fn(const char *text, void *arg);

#define IR_TEXT_WIDTH  80 /* columns of the text report */
#define IR_TEXT_INDENT 10 /* where its text starts, right of the section's name */

/**
 * struct ir_out - report text on its way to the caller
 * @total: bytes written so far
 * @col: column the next character goes to, escape sequences not counted
 */
struct ir_out {
	ir_emit_fn *emit;
	void *arg;
	bool colour;
	size_t len, total;
	unsigned col;
	char buf[512];
};

/** struct ir_str - a line put together on the stack; too long a one ends in "..." */
struct ir_str {
	size_t len;
	char s[512];
};

/**
 * ir_utf8() - length of the valid UTF-8 sequence at @s, which is not at its end
 * @cp: its code point
 *
 * Return: 1 to 4, or 0 when the byte at @s starts none (overlong forms and surrogates included).
 */
size_t ir_utf8(const char *s, uint32_t *cp);

/**
 * ir_glyph() - next character of *@s in a form safe for terminals and logs
 * @ret: receives it; control, direction-changing and undecodable bytes become \xNN
 *
 * Advances *@s. Return: columns it takes, 0 at the end of the string.
 */
unsigned ir_glyph(const char **s, char ret[17]);

/** ir_out_flush() - pass what is waiting to the caller */
void ir_out_flush(struct ir_out *out);
/** ir_out_bytes() - @len bytes as they are; does not move the column */
void ir_out_bytes(struct ir_out *out, const char *s, size_t len);
/** ir_out_raw() - our own ASCII text, newlines allowed */
void ir_out_raw(struct ir_out *out, const char *s);
/** ir_out_fmt() - our own text, at most 255 characters; for numbers, never for dump strings */
void ir_out_fmt(struct ir_out *out, const char *fmt, ...) IR_PRINTF(2, 3);
/** ir_out_clean() - any string, made safe; "?" for NULL */
void ir_out_clean(struct ir_out *out, const char *s);
/** ir_out_cell() - the same, cut with a "~" to @width columns */
void ir_out_cell(struct ir_out *out, unsigned width, const char *s);
/** ir_out_wrap() - the same, words wrapped at IR_TEXT_WIDTH and continued at column @hang */
void ir_out_wrap(struct ir_out *out, unsigned hang, const char *s);
/** ir_out_pad() - spaces up to column @col, at least one unless already there */
void ir_out_pad(struct ir_out *out, unsigned col);
/** ir_out_sgr() - an ANSI colour ("1;31", "0" to end it), if colours are wanted */
void ir_out_sgr(struct ir_out *out, const char *code);

/** ir_str_add() - append formatted text, dump strings allowed (sanitised when written) */
void ir_str_add(struct ir_str *str, const char *fmt, ...) IR_PRINTF(2, 3);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Report text: bounded, and safe for terminals whatever bytes a dump holds. Nothing here allocates.
 */
#ifndef IR_TEXT_H
#define IR_TEXT_H

#include "core/lib/status.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** ir_emit_fn - receives report text piece by piece; each piece is NUL-terminated */
typedef void ir_emit_fn(const char *text, void *arg);

#define IR_TEXT_WIDTH  80 /* columns of the text report */
#define IR_TEXT_INDENT 10 /* column where the text starts, right of the section's name */

/**
 * struct ir_out - an output stream for report text
 * @emit: receives the text; the caller's
 * @arg: passed to @emit
 * @colour: write ANSI colours
 * @width: columns at which ir_out_wrap() wraps; 0: IR_TEXT_WIDTH
 * @len: bytes waiting in @buf
 * @total: bytes written so far, those in @buf included
 * @col: column of the next character; escape sequences do not count
 * @buf: text that was not passed to @emit yet
 */
struct ir_out {
	ir_emit_fn *emit;
	void *arg;
	bool colour;
	unsigned width;
	size_t len, total;
	unsigned col;
	char buf[512];
};

/**
 * struct ir_str - a line that is built on the stack; one that is too long ends in "..."
 * @len: bytes in @s, without the NUL
 * @s: the text, NUL-terminated
 */
struct ir_str {
	size_t len;
	char s[512];
};

/**
 * ir_utf8() - decode the UTF-8 sequence at @s; @s must not point at the terminating NUL
 * @cp: set to its code point
 *
 * Return: the length of the sequence, 1 to 4; 0 when no valid sequence starts at @s. Overlong forms
 * and surrogates are not valid.
 */
size_t ir_utf8(const char *s, uint32_t *cp);

/**
 * ir_glyph() - take the next character of *@s and make it safe for terminals and logs
 * @s: advanced past the character
 * @ret: receives the character; control characters, characters that change the writing direction
 *	and bytes that do not decode become \xNN
 *
 * Return: columns it takes on the screen; 0 at the end of the string.
 */
unsigned ir_glyph(const char **s, char ret[17]);

/** ir_out_flush() - pass the waiting text to the caller */
void ir_out_flush(struct ir_out *out);
/** ir_out_bytes() - write @len bytes unchanged; does not move the column */
void ir_out_bytes(struct ir_out *out, const char *s, size_t len);
/** ir_out_raw() - write our own ASCII text, newlines allowed */
void ir_out_raw(struct ir_out *out, const char *s);
/**
 * ir_out_fmt() - format our own text, at most 255 characters; for numbers, never for dump strings
 */
void ir_out_fmt(struct ir_out *out, const char *fmt, ...) IR_PRINTF(2, 3);
/** ir_out_clean() - write any string after making it safe; "?" for NULL */
void ir_out_clean(struct ir_out *out, const char *s);
/** ir_out_cell() - like ir_out_clean(), but cut to @width columns; a cut string ends in "~" */
void ir_out_cell(struct ir_out *out, unsigned width, const char *s);
/**
 * ir_out_wrap() - like ir_out_clean(), but wrap words at @out->width and go on at column @hang
 */
void ir_out_wrap(struct ir_out *out, unsigned hang, const char *s);
/**
 * ir_out_pad() - write spaces up to column @col, or one space when the column is past @col already
 */
void ir_out_pad(struct ir_out *out, unsigned col);
/** ir_out_sgr() - if colours are on, write an ANSI colour: "1;31" for example, "0" to end it */
void ir_out_sgr(struct ir_out *out, const char *code);

/** ir_str_add() - append formatted text; dump strings are allowed (made safe when written) */
void ir_str_add(struct ir_str *str, const char *fmt, ...) IR_PRINTF(2, 3);

#endif

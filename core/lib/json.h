/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A JSON writer. It writes the commas; the caller balances the brackets. In an object @key is the
 * member's name; in an array it is NULL. The output is valid UTF-8 whatever the strings contain: a
 * byte that is not part of valid UTF-8 is written as \u00XX.
 */
#ifndef IR_JSON_H
#define IR_JSON_H

#include "core/lib/text.h"
#include "core/lib/value.h"

/**
 * struct ir_json - a JSON text that is being written
 * @out: where it goes; the caller sets .emit and .arg and zeroes the rest
 * @comma: the next item needs a comma before it
 */
struct ir_json {
	struct ir_out out;
	bool comma;
};

/** ir_json_open() - start an object (@bracket '{') or an array ('[') */
void ir_json_open(struct ir_json *j, const char *key, char bracket);
/** ir_json_close() - end it; @bracket is '}' or ']' */
void ir_json_close(struct ir_json *j, char bracket);
/** ir_json_null() - write null */
void ir_json_null(struct ir_json *j, const char *key);
/** ir_json_string() - write a string, or null when @s is NULL */
void ir_json_string(struct ir_json *j, const char *key, const char *s);
/**
 * ir_json_unsigned() - write a number, or null when it is unknown
 *
 * Also null is what 63 bits do not hold: no count, size or number of anything is as large, so it is
 * damaged or was a pointer, and strict readers (jansson) refuse the whole object for it.
 */
void ir_json_unsigned(struct ir_json *j, const char *key, struct ir_value v);
/** ir_json_signed32() - write a 32-bit counter that can be negative, or null when it is unknown */
void ir_json_signed32(struct ir_json *j, const char *key, struct ir_value v);
/** ir_json_address() - write "0x" and 16 digits as a string, or null when it is unknown */
void ir_json_address(struct ir_json *j, const char *key, struct ir_value v);
/** ir_json_octal() - write a file mode as a string ("0120777"), or null when it is unknown */
void ir_json_octal(struct ir_json *j, const char *key, struct ir_value v);
/** ir_json_tri() - write true or false, or null for IR_UNKNOWN */
void ir_json_tri(struct ir_json *j, const char *key, enum ir_tri tri);

#endif

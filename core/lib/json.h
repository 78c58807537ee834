/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A JSON writer. It keeps the commas; the caller keeps the braces balanced. A NULL key writes an
 * array's item. Output is valid UTF-8 whatever the strings hold: a byte that is no UTF-8 is written
 * as \u00XX of that byte.
 */
#ifndef IR_JSON_H
#define IR_JSON_H

#include "core/lib/text.h"
#include "core/lib/value.h"

/** struct ir_json - a JSON text being written; set .out.emit and .out.arg, zero the rest */
struct ir_json {
	struct ir_out out;
	bool comma;
};

/** ir_json_open() - start an object ('{') or array ('[') */
void ir_json_open(struct ir_json *j, const char *key, char bracket);
/** ir_json_close() - end it, with '}' or ']' */
void ir_json_close(struct ir_json *j, char bracket);
/** ir_json_null() - null */
void ir_json_null(struct ir_json *j, const char *key);
/** ir_json_string() - a string, null when @s is NULL */
void ir_json_string(struct ir_json *j, const char *key, const char *s);
/** ir_json_unsigned() - a number, null when unknown */
void ir_json_unsigned(struct ir_json *j, const char *key, struct ir_value v);
/** ir_json_signed32() - the same for a 32-bit counter that can be negative */
void ir_json_signed32(struct ir_json *j, const char *key, struct ir_value v);
/** ir_json_address() - "0x" and 16 digits, null when unknown */
void ir_json_address(struct ir_json *j, const char *key, struct ir_value v);
/** ir_json_octal() - a file mode, "0120777", null when unknown */
void ir_json_octal(struct ir_json *j, const char *key, struct ir_value v);
/** ir_json_tri() - true, false or null */
void ir_json_tri(struct ir_json *j, const char *key, enum ir_tri tri);

#endif

// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/lib/json.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static void write_quoted(struct ir_out *out, const char *s)
{
	ir_out_bytes(out, "\"", 1);
	while (*s) {
		uint32_t cp = 0;
		size_t len = ir_utf8(s, &cp);

		if (*s == '"' || *s == '\\') {
			ir_out_bytes(out, "\\", 1);
			ir_out_bytes(out, s, 1);
		} else if (!len || cp < 0x20 || cp == 0x7f) {
			ir_out_fmt(out, "\\u%04x", (unsigned char)*s);
			len = 1;
		} else {
			ir_out_bytes(out, s, len);
		}
		s += len;
	}
	ir_out_bytes(out, "\"", 1);
}

static void start_item(struct ir_json *j, const char *key)
{
	if (j->comma)
		ir_out_raw(&j->out, ", ");
	j->comma = true;
	if (key) {
		write_quoted(&j->out, key);
		ir_out_raw(&j->out, ": ");
	}
}

void ir_json_open(struct ir_json *j, const char *key, char bracket)
{
	start_item(j, key);
	ir_out_bytes(&j->out, &bracket, 1);
	j->comma = false;
}

void ir_json_close(struct ir_json *j, char bracket)
{
	ir_out_bytes(&j->out, &bracket, 1);
	j->comma = true;
}

void ir_json_null(struct ir_json *j, const char *key)
{
	start_item(j, key);
	ir_out_raw(&j->out, "null");
}

void ir_json_string(struct ir_json *j, const char *key, const char *s)
{
	if (!s) {
		ir_json_null(j, key);
		return;
	}
	start_item(j, key);
	write_quoted(&j->out, s);
}

void ir_json_unsigned(struct ir_json *j, const char *key, struct ir_value v)
{
	if (!v.known || v.v > INT64_MAX) {
		ir_json_null(j, key);
		return;
	}
	start_item(j, key);
	ir_out_fmt(&j->out, "%" PRIu64, v.v);
}

void ir_json_signed32(struct ir_json *j, const char *key, struct ir_value v)
{
	if (!v.known) {
		ir_json_null(j, key);
		return;
	}
	start_item(j, key);
	/* The cast is right whether the 32 bits were extended with zeros or with the sign. */
	ir_out_fmt(&j->out, "%" PRId32, (int32_t)(uint32_t)v.v);
}

void ir_json_address(struct ir_json *j, const char *key, struct ir_value v)
{
	if (!v.known) {
		ir_json_null(j, key);
		return;
	}
	start_item(j, key);
	ir_out_fmt(&j->out, "\"0x%016" PRIx64 "\"", v.v);
}

void ir_json_octal(struct ir_json *j, const char *key, struct ir_value v)
{
	if (!v.known) {
		ir_json_null(j, key);
		return;
	}
	start_item(j, key);
	ir_out_fmt(&j->out, "\"%07" PRIo64 "\"", v.v & 0177777);
}

void ir_json_tri(struct ir_json *j, const char *key, enum ir_tri tri)
{
	start_item(j, key);
	ir_out_raw(&j->out, tri == IR_TRUE ? "true" : tri == IR_FALSE ? "false" : "null");
}

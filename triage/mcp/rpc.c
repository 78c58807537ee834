// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/mcp/rpc.h"

#include <stdio.h>
#include <string.h>

jv ir_jv_get(jv object, const char *key)
{
	if (jv_get_kind(object) != JV_KIND_OBJECT)
		return jv_invalid();
	return jv_object_get(jv_copy(object), jv_string(key));
}

const char *ir_jv_string(jv object, const char *key)
{
	jv value = ir_jv_get(object, key);
	const char *text = NULL;

	if (jv_get_kind(value) == JV_KIND_STRING &&
	    strlen(jv_string_value(value)) == (size_t)jv_string_length_bytes(jv_copy(value)))
		text = jv_string_value(value);
	/* @object holds it still. */
	jv_free(value);
	return text;
}

jv ir_jv_set(jv object, const char *key, jv value)
{
	return jv_object_set(object, jv_string(key), value);
}

static void put(jv message)
{
	/* ASCII: no client can take a line separator of Unicode's for the end of a line. */
	jv text = jv_dump_string(message, JV_PRINT_ASCII);

	fputs(jv_string_value(text), stdout);
	fputc('\n', stdout);
	fflush(stdout);
	jv_free(text);
}

static jv answer(jv id)
{
	return ir_jv_set(JV_OBJECT(jv_string("jsonrpc"), jv_string("2.0")), "id", id);
}

void ir_rpc_result(jv id, jv result)
{
	put(ir_jv_set(answer(id), "result", result));
}

void ir_rpc_error(jv id, enum ir_rpc_error code, const char *message)
{
	put(ir_jv_set(answer(id), "error",
		      JV_OBJECT(jv_string("code"), jv_number(code), jv_string("message"), jv_string(message))));
}

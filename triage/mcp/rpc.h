/* SPDX-License-Identifier: GPL-2.0-or-later */
/* JSON-RPC 2.0 as the Model Context Protocol has it on standard input and output: one message a line. */
#ifndef IR_RPC_H
#define IR_RPC_H

#include <jv.h>

/** IR_RPC_LONGEST - bytes of a request; what is longer is refused */
#define IR_RPC_LONGEST (1 << 20)

enum ir_rpc_error {
	IR_RPC_PARSE = -32700,
	IR_RPC_REQUEST = -32600,
	IR_RPC_METHOD = -32601,
	IR_RPC_PARAMS = -32602,
};

/** ir_rpc_result() - answer the request @id with @result; both are freed */
void ir_rpc_result(jv id, jv result);
/** ir_rpc_error() - answer the request @id, null where that is not known, with an error; @id is freed */
void ir_rpc_error(jv id, enum ir_rpc_error code, const char *message);

/** ir_jv_get() - member @key of @object, which is not freed; invalid for what is no object */
jv ir_jv_get(jv object, const char *key);
/** ir_jv_string() - the same, as a C string that lasts as long as @object; NULL for what is none, or holds a NUL */
const char *ir_jv_string(jv object, const char *key);
/** ir_jv_set() - set member @key of @object to @value; returns @object, as jv_object_set() does */
jv ir_jv_set(jv object, const char *key, jv value);

#endif

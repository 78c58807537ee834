/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a client can ask: read only, each with a description of its arguments. */
#ifndef IR_MCP_TOOLS_H
#define IR_MCP_TOOLS_H

#include <jv.h>

#include "triage/known/known.h"
#include "triage/mcp/places.h"

/**
 * struct ir_mcp - what the server was started with
 * @db: a database of "inoderace batch", NULL for none
 * @known: who is asked for known issues, or NULL
 */
struct ir_mcp {
	struct ir_places places;
	const char *db;
	struct ir_known *known;
};

/**
 * ir_tool_fn - one tool
 * @arguments: an object, which is not freed
 * @error: receives what is wrong, for the client
 *
 * Returns the answer as an object, invalid when there is none. Every string in it that can come from a dump lies in a member
 * "from_dump"; nothing else does.
 */
typedef jv ir_tool_fn(struct ir_mcp *m, jv arguments, char *error, size_t size);

ir_tool_fn ir_tool_diagnose, ir_tool_evidence, ir_tool_explain, ir_tool_report;

/** ir_tools_list() - the answer to tools/list */
jv ir_tools_list(void);

/** ir_tools_call() - the answer to tools/call; invalid when there is no tool @name. @arguments is freed. */
jv ir_tools_call(struct ir_mcp *m, const char *name, jv arguments);

/** ir_mcp_verdict() - the verdict of @diagnosis, which is not freed, as far as it is made of words that this program knows */
jv ir_mcp_verdict(jv diagnosis);

/** ir_mcp_read() - the diagnosis of the argument "path", by "task"; see ir_read_dump() */
jv ir_mcp_read(struct ir_mcp *m, jv arguments, char *error, size_t size);

#endif

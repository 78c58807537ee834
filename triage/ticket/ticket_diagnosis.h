/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The diagnosis that is posted. */
#ifndef IR_TICKET_DIAGNOSIS_H
#define IR_TICKET_DIAGNOSIS_H

#include <jansson.h>
#include <stdbool.h>

/**
 * struct ir_ticket_diagnosis - what is known of a crash
 * @json: the diagnosis as its schema has it
 * @extra: what the comment tells and the JSON does not: {"check": {fact: [command, ...]}, "stop":
 *	[why the crashed task's stack ends, the first peer's, ...]}; NULL when only the JSON is
 *there
 * @advice: what is advised for each of its known issues, as far as that is known; or NULL
 * @dump: the file is a dump, of which a slice can be made
 * @slice: it is a slice itself; @redacted: and made to be given away
 */
struct ir_ticket_diagnosis {
	json_t *json, *extra, *advice;
	bool dump, slice, redacted;
};

#endif

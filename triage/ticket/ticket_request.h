/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Requests whose bodies and replies are JSON. */
#ifndef IR_TICKET_REQUEST_H
#define IR_TICKET_REQUEST_H

#include <jansson.h>

#include "triage/ticket/ticket.h"

/**
 * ir_ticket_request() - send @method for the address that @path and what follows make; as ir_http()
 * @body: what to send; its reference is taken; NULL for none
 * @ret: receives the reply, NULL if it is none of JSON's; may be NULL
 */
bool ir_ticket_request(struct ir_tracker *t, const char *method, json_t *body, json_t **ret,
		       const char *path, ...) __attribute__((format(printf, 5, 6)));

/** ir_ticket_find() - GET; *@ret is NULL, and the result true, when there is no such thing */
bool ir_ticket_find(struct ir_tracker *t, json_t **ret, const char *path, ...)
	__attribute__((format(printf, 3, 4)));

/**
 * ir_ticket_download() - what is at @path, as it is
 * @max: bytes it may have, and some more
 * @ret: receives it, malloc'd, @len bytes
 */
bool ir_ticket_download(struct ir_tracker *t, const char *path, size_t max, char **ret,
			size_t *len);

/** ir_url_encode() - @s for use in a path or query; malloc'd, never NULL */
char *ir_url_encode(const char *s);

#endif

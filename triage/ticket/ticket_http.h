/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Requests to a ticket system, on libcurl. */
#ifndef IR_TICKET_HTTP_H
#define IR_TICKET_HTTP_H

#include "triage/ticket/ticket.h"

/**
 * struct ir_http - one request, and what came of it
 * @path: what follows the server's address, encoded
 * @body: what to send, NULL for nothing; @type its media type
 * @form: the file to send as the field "file" of a form, instead of @body
 * @max: bytes of the reply that are taken at most, 0 for the usual
 * @missing: the caller can do with 404: that is no failure
 * @status: 0 when no reply came
 * @reply: malloc'd and NUL-terminated
 */
struct ir_http {
	const char *method, *path, *type, *body;
	size_t body_len;
	const struct ir_ticket_file *form;
	size_t max;
	bool missing;
	long status;
	char *reply;
	size_t len;
};

/**
 * ir_http() - send it; true when the reply's status is 2xx (or 404 with @missing)
 *
 * What only reads is tried again when that can help. What changes something is not, for the first
 * try may have had its effect: t->again tells the caller, who looks first.
 */
bool ir_http(struct ir_tracker *t, struct ir_http *h);

/** ir_http_wait() - before try number @attempt (from 1); false: that was enough */
bool ir_http_wait(struct ir_tracker *t, unsigned attempt);

/** ir_http_release() - free the reply. Idempotent. */
void ir_http_release(struct ir_http *h);

#endif

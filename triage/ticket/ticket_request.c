// SPDX-License-Identifier: GPL-2.0-or-later
/* Requests whose bodies and replies are JSON. */
#include "triage/ticket/ticket_request.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "triage/ticket/ticket_http.h"
#include "triage/ticket/ticket_tracker.h"

static bool call(struct ir_tracker *t, struct ir_http *h, json_t *body, json_t **ret,
		 const char *fmt, va_list ap)
{
	char *path = NULL, *text = NULL;
	bool ok = false;

	if (ret)
		*ret = NULL;
	if (vasprintf(&path, fmt, ap) < 0) {
		json_decref(body);
		return ir_ticket_fail(t, "not enough memory");
	}
	if (body) {
		text = json_dumps(body, JSON_COMPACT);
		json_decref(body);
	}
	h->path = path;
	h->type = "application/json";
	h->body = text;
	h->body_len = text ? strlen(text) : 0;
	if (body && !text)
		ir_ticket_fail(t, "not enough memory");
	else
		ok = ir_http(t, h);
	if (ok && ret && h->reply && h->status != 404)
		*ret = json_loadb(h->reply, h->len, JSON_DECODE_ANY, NULL);
	if (ok && ret && !*ret && !strcmp(h->method, "GET") && h->status != 404)
		ok = ir_ticket_fail(t, "GET %s: the reply is no JSON; is url right?", path);
	ir_http_release(h);
	free(text);
	free(path);
	return ok;
}

bool ir_ticket_request(struct ir_tracker *t, const char *method, json_t *body, json_t **ret,
		       const char *path, ...)
{
	struct ir_http h = {.method = method};
	va_list ap;
	bool ok;

	va_start(ap, path);
	ok = call(t, &h, body, ret, path, ap);
	va_end(ap);
	return ok;
}

bool ir_ticket_find(struct ir_tracker *t, json_t **ret, const char *path, ...)
{
	struct ir_http h = {.method = "GET", .missing = true};
	va_list ap;
	bool ok;

	va_start(ap, path);
	ok = call(t, &h, NULL, ret, path, ap);
	va_end(ap);
	return ok;
}

bool ir_ticket_download(struct ir_tracker *t, const char *path, size_t max, char **ret, size_t *len)
{
	struct ir_http h = {.method = "GET", .path = path, .max = max + 65536};

	if (!ir_http(t, &h)) {
		ir_http_release(&h);
		return false;
	}
	*ret = h.reply;
	*len = h.len;
	return true;
}

char *ir_url_encode(const char *s)
{
	char *out = malloc(strlen(s) * 3 + 1), *at = out;

	if (!out)
		abort(); /* of a few bytes */
	for (; *s; s++) {
		if (strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~",
			   *s))
			*at++ = *s;
		else
			at += sprintf(at, "%%%02X", (unsigned char)*s);
	}
	*at = 0;
	return out;
}

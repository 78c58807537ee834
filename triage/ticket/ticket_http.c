// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/ticket/ticket_http.h"

#include <curl/curl.h>
#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "core/inoderace.h"
#include "triage/ticket/ticket_config.h"
#include "triage/ticket/ticket_tracker.h"

#define MAX_REPLY    (16u << 20)
#define MAX_TRIES    "5" /* unless it is set */
#define MAX_PATIENCE 120 /* seconds a server may ask for with Retry-After */

static size_t receive(char *bytes, size_t size, size_t n, void *arg)
{
	struct ir_http *h = arg;
	size_t max = h->max ? h->max : MAX_REPLY;
	char *more;

	n *= size;
	if (n > max - h->len)
		return 0;
	more = realloc(h->reply, h->len + n + 1);
	if (!more)
		return 0;
	memcpy(more + h->len, bytes, n);
	h->reply = more;
	h->len += n;
	h->reply[h->len] = 0;
	return n;
}

static struct curl_slist *headers_of(const struct ir_tracker *t, const struct ir_http *h)
{
	struct curl_slist *list = NULL;
	bool typed = false;
	char *line = NULL;

	if (t->token && t->sys->auth && !ir_ticket_setting(t, "user", NULL) &&
	    asprintf(&line, t->sys->auth, t->token) > 0)
		list = curl_slist_append(list, line);
	if (line)
		explicit_bzero(line, strlen(line));
	free(line);
	for (const char *const *more = t->sys->headers; more && *more; more++) {
		bool type = !strncmp(*more, "Content-Type:", 13);

		typed |= type;
		if (!type || !h->form)
			list = curl_slist_append(list, *more);
	}
	if (h->body && !typed && asprintf(&line, "Content-Type: %s", h->type) > 0) {
		list = curl_slist_append(list, line);
		free(line);
	}
	/* No waiting for "100 Continue", which some servers never send. */
	return curl_slist_append(list, "Expect:");
}

static void forget_headers(struct curl_slist *list)
{
	for (struct curl_slist *l = list; l; l = l->next)
		explicit_bzero(l->data, strlen(l->data));
	curl_slist_free_all(list);
}

static void prepare(struct ir_tracker *t, struct ir_http *h, struct curl_slist *headers,
		    const char *url)
{
	const char *user = ir_ticket_setting(t, "user", NULL);
	const char *cacert = ir_ticket_setting(t, "cacert", NULL);
	CURL *c = t->curl;

	curl_easy_reset(c);
	curl_easy_setopt(c, CURLOPT_URL, url);
	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_USERAGENT, "inoderace/" IR_TOOL_VERSION);
	curl_easy_setopt(c, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, receive);
	curl_easy_setopt(c, CURLOPT_WRITEDATA, h);
	curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, 20L);
	curl_easy_setopt(c, CURLOPT_TIMEOUT, atol(ir_ticket_setting(t, "timeout", "300")));
	/* 7.1.2 and later verify by default; say it anyway, for there is no way to turn it off. */
	curl_easy_setopt(c, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(c, CURLOPT_SSL_VERIFYHOST, 2L);
	if (cacert)
		curl_easy_setopt(c, CURLOPT_CAINFO, cacert);
	if (user && t->token) {
		curl_easy_setopt(c, CURLOPT_HTTPAUTH, CURLAUTH_BASIC);
		curl_easy_setopt(c, CURLOPT_USERNAME, user);
		curl_easy_setopt(c, CURLOPT_PASSWORD, t->token);
	}
	if (h->body) {
		curl_easy_setopt(c, CURLOPT_POSTFIELDS, h->body);
		curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)h->body_len);
	}
	if (!strcmp(h->method, "GET"))
		return;
	curl_easy_setopt(c, CURLOPT_CUSTOMREQUEST, h->method);
	/* On a connection used before, libcurl itself sends again what got no reply: twice,
	 * perhaps. */
	curl_easy_setopt(c, CURLOPT_FRESH_CONNECT, 1L);
}

static curl_mime *form_of(struct ir_tracker *t, const struct ir_http *h)
{
	curl_mime *form = curl_mime_init(t->curl);
	curl_mimepart *part = curl_mime_addpart(form);

	curl_mime_name(part, "file");
	curl_mime_filename(part, h->form->name);
	curl_mime_type(part, h->form->type);
	curl_mime_data(part, h->form->bytes, h->form->len);
	curl_easy_setopt(t->curl, CURLOPT_MIMEPOST, form);
	return form;
}

/* Can the same request do better a moment later? A certificate that is not good today cannot. */
static bool passing(CURLcode code)
{
	switch (code) {
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_CONNECT:
	case CURLE_OPERATION_TIMEDOUT:
	case CURLE_GOT_NOTHING:
	case CURLE_SEND_ERROR:
	case CURLE_RECV_ERROR:
	case CURLE_PARTIAL_FILE:
	case CURLE_HTTP2:
	case CURLE_HTTP2_STREAM:
		return true;
	default:
		return false;
	}
}

static bool fail_transport(struct ir_tracker *t, const struct ir_http *h, CURLcode code,
			   const char *detail)
{
	t->again = passing(code);
	if (code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE)
		return ir_ticket_fail(t,
				      "the server's certificate cannot be verified: %s (a CA of "
				      "your own is named by cacert)",
				      *detail ? detail : curl_easy_strerror(code));
	if (code == CURLE_WRITE_ERROR)
		return ir_ticket_fail(t, "%s %s: the reply is longer than it can be", h->method,
				      h->path);
	return ir_ticket_fail(t, "%s %s: %s", h->method, h->path,
			      *detail ? detail : curl_easy_strerror(code));
}

static bool once(struct ir_tracker *t, struct ir_http *h)
{
	char detail[CURL_ERROR_SIZE] = "", *url = NULL;
	struct curl_slist *headers;
	curl_mime *form = NULL;
	curl_off_t after = 0;
	CURLcode code;

	ir_http_release(h);
	h->status = 0;
	t->again = false;
	t->retry_after = 0;
	if (!t->curl)
		t->curl = curl_easy_init();
	if (!t->curl || asprintf(&url, "%s%s", ir_ticket_setting(t, "url", ""), h->path) < 0)
		return ir_ticket_fail(t, "not enough memory");
	headers = headers_of(t, h);
	prepare(t, h, headers, url);
	if (h->form)
		form = form_of(t, h);
	curl_easy_setopt(t->curl, CURLOPT_ERRORBUFFER, detail);
	code = curl_easy_perform(t->curl);
	curl_easy_getinfo(t->curl, CURLINFO_RESPONSE_CODE, &h->status);
	curl_easy_getinfo(t->curl, CURLINFO_RETRY_AFTER, &after);
	curl_easy_reset(t->curl); /* or it would keep what is freed here */
	t->retry_after = after > 100000 ? 100000 : (long)after;
	curl_mime_free(form);
	forget_headers(headers);
	free(url);
	if (!code)
		return true;
	h->status = 0;
	return fail_transport(t, h, code, detail);
}

/* What the server says itself, whatever it calls it. */
static void server_says(const json_t *j, char *buf, size_t size, unsigned depth)
{
	static const char *const keys[] = {"message", "errors", "errorMessages", "error"};
	const json_t *item;
	const char *key;
	size_t i, len = strlen(buf);

	if (json_is_string(j)) {
		snprintf(buf + len, size - len, "%s%s", len ? "; " : "", json_string_value(j));
	} else if (json_is_array(j) && depth < 4) {
		json_array_foreach(j, i, item) server_says(item, buf, size, depth + 1);
	} else if (json_is_object(j) && depth < 4) {
		for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
			server_says(json_object_get(j, keys[i]), buf, size, depth + 1);
		if (buf[0] || !depth)
			return;
		json_object_foreach((json_t *)j, key, item) server_says(item, buf, size, depth + 1);
	}
}

static const char *status_means(long status)
{
	switch (status) {
	case 400:
	case 422:
		return "the server refuses the request";
	case 401:
		return "the server does not take the token";
	case 403:
		return "the token's owner may not do that";
	case 404:
		return "there is no such thing, or the token's owner may not see it";
	case 413:
		return "too large for the server";
	case 429:
		return "too many requests";
	default:
		return status / 100 == 3   ? "the server sends us elsewhere; set url to where it is"
		       : status / 100 == 5 ? "the server failed"
					   : "the server refuses";
	}
}

static bool fail_status(struct ir_tracker *t, const struct ir_http *h)
{
	char says[400] = "";
	json_t *j = h->reply ? json_loads(h->reply, JSON_DECODE_ANY, NULL) : NULL;

	t->again = h->status == 429 || (h->status == 403 && t->retry_after) ||
		   (h->status >= 502 && h->status <= 504);
	server_says(j, says, sizeof(says), 0);
	json_decref(j);
	ir_ticket_fail(t, "%s %s: %ld, %s%s%s%s%s", h->method, h->path, h->status,
		       status_means(h->status), says[0] ? ": " : "", says,
		       h->status == 401 ? "; it came from " : "",
		       h->status == 401 ? t->token_from : "");
	return false;
}

bool ir_http_wait(struct ir_tracker *t, unsigned attempt)
{
	long wait = 1l << (attempt > 5 ? 5 : attempt - 1);

	if (attempt >= (unsigned)atoi(ir_ticket_setting(t, "tries", MAX_TRIES)))
		return false;
	if (t->retry_after > MAX_PATIENCE) {
		size_t len = strlen(t->error);

		snprintf(t->error + len, sizeof(t->error) - len,
			 "; it wants to be left alone for %ld seconds", t->retry_after);
		return false;
	}
	if (t->retry_after > wait)
		wait = t->retry_after;
	fprintf(stderr, "inoderace: %s: %s; trying again in %ld s\n", t->name, t->error, wait);
	sleep((unsigned)wait);
	return true;
}

bool ir_http(struct ir_tracker *t, struct ir_http *h)
{
	bool reads = !strcmp(h->method, "GET");

	for (unsigned attempt = 1;; attempt++) {
		if (once(t, h)) {
			if (h->status / 100 == 2 || (h->status == 404 && h->missing))
				return true;
			fail_status(t, h);
		}
		if (!reads || !t->again || !ir_http_wait(t, attempt))
			return false;
	}
}

void ir_http_release(struct ir_http *h)
{
	free(h->reply);
	h->reply = NULL;
	h->len = 0;
}

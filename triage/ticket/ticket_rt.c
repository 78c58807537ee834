// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Request Tracker 5, REST 2.0. Ticket or comment and attachments go in one request. The mark is the
 * name of the JSON file: attachments can be searched by name over all tickets, texts cannot.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "triage/ticket/ticket_base64.h"
#include "triage/ticket/ticket_config.h"
#include "triage/ticket/ticket_http.h"
#include "triage/ticket/ticket_request.h"
#include "triage/ticket/ticket_tracker.h"

#define API	  "/REST/2.0"
#define MAX_PAGES 20

static bool check(struct ir_tracker *t)
{
	const char *queue = ir_ticket_setting(t, "project", "");
	char *name = ir_url_encode(queue);
	json_t *j = NULL;
	bool ok;

	/* It stands in searches, too. */
	if (strpbrk(queue, "'\\")) {
		free(name);
		return ir_ticket_fail(t, "project: no such queue: %s", queue);
	}
	ok = ir_ticket_request(t, "GET", NULL, NULL, API "/rt") &&
	     ir_ticket_find(t, &j, API "/queue/%s", name);
	if (ok && !j)
		ok = ir_ticket_fail(
			t,
			"project: there is no queue %s, or the token's owner may not see "
			"it",
			queue);
	json_decref(j);
	free(name);
	return ok;
}

/* REST does not tell, but every page of the web interface does. */
static bool limit(struct ir_tracker *t)
{
	static const char key[] = "\"MaxAttachmentSize\":";
	struct ir_http h = {.method = "GET", .path = "/", .missing = true};
	const char *at;
	unsigned long n;

	if (!ir_http(t, &h)) {
		ir_http_release(&h);
		return !t->again; /* some servers have no such pages for a token */
	}
	at = h.reply ? strstr(h.reply, key) : NULL;
	n = at ? strtoul(at + strlen(key) + (at[strlen(key)] == '"'), NULL, 10) : 0;
	if (n) {
		t->max_file = n;
		t->max_told = true;
	}
	ir_http_release(&h);
	return true;
}

/* The ticket an attachment is in, by way of its transaction. */
static bool ticket_of(struct ir_tracker *t, const char *attachment, char id[64],
		      char transaction[24], bool *created)
{
	json_t *j = NULL;
	const json_t *object;

	id[0] = 0;
	if (!ir_ticket_request(t, "GET", NULL, &j, API "/attachment/%s", attachment))
		return false;
	ir_id_of(json_object_get(json_object_get(j, "TransactionId"), "id"), transaction, 24);
	json_decref(j);
	if (!ir_ticket_request(t, "GET", NULL, &j, API "/transaction/%s", transaction))
		return false;
	object = json_object_get(j, "Object");
	if (!strcmp(json_string_value(json_object_get(object, "type")) ?: "", "ticket"))
		ir_id_of(json_object_get(object, "id"), id, 64);
	*created = !strcmp(json_string_value(json_object_get(j, "Type")) ?: "", "Create");
	json_decref(j);
	return true;
}

static bool search_mark(struct ir_tracker *t)
{
	char name[64], attachment[24], id[64], transaction[24];
	json_t *j = NULL;
	const json_t *item;
	bool ok, created;
	size_t i;

	snprintf(name, sizeof(name), "inoderace-%s.json", t->mark);
	/* It only looks, so it may be tried again; but it is a POST. */
	for (unsigned attempt = 1;; attempt++) {
		ok = ir_ticket_request(t, "POST",
				       json_pack("[{s:s, s:s, s:s}]", "field", "Filename",
						 "operator", "=", "value", name),
				       &j, API "/attachments?per_page=100");
		if (ok || !t->again || !ir_http_wait(t, attempt))
			break;
	}
	json_array_foreach(json_object_get(j, "items"), i, item)
	{
		ir_id_of(json_object_get(item, "id"), attachment, sizeof(attachment));
		if (ok && (ok = ticket_of(t, attachment, id, transaction, &created)))
			ir_tracker_hit(t, id);
	}
	json_decref(j);
	return ok;
}

static bool search(struct ir_tracker *t, const char *text)
{
	char *query = NULL, *encoded;
	json_t *j = NULL;
	bool ok;

	if (text == t->mark)
		return search_mark(t);
	if (asprintf(&query, "Queue = '%s' AND Subject LIKE '%s'",
		     ir_ticket_setting(t, "project", ""), text) < 0)
		return ir_ticket_fail(t, "not enough memory");
	encoded = ir_url_encode(query);
	ok = ir_ticket_request(t, "GET", NULL, &j, API "/tickets?per_page=100&query=%s", encoded);
	ir_tracker_hits(t, json_object_get(j, "items"), "id");
	json_decref(j);
	free(encoded);
	free(query);
	return ok;
}

static bool read_attachment(struct ir_tracker *t, struct ir_ticket_hit *hit, const json_t *item)
{
	const char *name = json_string_value(json_object_get(item, "Filename"));
	char id[24], ticket[64], transaction[24];
	bool created;

	ir_id_of(json_object_get(item, "id"), id, sizeof(id));
	ir_hit_file(t, hit, name, id);
	if (!name || !strstr(name, t->mark) || !strstr(name, ".json"))
		return true;
	if (!ticket_of(t, id, ticket, transaction, &created))
		return false;
	ir_hit_text(t, hit, t->mark, created ? "" : transaction);
	return true;
}

static bool read_ticket(struct ir_tracker *t, struct ir_ticket_hit *hit)
{
	static const char *const closed[] = {"resolved", "rejected", "deleted", "stalled-closed"};
	const json_t *item;
	const char *status;
	json_t *j = NULL;
	size_t i;
	long pages = 1;

	if (!ir_ticket_find(t, &j, API "/ticket/%s", hit->id))
		return false;
	if (!j)
		return ir_ticket_missing(t, "ticket", hit->id);
	ir_hit_text(t, hit, json_string_value(json_object_get(j, "Subject")), NULL);
	status = json_string_value(json_object_get(j, "Status"));
	hit->open = status != NULL;
	for (i = 0; status && i < sizeof(closed) / sizeof(closed[0]); i++)
		hit->open = hit->open && strcmp(status, closed[i]);
	json_decref(j);
	for (long page = 1; page <= pages && page <= MAX_PAGES; page++) {
		bool ok = ir_ticket_request(t, "GET", NULL, &j,
					    API "/ticket/%s/attachments?fields=Filename&per_page="
						"100&page=%ld",
					    hit->id, page);

		pages = (long)json_integer_value(json_object_get(j, "pages"));
		json_array_foreach(json_object_get(j, "items"), i, item) ok =
			ok && read_attachment(t, hit, item);
		json_decref(j);
		if (!ok)
			return false;
	}
	return true;
}

static json_t *attachments(const struct ir_tracker *t)
{
	json_t *all = json_array();

	for (unsigned i = 0; i < t->nr_files; i++) {
		const struct ir_ticket_file *f = &t->files[i];
		char *bytes = f->there ? NULL : ir_base64(f->bytes, f->len);

		if (bytes)
			json_array_append_new(all,
					      json_pack("{s:s, s:s, s:s}", "FileName", f->name,
							"FileType", f->type, "FileContent", bytes));
		free(bytes);
	}
	return all;
}

static bool file(struct ir_tracker *t, const char *subject, const char *body, char ret_id[64])
{
	json_t *j = NULL;
	bool ok = ir_ticket_request(t, "POST",
				    json_pack("{s:s, s:s, s:s, s:s, s:o}", "Queue",
					      ir_ticket_setting(t, "project", ""), "Subject",
					      subject, "Content", body, "ContentType", "text/html",
					      "Attachments", attachments(t)),
				    &j, API "/ticket");

	ok = ok && ir_ticket_filed(t, j, "id", ret_id, "the new ticket has no number");
	json_decref(j);
	return ok;
}

static bool comment(struct ir_tracker *t, const char *id, const char *body)
{
	return ir_ticket_request(t, "POST",
				 json_pack("{s:s, s:s, s:o}", "Content", body, "ContentType",
					   "text/html", "Attachments", attachments(t)),
				 NULL, API "/ticket/%s/comment", id);
}

static bool fetch(struct ir_tracker *t, const char *file_id, size_t max, char **ret, size_t *len)
{
	struct ir_http h = {.method = "GET", .max = max * 2 + 65536};
	char *path = NULL;
	json_t *j = NULL;
	bool ok;

	if (asprintf(&path, API "/attachment/%s", file_id) < 0)
		return ir_ticket_fail(t, "not enough memory");
	h.path = path;
	ok = ir_http(t, &h);
	j = ok ? json_loadb(h.reply, h.len, 0, NULL) : NULL;
	if (ok)
		*ret = ir_unbase64(json_string_value(json_object_get(j, "Content")) ?: "", len);
	if (ok && !*ret)
		ok = ir_ticket_fail(t, "attachment %s cannot be read back", file_id);
	json_decref(j);
	ir_http_release(&h);
	free(path);
	return ok;
}

static bool close_ticket(struct ir_tracker *t, const char *id, const char *other)
{
	char text[128];

	snprintf(text, sizeof(text), "The same as ticket %s, filed at the same moment.", other);
	return ir_ticket_request(
		       t, "POST",
		       json_pack("{s:s, s:s}", "Content", text, "ContentType", "text/plain"), NULL,
		       API "/ticket/%s/comment", id) &&
	       ir_ticket_request(t, "PUT", json_pack("{s:s}", "Status", "rejected"), NULL,
				 API "/ticket/%s", id);
}

static void link_to(const struct ir_tracker *t, const char *id, char *buf, size_t size)
{
	snprintf(buf, size, "%s/Ticket/Display.html?id=%s", ir_ticket_setting(t, "url", ""), id);
}

const struct ir_ticket_system ir_ticket_rt = {
	.name = "rt",
	.title = "Request Tracker 5",
	.met = "5.0.3",
	.keys = "",
	.project = "queue",
	.auth = "Authorization: token %s",
	.markup = IR_MARKUP_HTML,
	.max_file = 10000000, /* RT's own default */
	.atomic = true,
	.check = check,
	.limit = limit,
	.search = search,
	.read_ticket = read_ticket,
	.file = file,
	.comment = comment,
	.fetch = fetch,
	.close = close_ticket,
	.link = link_to,
};

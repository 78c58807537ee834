// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Bugzilla 5, REST, as its documentation has it (api/core/v1). Never met a live server: see
 * docs/tickets.md. Text and attachments are separate requests; comments cannot be taken back.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "triage/ticket/ticket_base64.h"
#include "triage/ticket/ticket_config.h"
#include "triage/ticket/ticket_request.h"
#include "triage/ticket/ticket_tracker.h"

static const char *product(const struct ir_tracker *t)
{
	return ir_ticket_setting(t, "project", "");
}

static bool check(struct ir_tracker *t)
{
	char *name = ir_url_encode(product(t));
	json_t *j = NULL;
	bool ok;

	if (!ir_ticket_setting(t, "component", NULL)) {
		free(name);
		return ir_ticket_fail(t,
				      "component: Bugzilla wants one (component in tickets.ini)");
	}
	ok = ir_ticket_request(t, "GET", NULL, NULL, "/rest/whoami") &&
	     ir_ticket_find(t, &j, "/rest/product?names=%s&include_fields=id,name", name);
	if (ok && !json_array_size(json_object_get(j, "products")))
		ok = ir_ticket_fail(t,
				    "project: there is no product %s, or the token's owner may not "
				    "see it",
				    product(t));
	json_decref(j);
	free(name);
	return ok;
}

static bool limit(struct ir_tracker *t)
{
	const char *value;
	json_t *j = NULL;
	unsigned long kib;

	if (!ir_ticket_request(t, "GET", NULL, &j, "/rest/parameters"))
		return false;
	value = json_string_value(
		json_object_get(json_object_get(j, "parameters"), "maxattachmentsize"));
	kib = value ? strtoul(value, NULL, 10) : 0;
	if (kib) {
		t->max_file = kib * 1024;
		t->max_told = true;
	}
	json_decref(j);
	return true;
}

/* Texts cannot be searched for; the ticket's summary has the signature, its comments the mark. */
static bool search(struct ir_tracker *t, const char *text)
{
	char *name, *q;
	json_t *j = NULL;
	bool ok;

	if (text == t->mark)
		return true;
	name = ir_url_encode(product(t));
	q = ir_url_encode(text);
	ok = ir_ticket_request(t, "GET", NULL, &j,
			       "/rest/bug?product=%s&summary=%s&include_fields=id", name, q);
	ir_tracker_hits(t, json_object_get(j, "bugs"), "id");
	json_decref(j);
	free(name);
	free(q);
	return ok;
}

static bool read_comments(struct ir_tracker *t, struct ir_ticket_hit *hit)
{
	const json_t *item;
	json_t *j = NULL;
	char id[24];
	size_t i;

	if (!ir_ticket_request(t, "GET", NULL, &j, "/rest/bug/%s/comment", hit->id))
		return false;
	json_array_foreach(
		json_object_get(json_object_get(json_object_get(j, "bugs"), hit->id), "comments"),
		i, item)
	{
		ir_id_of(json_object_get(item, "id"), id, sizeof(id));
		/* Number 0 is the bug's own text. */
		ir_hit_text(t, hit, json_string_value(json_object_get(item, "text")),
			    json_integer_value(json_object_get(item, "count")) ? id : "");
	}
	json_decref(j);
	return true;
}

static bool read_ticket(struct ir_tracker *t, struct ir_ticket_hit *hit)
{
	const json_t *bug;
	json_t *j = NULL;

	if (!ir_ticket_find(t, &j, "/rest/bug/%s?include_fields=id,summary,is_open", hit->id))
		return false;
	bug = json_array_get(json_object_get(j, "bugs"), 0);
	if (!bug) {
		json_decref(j);
		return ir_ticket_missing(t, "bug", hit->id);
	}
	hit->open = json_is_true(json_object_get(bug, "is_open"));
	ir_hit_text(t, hit, json_string_value(json_object_get(bug, "summary")), NULL);
	json_decref(j);
	if (!read_comments(t, hit) ||
	    !ir_ticket_request(t, "GET", NULL, &j,
			       "/rest/bug/%s/attachment?include_fields=id,file_name", hit->id))
		return false;
	ir_hit_files(t, hit, json_object_get(json_object_get(j, "bugs"), hit->id), "id",
		     "file_name");
	json_decref(j);
	return true;
}

static bool file(struct ir_tracker *t, const char *subject, const char *body, char ret_id[64])
{
	json_t *j = NULL;
	bool ok = ir_ticket_request(
		t, "POST",
		json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "product", product(t), "component",
			  ir_ticket_setting(t, "component", ""), "version",
			  ir_ticket_setting(t, "version", "unspecified"), "summary", subject,
			  "description", body, "op_sys", "Linux", "platform",
			  ir_ticket_setting(t, "platform", "All")),
		&j, "/rest/bug");

	ok = ok && ir_ticket_filed(t, j, "id", ret_id, "the new bug has no number");
	json_decref(j);
	return ok;
}

static bool comment(struct ir_tracker *t, const char *id, const char *body)
{
	return ir_ticket_request(t, "POST", json_pack("{s:s}", "comment", body), NULL,
				 "/rest/bug/%s/comment", id);
}

static bool attach(struct ir_tracker *t, const char *id, const struct ir_ticket_file *f)
{
	char *bytes = ir_base64(f->bytes, f->len);
	bool ok = bytes && ir_ticket_request(t, "POST",
					     json_pack("{s:[s], s:s, s:s, s:s, s:s}", "ids", id,
						       "data", bytes, "file_name", f->name,
						       "summary", f->name, "content_type", f->type),
					     NULL, "/rest/bug/%s/attachment", id);

	free(bytes);
	return ok;
}

static bool fetch(struct ir_tracker *t, const char *file_id, size_t max, char **ret, size_t *len)
{
	json_t *j = NULL;
	const char *data;
	bool ok;

	(void)max; /* 16 MiB of reply are enough for anything Bugzilla takes by default */
	if (!ir_ticket_request(t, "GET", NULL, &j, "/rest/bug/attachment/%s?include_fields=data",
			       file_id))
		return false;
	data = json_string_value(json_object_get(
		json_object_get(json_object_get(j, "attachments"), file_id), "data"));
	*ret = data ? ir_unbase64(data, len) : NULL;
	ok = *ret != NULL;
	json_decref(j);
	return ok ? true : ir_ticket_fail(t, "attachment %s cannot be read back", file_id);
}

static bool close_bug(struct ir_tracker *t, const char *id, const char *other)
{
	return ir_ticket_request(t, "PUT", json_pack("{s:I}", "dupe_of", (json_int_t)atoll(other)),
				 NULL, "/rest/bug/%s", id);
}

static void link_to(const struct ir_tracker *t, const char *id, char *buf, size_t size)
{
	snprintf(buf, size, "%s/show_bug.cgi?id=%s", ir_ticket_setting(t, "url", ""), id);
}

/* The documentation wants both on every request. */
static const char *const headers[] = {
	"Accept: application/json",
	"Content-Type: application/json",
	NULL,
};

const struct ir_ticket_system ir_ticket_bugzilla = {
	.name = "bugzilla",
	.title = "Bugzilla 5",
	.keys = "component version platform",
	.project = "product",
	.auth = "X-BUGZILLA-API-KEY: %s",
	.headers = headers,
	.markup = IR_MARKUP_TEXT,
	.max_comment = 65535,
	.max_file = 1000 * 1024, /* Bugzilla's own default */
	.check = check,
	.limit = limit,
	.search = search,
	.read_ticket = read_ticket,
	.file = file,
	.comment = comment,
	.attach = attach,
	.fetch = fetch,
	.close = close_bug,
	.link = link_to,
};

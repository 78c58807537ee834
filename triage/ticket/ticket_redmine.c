// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Redmine 5, REST. Files are uploaded first; the one request that then files the issue, or adds the
 * note, attaches them. The mark is found by Redmine's own search, which also reads notes.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "triage/ticket/ticket_config.h"
#include "triage/ticket/ticket_http.h"
#include "triage/ticket/ticket_request.h"
#include "triage/ticket/ticket_tracker.h"

static bool check(struct ir_tracker *t)
{
	const char *project = ir_ticket_setting(t, "project", "");
	char *name = ir_url_encode(project);
	json_t *j = NULL;
	bool ok = ir_ticket_request(t, "GET", NULL, NULL, "/users/current.json") &&
		  ir_ticket_find(t, &j, "/projects/%s.json", name);

	if (ok && !j)
		ok = ir_ticket_fail(
			t,
			"project: there is no project %s (its identifier is wanted, not "
			"its name), or the token's owner may not see it",
			project);
	json_decref(j);
	free(name);
	return ok;
}

static bool search(struct ir_tracker *t, const char *text)
{
	char *q = ir_url_encode(text),
	     *project = ir_url_encode(ir_ticket_setting(t, "project", ""));
	const json_t *item;
	json_t *j = NULL;
	size_t i;
	bool ok;

	/* The mark anywhere, the signature in this project. */
	if (text == t->mark)
		ok = ir_ticket_request(
			t, "GET", NULL, &j,
			"/search.json?scope=all&issues=1&attachments=1&limit=100&q=%s", q);
	else
		ok = ir_ticket_request(t, "GET", NULL, &j,
				       "/projects/%s/search.json?issues=1&limit=100&q=%s", project,
				       q);
	json_array_foreach(json_object_get(j, "results"), i, item)
	{
		const char *url = json_string_value(json_object_get(item, "url"));
		const char *at = url ? strstr(url, "/issues/") : NULL;
		char id[24] = "";

		if (at)
			snprintf(id, sizeof(id), "%.*s", (int)strspn(at + 8, "0123456789"), at + 8);
		ir_tracker_hit(t, id);
	}
	json_decref(j);
	free(project);
	free(q);
	return ok;
}

static bool read_ticket(struct ir_tracker *t, struct ir_ticket_hit *hit)
{
	const json_t *issue;
	json_t *j = NULL;

	if (!ir_ticket_find(t, &j, "/issues/%s.json?include=journals,attachments", hit->id))
		return false;
	issue = json_object_get(j, "issue");
	if (!issue) {
		json_decref(j);
		return ir_ticket_missing(t, "issue", hit->id);
	}
	hit->open = json_is_false(json_object_get(json_object_get(issue, "status"), "is_closed"));
	ir_hit_text(t, hit, json_string_value(json_object_get(issue, "subject")), NULL);
	ir_hit_text(t, hit, json_string_value(json_object_get(issue, "description")), "");
	ir_hit_texts(t, hit, json_object_get(issue, "journals"), "id", "notes");
	ir_hit_files(t, hit, json_object_get(issue, "attachments"), "id", "filename");
	json_decref(j);
	return true;
}

static bool upload(struct ir_tracker *t, const struct ir_ticket_file *f, json_t *list)
{
	struct ir_http h = {.method = "POST",
			    .type = "application/octet-stream",
			    .body = f->bytes,
			    .body_len = f->len};
	char *path = NULL;
	const char *token;
	json_t *j = NULL;
	bool ok;

	if (asprintf(&path, "/uploads.json?filename=%s", f->name) < 0)
		return ir_ticket_fail(t, "not enough memory");
	h.path = path;
	ok = ir_http(t, &h);
	if (!ok && h.status == 422 && strlen(t->error) + 60 < sizeof(t->error))
		strcat(t->error, "; nothing was posted");
	j = ok ? json_loadb(h.reply, h.len, 0, NULL) : NULL;
	token = json_string_value(json_object_get(json_object_get(j, "upload"), "token"));
	if (token)
		json_array_append_new(list, json_pack("{s:s, s:s, s:s}", "token", token, "filename",
						      f->name, "content_type", f->type));
	else if (ok)
		ok = ir_ticket_fail(t, "the upload of %s got no token", f->name);
	json_decref(j);
	ir_http_release(&h);
	free(path);
	return ok;
}

static json_t *uploads(struct ir_tracker *t)
{
	json_t *list = json_array();

	for (unsigned i = 0; i < t->nr_files; i++) {
		if (t->files[i].there || upload(t, &t->files[i], list))
			continue;
		json_decref(list);
		return NULL;
	}
	return list;
}

static bool file(struct ir_tracker *t, const char *subject, const char *body, char ret_id[64])
{
	const char *tracker = ir_ticket_setting(t, "tracker-id", NULL);
	json_t *list = uploads(t), *issue, *j = NULL;
	bool ok;

	if (!list)
		return false;
	issue = json_pack("{s:s, s:s, s:s, s:o}", "project_id", ir_ticket_setting(t, "project", ""),
			  "subject", subject, "description", body, "uploads", list);
	if (tracker)
		json_object_set_new(issue, "tracker_id", json_string(tracker));
	ok = ir_ticket_request(t, "POST", json_pack("{s:o}", "issue", issue), &j, "/issues.json");
	ok = ok && ir_ticket_filed(t, json_object_get(j, "issue"), "id", ret_id,
				   "the new issue has no number");
	json_decref(j);
	return ok;
}

static bool comment(struct ir_tracker *t, const char *id, const char *body)
{
	json_t *list = uploads(t);

	return list && ir_ticket_request(
			       t, "PUT",
			       json_pack("{s:{s:s, s:o}}", "issue", "notes", body, "uploads", list),
			       NULL, "/issues/%s.json", id);
}

static bool fetch(struct ir_tracker *t, const char *file_id, size_t max, char **ret, size_t *len)
{
	char path[64];

	snprintf(path, sizeof(path), "/attachments/download/%.20s", file_id);
	return ir_ticket_download(t, path, max, ret, len);
}

static bool withdraw(struct ir_tracker *t, const char *id, const struct ir_ticket_post *post)
{
	(void)id;
	return post->id[0] &&
	       ir_ticket_request(t, "PUT", json_pack("{s:{s:s}}", "journal", "notes", ""), NULL,
				 "/journals/%s.json", post->id);
}

static bool close_issue(struct ir_tracker *t, const char *id, const char *other)
{
	const json_t *item;
	json_t *j = NULL;
	char text[128];
	json_int_t closed = 0;
	size_t i;

	if (!ir_ticket_request(t, "GET", NULL, &j, "/issue_statuses.json"))
		return false;
	json_array_foreach(json_object_get(j, "issue_statuses"), i, item)
	{
		if (json_is_true(json_object_get(item, "is_closed")))
			closed = json_integer_value(json_object_get(item, "id"));
	}
	json_decref(j);
	if (!closed)
		return ir_ticket_fail(t, "this Redmine has no status that closes issue %s", id);
	snprintf(text, sizeof(text), "The same as issue %s, filed at the same moment.", other);
	return ir_ticket_request(
		t, "PUT", json_pack("{s:{s:I, s:s}}", "issue", "status_id", closed, "notes", text),
		NULL, "/issues/%s.json", id);
}

static void link_to(const struct ir_tracker *t, const char *id, char *buf, size_t size)
{
	snprintf(buf, size, "%s/issues/%s", ir_ticket_setting(t, "url", ""), id);
}

const struct ir_ticket_system ir_ticket_redmine = {
	.name = "redmine",
	.title = "Redmine 5",
	.met = "5.0.4",
	.keys = "tracker-id",
	.project = "project's identifier",
	.auth = "X-Redmine-API-Key: %s",
	.markup = IR_MARKUP_TEXTILE, /* Redmine's default up to version 5 */
	.max_comment = 65535,	     /* where the database is MySQL */
	.max_file = 5 * 1024 * 1024, /* Redmine's own default */
	.atomic = true,
	.check = check,
	.search = search,
	.read_ticket = read_ticket,
	.file = file,
	.comment = comment,
	.fetch = fetch,
	.withdraw = withdraw,
	.close = close_issue,
	.link = link_to,
};

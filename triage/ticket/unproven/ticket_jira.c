// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Jira Server and Data Center, REST 2, as its documentation has it. Never met a live server: see
 * docs/tickets.md. With the setting `user` the token goes as that user's password.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "triage/ticket/ticket_config.h"
#include "triage/ticket/ticket_http.h"
#include "triage/ticket/ticket_request.h"
#include "triage/ticket/ticket_tracker.h"

#define API	  "/rest/api/2"
#define MAX_PAGES 30

static const char *project(const struct ir_tracker *t)
{
	return ir_ticket_setting(t, "project", "");
}

static bool check(struct ir_tracker *t)
{
	const char *key = project(t);
	json_t *j = NULL;
	bool ok;

	if (strspn(key, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") != strlen(key))
		return ir_ticket_fail(t, "project: %s is no key of a project (ABC)", key);
	ok = ir_ticket_request(t, "GET", NULL, NULL, API "/myself") &&
	     ir_ticket_find(t, &j, API "/project/%s", key);
	if (ok && !j)
		ok = ir_ticket_fail(t,
				    "project: there is no project %s, or the token's owner may not "
				    "see it",
				    key);
	json_decref(j);
	return ok;
}

static bool limit(struct ir_tracker *t)
{
	json_t *j = NULL;
	json_int_t max;

	if (!ir_ticket_request(t, "GET", NULL, &j, API "/attachment/meta"))
		return false;
	max = json_integer_value(json_object_get(j, "uploadLimit"));
	if (json_is_false(json_object_get(j, "enabled"))) {
		json_decref(j);
		return ir_ticket_fail(t, "this Jira takes no attachments");
	}
	json_decref(j);
	if (max > 0) {
		t->max_file = (size_t)max;
		t->max_told = true;
	}
	return true;
}

static bool search(struct ir_tracker *t, const char *text)
{
	const char *word = strrchr(text, '/') ? strrchr(text, '/') + 1 : text;
	char *jql = NULL, *q;
	json_t *j = NULL;
	bool ok;

	/* The hash at the signature's end is a word; what stands before it is syntax to Jira. */
	if (asprintf(&jql, "project = \"%s\" AND %s ~ \"%s\" ORDER BY key ASC", project(t),
		     text == t->mark ? "text" : "summary", word) < 0)
		return ir_ticket_fail(t, "not enough memory");
	q = ir_url_encode(jql);
	ok = ir_ticket_request(t, "GET", NULL, &j,
			       API "/search?fields=summary&maxResults=100&jql=%s", q);
	ir_tracker_hits(t, json_object_get(j, "issues"), "key");
	json_decref(j);
	free(jql);
	free(q);
	return ok;
}

static bool read_comments(struct ir_tracker *t, struct ir_ticket_hit *hit)
{
	json_int_t start = 0, total = 1;

	for (unsigned page = 0; page < MAX_PAGES && start < total; page++) {
		const json_t *all;
		json_t *j = NULL;

		if (!ir_ticket_request(t, "GET", NULL, &j,
				       API "/issue/%s/comment?maxResults=100&startAt=%lld", hit->id,
				       (long long)start))
			return false;
		all = json_object_get(j, "comments");
		total = json_integer_value(json_object_get(j, "total"));
		ir_hit_texts(t, hit, all, "id", "body");
		start += (json_int_t)json_array_size(all);
		if (!json_array_size(all))
			total = 0;
		json_decref(j);
	}
	return true;
}

static bool read_ticket(struct ir_tracker *t, struct ir_ticket_hit *hit)
{
	const json_t *fields, *item;
	const char *category;
	json_t *j = NULL;
	size_t i;

	if (!ir_ticket_find(t, &j, API "/issue/%s?fields=summary,description,status,attachment",
			    hit->id))
		return false;
	fields = json_object_get(j, "fields");
	if (!fields) {
		json_decref(j);
		return ir_ticket_missing(t, "issue", hit->id);
	}
	category = json_string_value(json_object_get(
		json_object_get(json_object_get(fields, "status"), "statusCategory"), "key"));
	hit->open = category && strcmp(category, "done");
	ir_hit_text(t, hit, json_string_value(json_object_get(fields, "summary")), NULL);
	ir_hit_text(t, hit, json_string_value(json_object_get(fields, "description")), "");
	json_array_foreach(json_object_get(fields, "attachment"), i, item)
	{
		const char *content = json_string_value(json_object_get(item, "content"));

		if (content && strlen(content) < sizeof(hit->file_id[0]))
			ir_hit_file(t, hit, json_string_value(json_object_get(item, "filename")),
				    content);
	}
	json_decref(j);
	return read_comments(t, hit);
}

static bool file(struct ir_tracker *t, const char *subject, const char *body, char ret_id[64])
{
	json_t *j = NULL;
	bool ok = ir_ticket_request(t, "POST",
				    json_pack("{s:{s:{s:s}, s:{s:s}, s:s, s:s}}", "fields",
					      "project", "key", project(t), "issuetype", "name",
					      ir_ticket_setting(t, "issue-type", "Bug"), "summary",
					      subject, "description", body),
				    &j, API "/issue");

	ok = ok && ir_ticket_filed(t, j, "key", ret_id, "the new issue has no key");
	json_decref(j);
	return ok;
}

static bool comment(struct ir_tracker *t, const char *id, const char *body)
{
	return ir_ticket_request(t, "POST", json_pack("{s:s}", "body", body), NULL,
				 API "/issue/%s/comment", id);
}

static bool attach(struct ir_tracker *t, const char *id, const struct ir_ticket_file *f)
{
	struct ir_http h = {.method = "POST", .form = f};
	char path[160];
	bool ok;

	snprintf(path, sizeof(path), API "/issue/%.64s/attachments", id);
	h.path = path;
	ok = ir_http(t, &h);
	ir_http_release(&h);
	return ok;
}

static bool fetch(struct ir_tracker *t, const char *file_id, size_t max, char **ret, size_t *len)
{
	const char *url = ir_ticket_setting(t, "url", "");
	size_t n = strlen(url);

	/* The address is the server's own word: the token goes nowhere else. */
	if (strncmp(file_id, url, n) || file_id[n] != '/')
		return ir_ticket_fail(
			t,
			"an attachment lies elsewhere (%.100s): it was sent, and cannot "
			"be read back",
			file_id);
	return ir_ticket_download(t, file_id + n, max, ret, len);
}

static bool withdraw(struct ir_tracker *t, const char *id, const struct ir_ticket_post *post)
{
	return post->id[0] &&
	       ir_ticket_request(t, "DELETE", NULL, NULL, API "/issue/%s/comment/%s", id, post->id);
}

static void link_to(const struct ir_tracker *t, const char *id, char *buf, size_t size)
{
	snprintf(buf, size, "%s/browse/%s", ir_ticket_setting(t, "url", ""), id);
}

/* Or it takes a form for a forged one. */
static const char *const headers[] = {"Accept: */*", "X-Atlassian-Token: no-check", NULL};

const struct ir_ticket_system ir_ticket_jira = {
	.name = "jira",
	.title = "Jira",
	.keys = "issue-type",
	.project = "project's key",
	.auth = "Authorization: Bearer %s",
	.headers = headers,
	.markup = IR_MARKUP_JIRA,
	.max_comment = 32767,	      /* Jira's own default */
	.max_file = 10 * 1024 * 1024, /* Jira's own default */
	.check = check,
	.limit = limit,
	.search = search,
	.read_ticket = read_ticket,
	.file = file,
	.comment = comment,
	.attach = attach,
	.fetch = fetch,
	.withdraw = withdraw,
	.link = link_to,
};

// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * GitHub issues, REST of 2022-11-28, as its documentation has it. Never met a live server: see
 * docs/tickets.md. Comments only: there is no interface for attachments. The search index lags
 * behind, so the newest issues are looked through as well.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "triage/ticket/ticket_config.h"
#include "triage/ticket/ticket_request.h"
#include "triage/ticket/ticket_tracker.h"

#define MAX_PAGES 30

static const char *repo(const struct ir_tracker *t)
{
	return ir_ticket_setting(t, "project", "");
}

static bool check(struct ir_tracker *t)
{
	const char *name = repo(t), *slash = strchr(name, '/');
	json_t *j = NULL;
	bool ok;

	if (!slash || strchr(slash + 1, '/') || strpbrk(name, "?# %\""))
		return ir_ticket_fail(t, "project: %s is not OWNER/REPOSITORY", name);
	ok = ir_ticket_find(t, &j, "/repos/%s", name);
	if (ok && !j)
		ok = ir_ticket_fail(t,
				    "project: there is no repository %s, or the token's owner may "
				    "not see it",
				    name);
	if (ok && json_is_false(json_object_get(j, "has_issues")))
		ok = ir_ticket_fail(t, "project: %s has no issues", name);
	json_decref(j);
	return ok;
}

static void take_numbers(struct ir_tracker *t, const json_t *issues, const char *text)
{
	const json_t *item;
	char id[24];
	size_t i;

	json_array_foreach(issues, i, item)
	{
		const char *title = json_string_value(json_object_get(item, "title"));
		const char *body = json_string_value(json_object_get(item, "body"));

		if (json_object_get(item, "pull_request") ||
		    (text && !(title && strstr(title, text)) && !(body && strstr(body, text))))
			continue;
		ir_id_of(json_object_get(item, "number"), id, sizeof(id));
		ir_tracker_hit(t, id);
	}
}

static bool search(struct ir_tracker *t, const char *text)
{
	char *query = NULL, *q;
	json_t *j = NULL;
	bool ok;

	if (asprintf(&query, "\"%s\" repo:%s is:issue", text, repo(t)) < 0)
		return ir_ticket_fail(t, "not enough memory");
	q = ir_url_encode(query);
	ok = ir_ticket_request(t, "GET", NULL, &j, "/search/issues?per_page=100&q=%s", q);
	if (ok)
		take_numbers(t, json_object_get(j, "items"), NULL);
	json_decref(j);
	free(query);
	free(q);
	if (!ok)
		return false;
	ok = ir_ticket_request(
		t, "GET", NULL, &j,
		"/repos/%s/issues?state=all&sort=created&direction=desc&per_page=100", repo(t));
	if (ok)
		take_numbers(t, j, text);
	json_decref(j);
	return ok;
}

static bool read_comments(struct ir_tracker *t, struct ir_ticket_hit *hit)
{
	for (unsigned page = 1; page <= MAX_PAGES; page++) {
		json_t *j = NULL;
		size_t nr;

		if (!ir_ticket_request(t, "GET", NULL, &j,
				       "/repos/%s/issues/%s/comments?per_page=100&page=%u", repo(t),
				       hit->id, page))
			return false;
		nr = json_array_size(j);
		ir_hit_texts(t, hit, j, "id", "body");
		json_decref(j);
		if (nr < 100)
			break;
	}
	return true;
}

static bool read_ticket(struct ir_tracker *t, struct ir_ticket_hit *hit)
{
	json_t *j = NULL;

	if (!ir_ticket_find(t, &j, "/repos/%s/issues/%s", repo(t), hit->id))
		return false;
	if (!j)
		return ir_ticket_missing(t, "issue", hit->id);
	hit->open = !strcmp(json_string_value(json_object_get(j, "state")) ?: "", "open");
	ir_hit_text(t, hit, json_string_value(json_object_get(j, "title")), NULL);
	ir_hit_text(t, hit, json_string_value(json_object_get(j, "body")), "");
	json_decref(j);
	return read_comments(t, hit);
}

static bool file(struct ir_tracker *t, const char *subject, const char *body, char ret_id[64])
{
	json_t *j = NULL;
	bool ok = ir_ticket_request(t, "POST",
				    json_pack("{s:s, s:s}", "title", subject, "body", body), &j,
				    "/repos/%s/issues", repo(t));

	ok = ok && ir_ticket_filed(t, j, "number", ret_id, "the new issue has no number");
	json_decref(j);
	return ok;
}

static bool comment(struct ir_tracker *t, const char *id, const char *body)
{
	return ir_ticket_request(t, "POST", json_pack("{s:s}", "body", body), NULL,
				 "/repos/%s/issues/%s/comments", repo(t), id);
}

static bool withdraw(struct ir_tracker *t, const char *id, const struct ir_ticket_post *post)
{
	(void)id;
	return post->id[0] && ir_ticket_request(t, "DELETE", NULL, NULL,
						"/repos/%s/issues/comments/%s", repo(t), post->id);
}

static bool close_issue(struct ir_tracker *t, const char *id, const char *other)
{
	char text[128];

	snprintf(text, sizeof(text), "The same as #%s, filed at the same moment.", other);
	return comment(t, id, text) && ir_ticket_request(t, "PATCH",
							 json_pack("{s:s, s:s}", "state", "closed",
								   "state_reason", "not_planned"),
							 NULL, "/repos/%s/issues/%s", repo(t), id);
}

static void link_to(const struct ir_tracker *t, const char *id, char *buf, size_t size)
{
	const char *url = ir_ticket_setting(t, "url", "");
	const char *api = strstr(url, "/api/v3");

	if (!strcmp(url, "https://api.github.com"))
		snprintf(buf, size, "https://github.com/%s/issues/%s", repo(t), id);
	else
		snprintf(buf, size, "%.*s/%s/issues/%s", (int)(api ? api - url : (long)strlen(url)),
			 url, repo(t), id);
}

static const char *const headers[] = {
	"Accept: application/vnd.github+json",
	"X-GitHub-Api-Version: 2022-11-28",
	NULL,
};

const struct ir_ticket_system ir_ticket_github = {
	.name = "github",
	.title = "GitHub issues",
	.keys = "",
	.url = "https://api.github.com",
	.project = "repository (OWNER/NAME)",
	.auth = "Authorization: Bearer %s",
	.headers = headers,
	.markup = IR_MARKUP_MARKDOWN,
	.max_comment = 65536,
	.max_file = 0,
	.check = check,
	.search = search,
	.read_ticket = read_ticket,
	.file = file,
	.comment = comment,
	.withdraw = withdraw,
	.close = close_issue,
	.link = link_to,
};

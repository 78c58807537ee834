// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What ticket servers answer. A byte chooses the system, and each line is a reply: a digit for the status (2 is 200, 4 is 404, ...), and
 * the body. When there are no more replies, none come.
 */
#include "tests/fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "triage/ticket/ticket_http.h"
#include "triage/ticket/ticket_mark.h"
#include "triage/ticket/ticket_systems.h"
#include "triage/ticket/ticket_tracker.h"

static const char *replies;

/* Instead of those of ticket_http.c */
bool ir_http(struct ir_tracker *t, struct ir_http *h)
{
	size_t len = strcspn(replies, "\n");

	h->status = 0;
	h->reply = NULL;
	h->len = 0;
	if (!len)
		return ir_ticket_fail(t, "no reply");
	h->status = *replies == '2' ? 200 : *replies == '4' ? 404 : 500;
	h->len = len - 1 < (h->max ? h->max : 65536) ? len - 1 : h->max ? h->max : 65536;
	h->reply = strndup(replies + 1, h->len);
	if (!h->reply)
		abort();
	replies += len + (replies[len] == '\n');
	return h->status == 200 || (h->status == 404 && h->missing) || ir_ticket_fail(t, "status %ld: %.200s", h->status, h->reply);
}

bool ir_http_wait(struct ir_tracker *t, unsigned attempt)
{
	(void)t;
	return attempt < 3;
}

void ir_http_release(struct ir_http *h)
{
	free(h->reply);
	h->reply = NULL;
}

static bool set(struct ir_tracker *t, const char *key, const char *value)
{
	t->settings[t->nr_settings].key = strdup(key);
	t->settings[t->nr_settings++].value = strdup(value);
	return true;
}

/* All that a post does, whatever came of what was before */
static void talk(struct ir_tracker *t, struct ir_ticket_hit *hit)
{
	const struct ir_ticket_system *s = t->sys;
	char id[64] = "", *bytes = NULL, link[600];
	size_t len = 0;

	(void)s->check(t);
	(void)(s->limit && s->limit(t));
	(void)s->search(t, t->mark);
	(void)s->search(t, t->signature);
	*hit = t->nr_hits ? t->hits[0] : (struct ir_ticket_hit){.id = "1"};
	(void)s->read_ticket(t, hit);
	s->link(t, hit->id, link, sizeof(link));
	fuzz_plain_check("link", link);
	if (s->file(t, "subject", "body", id) && (!*id || strspn(id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") != strlen(id)))
		fuzz_wrong("server", "an id that goes into addresses: %s", id);
	(void)s->comment(t, hit->id, "body");
	(void)(s->attach && s->attach(t, hit->id, &t->files[0]));
	for (unsigned i = 0; i < t->nr_files; i++) {
		if (s->fetch && hit->file_id[i][0] && s->fetch(t, hit->file_id[i], 4096, &bytes, &len))
			free(bytes);
		bytes = NULL;
	}
	(void)(s->withdraw && hit->marked && s->withdraw(t, hit->id, &hit->posts[0]));
	(void)(s->close && s->close(t, hit->id, "2"));
}

int fuzz_one(const uint8_t *data, size_t size)
{
	static struct ir_tracker t;
	static struct ir_ticket_hit hit;
	char *text;
	unsigned nr = 0;

	if (!size)
		return -1;
	text = fuzz_string(data + 1, size - 1);
	replies = text;
	memset(&t, 0, sizeof(t));
	memset(&hit, 0, sizeof(hit));
	while (ir_ticket_system_at(nr))
		nr++;
	snprintf(t.name, sizeof(t.name), "%s", ir_ticket_system_at(data[0] % nr)->name);
	set(&t, "url", "https://tickets.example");
	set(&t, "project", "group/project");
	t.token = strdup("secret");
	snprintf(t.mark, sizeof(t.mark), "0123456789abcdef0123456789abcdef");
	t.signature = "xfs-reinit-race/in-window/c679030c4d39cbdf";
	t.files[0] = (struct ir_ticket_file){.name = "inoderace.json", .type = "application/json", .bytes = (char *)(uintptr_t) "{}", .len = 2};
	t.nr_files = 1;
	fuzz_start();
	if (!ir_ticket_complete(&t))
		fuzz_wrong("server", "%s", t.error);
	talk(&t, &hit);
	fuzz_stop();
	if (t.nr_hits > IR_TICKET_HITS || hit.marked > 1u << 20)
		fuzz_wrong("server", "%u hits", t.nr_hits);
	if (strstr(t.error, "secret"))
		fuzz_wrong("server", "the token is told: %s", t.error);
	for (unsigned i = 0; i < t.nr_settings; i++) {
		free(t.settings[i].key);
		free(t.settings[i].value);
	}
	free(t.token);
	free(text);
	return 0;
}

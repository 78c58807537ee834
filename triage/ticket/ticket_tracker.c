// SPDX-License-Identifier: GPL-2.0-or-later
/* What all ticket systems need: telling what went wrong, and keeping what was found. */
#include "triage/ticket/ticket_tracker.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A server may repeat what it was sent. */
static void hide(char *text, const char *secret)
{
	size_t len = secret ? strlen(secret) : 0;
	char *at = text;

	while (len > 3 && (at = strstr(at, secret)))
		memset(at, '*', len);
}

bool ir_ticket_fail(struct ir_tracker *t, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(t->error, sizeof(t->error), fmt, ap);
	va_end(ap);
	hide(t->error, t->token);
	for (char *c = t->error; *c; c++) {
		if (*c < ' ' || *c > '~')
			*c = *c == '\n' ? ' ' : '?';
	}
	return false;
}

void ir_tracker_hit(struct ir_tracker *t, const char *id)
{
	if (!*id)
		return;
	for (unsigned i = 0; i < t->nr_hits; i++) {
		if (!strcmp(t->hits[i].id, id))
			return;
	}
	if (t->nr_hits == IR_TICKET_HITS) {
		t->more_hits = true;
		return;
	}
	memset(&t->hits[t->nr_hits], 0, sizeof(t->hits[0]));
	snprintf(t->hits[t->nr_hits++].id, sizeof(t->hits[0].id), "%s", id);
}

void ir_tracker_hits(struct ir_tracker *t, const json_t *all, const char *key)
{
	char id[sizeof(t->hits[0].id)];
	const json_t *item;
	size_t i;

	json_array_foreach(all, i, item)
	{
		ir_id_of(json_object_get(item, key), id, sizeof(id));
		ir_tracker_hit(t, id);
	}
}

void ir_hit_text(const struct ir_tracker *t, struct ir_ticket_hit *hit, const char *text,
		 const char *post)
{
	if (!text)
		return;
	if (t->signature && strstr(text, t->signature))
		hit->signed_ = true;
	for (unsigned i = 0; i < t->nr_versions; i++)
		hit->signed_ |= strstr(text, t->versions[i]) != NULL;
	if (!post || !strstr(text, t->mark))
		return;
	if (hit->marked < sizeof(hit->posts) / sizeof(hit->posts[0]))
		snprintf(hit->posts[hit->marked].id, sizeof(hit->posts[0].id), "%s", post);
	hit->marked++;
}

void ir_hit_file(const struct ir_tracker *t, struct ir_ticket_hit *hit, const char *name,
		 const char *file_id)
{
	for (unsigned i = 0; name && i < t->nr_files; i++) {
		if (!strcmp(name, t->files[i].name) && !hit->file_id[i][0])
			snprintf(hit->file_id[i], sizeof(hit->file_id[i]), "%s", file_id);
	}
}

void ir_id_of(const json_t *j, char *buf, size_t size)
{
	const char *s = json_string_value(j);

	buf[0] = 0;
	if (json_is_integer(j))
		snprintf(buf, size, "%lld", (long long)json_integer_value(j));
	/* It becomes a part of addresses. */
	else if (s && *s && strlen(s) < size &&
		 strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") ==
			 strlen(s))
		strcpy(buf, s);
}

void ir_hit_texts(const struct ir_tracker *t, struct ir_ticket_hit *hit, const json_t *all,
		  const char *id, const char *text)
{
	char post[sizeof(hit->posts[0].id)];
	const json_t *item;
	size_t i;

	json_array_foreach(all, i, item)
	{
		ir_id_of(json_object_get(item, id), post, sizeof(post));
		ir_hit_text(t, hit, json_string_value(json_object_get(item, text)), post);
	}
}

void ir_hit_files(const struct ir_tracker *t, struct ir_ticket_hit *hit, const json_t *all,
		  const char *id, const char *name)
{
	char file[24];
	const json_t *item;
	size_t i;

	json_array_foreach(all, i, item)
	{
		ir_id_of(json_object_get(item, id), file, sizeof(file));
		ir_hit_file(t, hit, json_string_value(json_object_get(item, name)), file);
	}
}

bool ir_ticket_missing(struct ir_tracker *t, const char *what, const char *id)
{
	return ir_ticket_fail(t, "there is no %s %s, or the token's owner may not see it", what,
			      id);
}

bool ir_ticket_filed(struct ir_tracker *t, const json_t *reply, const char *key, char ret_id[64],
		     const char *none)
{
	ir_id_of(json_object_get(reply, key), ret_id, 64);
	return *ret_id ? true : ir_ticket_fail(t, "%s", none);
}

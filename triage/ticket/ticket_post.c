// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The way of a diagnosis into a ticket, the same for every system: look whether it is there, choose
 * the ticket, post, attach, read back, look again. Each step that changes something is preceded by
 * a look whether it is done already, so that a try that was cut off, or a run that was, is taken up
 * where it ended and never done twice.
 */
#include "triage/ticket/ticket_post.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "triage/ticket/ticket_config.h"
#include "triage/ticket/ticket_http.h"
#include "triage/ticket/ticket_mark.h"
#include "triage/ticket/ticket_tracker.h"

struct job {
	struct ir_tracker *t;
	const struct ir_ticket_plan *plan;
	char id[64];	 /* the ticket it goes to, "" for a new one */
	const char *why; /* this one */
};

static void say(const struct job *j, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static void say(const struct job *j, const char *fmt, ...)
{
	va_list ap;

	printf("%s: %s", j->t->name, j->plan->dry_run ? "would " : "");
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
	fflush(stdout);
}

static const char *link_of(const struct job *j, const char *id, char buf[600])
{
	j->t->sys->link(j->t, id, buf, 600);
	return buf;
}

/* Oldest first; ids are numbers, or end in one. */
static int older(const void *a, const void *b)
{
	const char *ia = ((const struct ir_ticket_hit *)a)->id;
	const char *ib = ((const struct ir_ticket_hit *)b)->id;
	size_t la = strlen(ia), lb = strlen(ib);

	return la != lb ? (la < lb ? -1 : 1) : strcmp(ia, ib);
}

/* Everything on the server that has to do with this diagnosis. */
static bool survey(struct job *j)
{
	struct ir_tracker *t = j->t;

	t->nr_hits = 0;
	t->more_hits = false;
	if (j->id[0])
		ir_tracker_hit(t, j->id);
	if (!t->sys->search(t, t->mark) || (t->signature && !t->sys->search(t, t->signature)))
		return false;
	for (unsigned i = 0; i < t->nr_versions; i++) {
		if (!t->sys->search(t, t->versions[i]))
			return false;
	}
	for (unsigned i = 0; i < t->nr_hits; i++) {
		if (!t->sys->read_ticket(t, &t->hits[i]))
			return false;
	}
	qsort(t->hits, t->nr_hits, sizeof(t->hits[0]), older);
	return true;
}

static struct ir_ticket_hit *marked(struct ir_tracker *t)
{
	for (unsigned i = 0; i < t->nr_hits; i++) {
		if (t->hits[i].marked)
			return &t->hits[i];
	}
	return NULL;
}

/* Where it goes when it is nowhere yet. */
static bool choose(struct job *j)
{
	struct ir_tracker *t = j->t;

	if (j->plan->ticket) {
		snprintf(j->id, sizeof(j->id), "%s", j->plan->ticket);
		j->why = "as --ticket says";
		return true;
	}
	for (unsigned i = 0; i < t->nr_hits && !j->plan->new_; i++) {
		if (!t->hits[i].open || !t->hits[i].signed_)
			continue;
		snprintf(j->id, sizeof(j->id), "%s", t->hits[i].id);
		j->why = "open, with the same signature";
		return true;
	}
	if (t->more_hits && !j->plan->new_)
		return ir_ticket_fail(t,
				      "more than %u tickets have this signature: choose with "
				      "--ticket or --new",
				      IR_TICKET_HITS);
	return true;
}

static bool fits(struct job *j)
{
	struct ir_tracker *t = j->t;

	for (unsigned i = 0; i < t->nr_files; i++) {
		if (t->files[i].len <= t->max_file)
			continue;
		return ir_ticket_fail(t,
				      "%s has %zu bytes, more than the %zu %s; nothing was sent%s",
				      t->files[i].name, t->files[i].len, t->max_file,
				      t->max_told ? "the server takes"
				      : ir_ticket_setting(t, "max-size", NULL)
					      ? "max-size allows"
					      : "such a server takes by default (max-size)",
				      i ? " (--slice=compact makes a smaller one)" : "");
	}
	return true;
}

/* Has the ticket got everything by now? Finds out which. */
static bool there(struct job *j, struct ir_ticket_hit *hit)
{
	struct ir_tracker *t = j->t;
	bool all = hit->marked;

	for (unsigned i = 0; i < t->nr_files; i++) {
		t->files[i].there = hit->file_id[i][0];
		all = all && t->files[i].there;
	}
	return all;
}

static bool read_hit(struct job *j, struct ir_ticket_hit *hit)
{
	memset(hit, 0, sizeof(*hit));
	snprintf(hit->id, sizeof(hit->id), "%s", j->id);
	return j->t->sys->read_ticket(j->t, hit);
}

/* After a try that failed: is it there after all? 1: it is, 0: it is not, -1: cannot be seen. */
static int there_after_all(struct job *j, struct ir_ticket_hit *hit)
{
	if (j->id[0] ? !read_hit(j, hit) : !survey(j))
		return -1;
	if (!j->id[0] && marked(j->t)) {
		*hit = *marked(j->t);
		snprintf(j->id, sizeof(j->id), "%s", hit->id);
	}
	return j->id[0] && there(j, hit);
}

/*
 * One try after the other until @hit has it all. What a try that failed left behind is looked for
 * before the next: its reply may be all that was lost.
 */
static bool until_there(struct job *j, struct ir_ticket_hit *hit,
			bool (*step)(struct job *j, struct ir_ticket_hit *hit))
{
	struct ir_tracker *t = j->t;

	for (unsigned attempt = 1; !step(j, hit); attempt++) {
		char first[sizeof(t->error) - 100];
		bool more;
		int now;

		if (!t->again)
			return false;
		more = ir_http_wait(t, attempt);
		snprintf(first, sizeof(first), "%.690s", t->error);
		now = there_after_all(j, hit);
		if (now > 0)
			return true;
		if (now < 0)
			return ir_ticket_fail(
				t,
				"%s; whether it was posted cannot be seen now: run this "
				"again later",
				first);
		if (!more)
			return ir_ticket_fail(t, "%s; it was not posted", first);
	}
	return true;
}

/* The ticket or the comment; on atomic systems with the files. */
static bool post_text(struct job *j, struct ir_ticket_hit *hit)
{
	struct ir_tracker *t = j->t;
	bool missing = false;

	for (unsigned i = 0; i < t->nr_files; i++)
		missing |= !t->files[i].there;
	if (!j->id[0])
		return t->sys->file(t, j->plan->subject, j->plan->body, j->id);
	if (!hit->marked)
		return t->sys->comment(t, j->id, j->plan->body);
	return !missing || !t->sys->atomic || t->sys->comment(t, j->id, j->plan->more);
}

static bool post_files(struct job *j, struct ir_ticket_hit *hit)
{
	struct ir_tracker *t = j->t;

	(void)hit;
	for (unsigned i = 0; i < t->nr_files; i++) {
		if (t->files[i].there)
			continue;
		if (!t->sys->attach(t, j->id, &t->files[i]))
			return false;
		t->files[i].there = true;
	}
	return true;
}

static bool read_back(struct job *j, const struct ir_ticket_hit *hit, unsigned i)
{
	struct ir_tracker *t = j->t;
	const struct ir_ticket_file *f = &t->files[i];
	char ours[65], theirs[65], *bytes = NULL;
	size_t len = 0;

	if (!hit->file_id[i][0])
		return ir_ticket_fail(t, "ticket %s: %s was sent, and is not there", j->id,
				      f->name);
	if (!t->sys->fetch(t, hit->file_id[i], f->len, &bytes, &len))
		return false;
	ir_ticket_sha256(f->bytes, f->len, ours);
	ir_ticket_sha256(bytes, len, theirs);
	free(bytes);
	if (len != f->len || strcmp(ours, theirs))
		return ir_ticket_fail(
			t,
			"ticket %s: %s reads back differently: %zu bytes of %zu, SHA-256 "
			"%.16s... and not %.16s...",
			j->id, f->name, len, f->len, theirs, ours);
	say(j, "%s: %zu bytes, read back the same, SHA-256 %s", f->name, f->len, ours);
	return true;
}

/* Copies that ran on other machines do not see our lock: whoever came later gives way. */
static bool give_way(struct job *j)
{
	struct ir_tracker *t = j->t;
	struct ir_ticket_hit *first;
	bool ok = true;

	if (!survey(j))
		return false;
	first = marked(t);
	for (unsigned i = 0; first && i < t->nr_hits; i++) {
		struct ir_ticket_hit *hit = &t->hits[i];
		unsigned n = hit == first ? 1 : 0;

		if (!hit->marked || hit->marked == n)
			continue;
		if (hit != first && hit->posts[0].id[0] == 0 && t->sys->close) {
			ok = t->sys->close(t, hit->id, first->id) && ok;
			say(j,
			    "ticket %s was filed twice at the same time: closed %s in its favour",
			    first->id, hit->id);
			continue;
		}
		for (; n < hit->marked && n < sizeof(hit->posts) / sizeof(hit->posts[0]); n++) {
			if (t->sys->withdraw && t->sys->withdraw(t, hit->id, &hit->posts[n]))
				say(j,
				    "ticket %s: took back what was posted twice at the same time",
				    hit->id);
			else
				fprintf(stderr,
					"inoderace: %s: ticket %s has this diagnosis twice (two "
					"copies ran at the same time); take one back by hand\n",
					t->name, hit->id);
		}
	}
	return ok;
}

static void tell_plan(struct job *j)
{
	struct ir_tracker *t = j->t;
	char sum[65], url[600];

	if (j->id[0])
		say(j, "comment on ticket %s (%s): %zu characters; %s", j->id, j->why,
		    strlen(j->plan->body), link_of(j, j->id, url));
	else
		say(j, "file a new ticket in %s: %s; %zu characters",
		    ir_ticket_setting(t, "project", ""), j->plan->subject, strlen(j->plan->body));
	for (unsigned i = 0; i < t->nr_files; i++) {
		ir_ticket_sha256(t->files[i].bytes, t->files[i].len, sum);
		say(j, "attach %s: %zu bytes (%zu allowed), SHA-256 %s", t->files[i].name,
		    t->files[i].len, t->max_file, sum);
	}
	printf("%s", j->plan->body);
}

/* It is in the ticket @hit already, perhaps without all of its files. */
static bool complete(struct job *j, struct ir_ticket_hit *hit)
{
	char url[600];
	bool all;

	snprintf(j->id, sizeof(j->id), "%s", hit->id);
	all = there(j, hit);
	printf("%s: ticket %s has this diagnosis already%s; %s\n", j->t->name, hit->id,
	       all ? ": nothing to do" : "", link_of(j, hit->id, url));
	for (unsigned i = 0; i < j->t->nr_files; i++) {
		if (!j->t->files[i].there)
			say(j, "attach %s: %zu bytes", j->t->files[i].name, j->t->files[i].len);
	}
	return all;
}

static bool post_and_check(struct job *j, struct ir_ticket_hit *hit)
{
	struct ir_tracker *t = j->t;
	bool new_ = !j->id[0], had[IR_TICKET_FILES], text = !hit->marked;
	char url[600];

	for (unsigned i = 0; i < t->nr_files; i++)
		had[i] = t->files[i].there;
	if (!until_there(j, hit, post_text) ||
	    (!t->sys->atomic && !until_there(j, hit, post_files)) || !read_hit(j, hit))
		return false;
	if (text && !hit->marked)
		return ir_ticket_fail(t, "ticket %s: the server took the text, but it is not there",
				      j->id);
	if (text)
		say(j, "%s ticket %s%s%s%s; %s", new_ ? "filed" : "commented on", j->id,
		    new_ ? "" : " (", new_ ? "" : j->why, new_ ? "" : ")", link_of(j, j->id, url));
	for (unsigned i = 0; i < t->nr_files; i++) {
		if (!had[i] && !read_back(j, hit, i))
			return false;
	}
	return give_way(j);
}

bool ir_ticket_post(struct ir_tracker *t, const struct ir_ticket_plan *plan)
{
	struct job j = {.t = t, .plan = plan};
	struct ir_ticket_hit hit = {.marked = 0};

	if (!t->sys->check(t) ||
	    (t->sys->limit && !ir_ticket_setting(t, "max-size", NULL) && !t->sys->limit(t)))
		return false;
	if (plan->ticket)
		snprintf(j.id, sizeof(j.id), "%s", plan->ticket);
	if (!survey(&j))
		return false;
	j.id[0] = 0;
	if (!t->nr_files)
		; /* nothing that could be too large */
	else if (!fits(&j))
		return false;
	if (marked(t)) {
		hit = *marked(t);
		if (complete(&j, &hit) || plan->dry_run)
			return true;
	} else {
		if (!choose(&j))
			return false;
		if (plan->dry_run) {
			tell_plan(&j);
			return true;
		}
	}
	return post_and_check(&j, &hit);
}

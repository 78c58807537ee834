// SPDX-License-Identifier: GPL-2.0-or-later
/* inoderace report --html: rows are counted and written down as they come, then the page is put together. */
#include "triage/report/html.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "triage/report/html_file.h"
#include "triage/report/html_json.h"

/* Clocks that were never set show 1970, or worse. */
static bool sane_time(const char *t, const char *now)
{
	struct tm tm;
	const char *end = t && strlen(t) == 20 ? strptime(t, "%Y-%m-%dT%H:%M:%SZ", &tm) : NULL;

	return end && !*end && strcmp(t, "2005") > 0 && strcmp(t, now) < 0;
}

static void count_time(struct ir_page *p, const struct ir_row *r, bool first)
{
	time_t soon = time(NULL) + 2 * 86400;
	char now[24], hour[16];
	struct tm tm;

	if (!r->race || *r->race != '1')
		return;
	gmtime_r(&soon, &tm);
	strftime(now, sizeof(now), "%Y-%m-%dT%H:%M:%SZ", &tm);
	if (!sane_time(r->crash_time, now)) {
		p->clockless += first;
		return;
	}
	snprintf(hour, sizeof(hour), "%.13s", r->crash_time);
	p->no_memory |= !ir_tally_row(ir_tally(&p->hours, hour), r, first);
}

/* What has no verdict is grouped by why. */
static void group_key(const struct ir_row *r, char *key, size_t size)
{
	if (r->signature)
		snprintf(key, size, "%s", r->signature);
	else
		snprintf(key, size, "%s: %.200s", r->class, r->error ? r->error : "no signature");
}

/* The first known issue, which has that @title, and where it is fixed. */
static char *known_words(const json_t *diagnosis, const char *title)
{
	const json_t *all = json_object_get(diagnosis, "known_issues"), *one = json_array_get(all, 0);
	const char *fixed = json_string_value(json_array_get(json_object_get(one, "fixed_in"), 0));
	char *words = NULL;

	if (asprintf(&words, "%.200s%s%.100s%s", title, fixed ? "; fixed in " : "", fixed ? fixed : "",
		     json_array_size(all) > 1 ? "; and more" : "") < 0)
		words = NULL;
	return words;
}

/* What only the diagnosis itself tells, each content once. */
static bool look(const struct ir_row *r, void *arg)
{
	struct ir_page *p = arg;
	struct ir_tally *content = ir_tally(&p->contents, r->digest ? r->digest : r->path);
	json_t *diagnosis;
	const char *title;
	char key[512];

	p->no_memory |= !content;
	if (!content || content->rank || !r->json)
		return true;
	content->rank = 1;
	diagnosis = json_loads(r->json, JSON_ALLOW_NUL, NULL);
	group_key(r, key, sizeof(key));
	if (diagnosis && strcmp(r->class, "no-crash"))
		ir_apart_count(&p->apart, diagnosis, key);
	title = ir_json_text(json_array_get(json_object_get(diagnosis, "known_issues"), 0), "title", NULL);
	content->known = title ? known_words(diagnosis, title) : NULL;
	p->no_memory |= title && !content->known;
	json_decref(diagnosis);
	return true;
}

/* The most urgent contents have cases of their own. */
static void give_case(struct ir_page *p, const struct ir_row *r, struct ir_tally *content, const struct ir_tally *group)
{
	if (!content || !group || group->id >= IR_HTML_CASES || p->nr_own == IR_HTML_OWN || !strcmp(r->class, "error"))
		return;
	content->member = strdup(r->path);
	p->no_memory |= !content->member;
	if (!content->member)
		return;
	content->group = group->id;
	p->own[p->nr_own++] = content;
	content->own = p->nr_own;
}

static bool count(const struct ir_row *r, void *arg)
{
	struct ir_page *p = arg;
	struct ir_tally *content = ir_tally(&p->contents, r->digest ? r->digest : r->path), *group;
	bool first = content && !content->paths++;
	char key[512];

	snprintf(key, sizeof(key), "%s%s%s", r->class, r->phase ? ", " : "", r->phase ? r->phase : "");
	p->no_memory |= !ir_tally_row(ir_tally(&p->verdicts, key), r, first) ||
			!ir_tally_row(ir_tally(&p->releases, r->release ? r->release : ""), r, first) ||
			!ir_tally_row(ir_tally(&p->hosts, r->nodename ? r->nodename : ""), r, first) ||
			!ir_tally_row(&p->total, r, first);
	count_time(p, r, first);
	group_key(r, key, sizeof(key));
	group = ir_tally(&p->groups, key);
	p->no_memory |= !content || !ir_tally_row(group, r, first);
	if (first)
		give_case(p, r, content, group);
	p->failed += first && !strcmp(r->class, "error");
	p->undetermined += first && !strcmp(r->class, "undetermined");
	if (p->shown < IR_HTML_ROWS) {
		p->shown++;
		ir_html_row(p, r, group ? group->id : IR_HTML_CASES, content);
	}
	return !p->no_memory && !ferror(p->rows);
}

static bool put_page(struct ir_page *p, struct ir_store *s)
{
	bool ok;

	ir_html_head(p);
	fputs("<div class=\"grid\">\n<div>\n", p->f);
	ir_html_totals(p);
	ir_html_releases(p);
	fputs("</div>\n<div>\n", p->f);
	ir_html_time(p);
	ir_html_hosts(p);
	fputs("</div>\n</div>\n", p->f);
	ir_html_table(p);
	ok = ir_html_groups(p, s);
	ir_html_foot(p);
	return ok;
}

static void forget(struct ir_page *p)
{
	ir_tallies_free(&p->verdicts);
	ir_tallies_free(&p->releases);
	ir_tallies_free(&p->hosts);
	ir_tallies_free(&p->hours);
	ir_tallies_free(&p->groups);
	ir_tallies_free(&p->contents);
	free(p->total.member);
	ir_apart_free(&p->apart);
}

bool ir_report_html(struct ir_store *s, const struct ir_filter *filter, struct ir_known *known, const char *db,
		    const char *path, bool *written)
{
	struct ir_page p = {.db = ir_store_is_server(db) ? "a PostgreSQL database" : db, .filter = filter, .known = known};
	struct ir_html_file out;
	bool ok, whole;

	*written = !ir_html_create(&out, path);
	if (!*written) {
		fprintf(stderr, "inoderace: %s: %s\n", path, strerror(errno));
		return true;
	}
	ir_json_watch_memory();
	p.f = out.f;
	p.rows = tmpfile();
	ok = !p.rows || (ir_rows(s, filter, IR_BY_PATH, true, look, &p) &&
			 ir_rows(s, filter, IR_BY_URGENCY, false, count, &p) && put_page(&p, s));
	p.no_memory |= p.apart.no_memory || ir_json_no_memory();
	whole = ok && p.rows && !p.no_memory && !p.lost_rows && !ferror(p.rows);
	errno = p.no_memory ? ENOMEM : errno;
	if (!whole && ok)
		fprintf(stderr, "inoderace: %s: its rows could not be kept: %s\n", path, strerror(errno));
	*written = whole;
	if (ir_html_commit(&out, whole)) {
		fprintf(stderr, "inoderace: %s: %s\n", path, strerror(errno));
		*written = false;
	}
	if (p.rows)
		fclose(p.rows);
	forget(&p);
	return ok;
}

// SPDX-License-Identifier: GPL-2.0-or-later
/* Crashes of one kind together, one of each opened. */
#include "triage/report/html.h"

#include <stdlib.h>
#include <string.h>

#include "triage/known_json/known_json.h"
#include "triage/report/html_case.h"
#include "triage/report/html_out.h"

struct opened {
	FILE *f;
	const char *path;
	struct ir_known *known;
	bool done;
};

static void open_case(const char *text, void *arg)
{
	struct opened *o = arg;
	json_t *diagnosis = text ? json_loads(text, JSON_ALLOW_NUL, NULL) : NULL, *advice = NULL;

	o->done = true;
	/* Entries may have been written since. */
	ir_known_json(o->known, diagnosis, &advice);
	if (diagnosis)
		ir_html_case(o->f, diagnosis, advice, o->path);
	else
		ir_html(o->f, "<p>No diagnosis of <code>%s</code> is kept.</p>\n", o->path);
	json_decref(diagnosis);
	json_decref(advice);
}

static void put_summary(FILE *f, const struct ir_tally *t, bool open)
{
	bool several = strncmp(t->oldest, t->newest, 10);
	uint64_t races = ir_tally_races(t);
	char from[24], to[24];

	ir_html(f, "<details class=\"group\"%s>\n<summary><h3 class=\"%s\">%s%s%s</h3>"
		   "<span class=\"many\">%lu crash%s, %lu path%s</span>"
		   "<span class=\"sig\">%.*s</span><span class=\"when\">%s%s%s</span></summary>\n<div class=\"case\" id=\"g%u\">\n",
		open ? " open" : "", races || t->race[IR_PHASE_ALIKE] ? "race" : !strcmp(t->class, "error") ? "bad" : "other", t->class,
		*t->phase ? ", " : "", t->phase, t->crashes, t->crashes == 1 ? "" : "es", t->paths, ir_plural(t->paths), 200,
		t->key, ir_html_cut(t->oldest, 10, from), several ? " to " : "",
		several ? ir_html_cut(t->newest, 10, to) : "", t->id);
	ir_html(f, "<p>%lu confirmed, %lu likely, %lu possible%s.</p>\n", t->sure[0], t->sure[1], t->sure[2],
		t->sure[0] + t->sure[1] + t->sure[2] < t->crashes ? "; of the others nothing is sure" : "");
	ir_html(f, "<p class=\"tools\" hidden><button type=\"button\" data-group=\"%u\">Show its %lu row%s in the table"
		   "</button></p>\n", t->id, t->paths, ir_plural(t->paths));
}

/* The case of the member that shows most; the table's row of that leads here, too. */
static bool put_member(const struct ir_page *p, struct ir_store *s, const struct ir_tally *t)
{
	struct opened o = {p->f, t->member ? t->member : "", p->known, false};
	bool ok;

	for (unsigned i = 0; i < p->nr_own; i++) {
		if (p->own[i]->group == t->id && !strcmp(p->own[i]->member, o.path))
			ir_html(p->f, "<div id=\"c%u\">\n", p->own[i]->own);
	}
	ok = ir_row_json(s, o.path, open_case, &o);
	if (!o.done)
		ir_html(p->f, "<p>%s could not be read: see its rows.</p>\n", o.path);
	for (unsigned i = 0; i < p->nr_own; i++) {
		if (p->own[i]->group == t->id && !strcmp(p->own[i]->member, o.path))
			fputs("</div>\n", p->f);
	}
	return ok;
}

/* The other crashes of the kind that have a case. */
static bool put_others(const struct ir_page *p, struct ir_store *s, const struct ir_tally *t)
{
	bool ok = true;

	for (unsigned i = 0; ok && i < p->nr_own; i++) {
		const struct ir_tally *one = p->own[i];
		struct opened o = {p->f, one->member, p->known, false};

		if (one->group != t->id || (t->member && !strcmp(one->member, t->member)))
			continue;
		ir_html(p->f, "<details class=\"one\">\n<summary>Also: %s</summary>\n<div class=\"case\" id=\"c%u\">\n",
			o.path, one->own);
		ok = ir_row_json(s, o.path, open_case, &o);
		fputs("</div>\n</details>\n", p->f);
	}
	return ok;
}

/* The table's rows name groups by the order they came, so those that came first have a case. */
bool ir_html_groups(const struct ir_page *p, struct ir_store *s)
{
	size_t nr = p->groups.nr < IR_HTML_CASES ? p->groups.nr : IR_HTML_CASES;
	struct ir_tallies sorted = {.nr = nr, .all = calloc(nr + 1, sizeof(*sorted.all))};
	size_t first = 0; /* the first that shows as much as any is open */
	FILE *f = p->f;
	bool ok = sorted.all;

	fputs("<section aria-labelledby=\"h-groups\">\n<h2 id=\"h-groups\">Crashes of one kind</h2>\n<p>Grouped by signature;"
	      " the member that shows most is opened in each.</p>\n", f);
	if (ok && nr)
		memcpy(sorted.all, p->groups.all, nr * sizeof(*sorted.all));
	if (ok)
		ir_tallies_sort(&sorted);
	while (first < nr && sorted.all[first]->rank < p->total.rank)
		first++;
	for (size_t i = 0; ok && i < nr; i++) {
		const struct ir_tally *t = sorted.all[i];

		put_summary(f, t, i == first);
		ir_apart_put(f, &p->apart, t->key);
		ok = put_member(p, s, t) && put_others(p, s, t);
		fputs("</div>\n</details>\n", f);
	}
	if (nr < p->groups.nr)
		ir_html(f, "<p class=\"note\">%lu more kinds are not opened in this page: narrow it with --class, --since or"
			   " --host.</p>\n", (uint64_t)(p->groups.nr - nr));
	fputs("</section>\n", f);
	free(sorted.all);
	return ok;
}

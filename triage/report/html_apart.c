// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/report/html_apart.h"

#include <ctype.h>
#include <string.h>

#include "triage/report/html_json.h"
#include "triage/report/html_out.h"

#define MOST_PAIRS 5000 /* traits of kinds; dumps that name others each time would fill the memory */
#define MOST_SHOWN 8
#define MOST_OF_ONE 16 /* live patches, and modules, of one diagnosis */

/* So many crashes here and elsewhere, and a test of proportions says something. Below that only all against none is told. */
#define ENOUGH 5
/* 3.3 standard errors, squared: one of a thousand comparisons shows that by chance */
#define CLEAR 10.8

static void trait(struct ir_apart *a, const char *group, const char *what, const char *value)
{
	char key[700];
	size_t n;

	if (!value || !*value)
		return;
	if (a->pairs.nr >= MOST_PAIRS) {
		a->full = true;
		return;
	}
	n = (size_t)snprintf(key, 200, "%s %s", what, value);
	if (n >= 200)
		n = 199;
	/* The separator is ours alone. */
	for (char *c = key; *c; c++) {
		if (*c == '\x1f')
			*c = '?';
	}
	a->no_memory |= !ir_tally_one(ir_tally(&a->all, key));
	snprintf(key + n, sizeof(key) - n, "\x1f%s", group);
	a->no_memory |= !ir_tally_one(ir_tally(&a->pairs, key));
}

/* Each module once. */
static void modules(struct ir_apart *a, const char *group, const json_t *frames)
{
	const char *seen[MOST_OF_ONE];
	const json_t *one;
	unsigned nr = 0;
	size_t i;

	json_array_foreach(frames, i, one) {
		const char *module = ir_json_text(one, "module", NULL);
		unsigned n = 0;

		while (module && n < nr && strcmp(seen[n], module))
			n++;
		if (!module || n < nr || nr == MOST_OF_ONE)
			continue;
		seen[nr++] = module;
		trait(a, group, "on the stack: module", module);
	}
}

void ir_apart_count(struct ir_apart *a, const json_t *diagnosis, const char *group)
{
	const json_t *patches = ir_json_at(diagnosis, "dump", "livepatches"), *one;
	const char *tainted = ir_json_text(diagnosis, "dump", "tainted");
	size_t i;

	a->crashes++;
	a->no_memory |= !ir_tally_one(ir_tally(&a->sizes, group));
	trait(a, group, "kernel", ir_json_text(diagnosis, "dump", "release"));
	trait(a, group, "architecture", ir_json_text(diagnosis, "dump", "arch"));
	for (const char *c = tainted; c && *c; c++) {
		if (isupper((unsigned char)*c) && !memchr(tainted, *c, (size_t)(c - tainted)))
			trait(a, group, "taint", (char[]){*c, 0});
	}
	json_array_foreach(patches, i, one) {
		if (i < MOST_OF_ONE)
			trait(a, group, "live patch", json_string_value(one));
	}
	modules(a, group, ir_json_at(diagnosis, "fault", "backtrace"));
	trait(a, group, "read from a", diagnosis ? ir_json_what_was_read(diagnosis) : NULL);
}

/* Does a trait of @x of @n crashes here, @y of @m elsewhere, set them apart? 2: clearly, 1: all here, none there, but few */
static int stands_out(double x, double n, double y, double m)
{
	double q = (x + y) / (n + m), here = x / n, there = y / m;
	double spread = q * (1 - q) * (1 / n + 1 / m);

	/* Among thousands also what means nothing is no chance. */
	if (here < 2 * there || here < .5 || spread <= 0)
		return 0;
	if (n >= ENOUGH && m >= ENOUGH && (here - there) * (here - there) > CLEAR * spread)
		return 2;
	return n > 1 && m > 1 && x == n && !y;
}

static const struct ir_tally *find(const struct ir_tallies *t, const char *key)
{
	for (size_t i = 0; i < t->nr; i++) {
		if (!strcmp(t->all[i]->key, key))
			return t->all[i];
	}
	return NULL;
}

static void row(FILE *f, const char *what, const uint64_t count[4], int how)
{
	ir_html(f, "<tr><th scope=\"row\">%s</th><td>%lu of %lu</td><td>%lu of %lu</td><td>%s</td></tr>\n", what, count[0],
		count[1], count[2], count[3], how == 2 ? "" : "few: may be chance");
}

void ir_apart_put(FILE *f, const struct ir_apart *a, const char *group)
{
	const struct ir_tally *own = find(&a->sizes, group);
	uint64_t n = own ? own->crashes : 0, m = a->crashes - n;
	unsigned shown = 0;

	for (size_t i = 0; n && m && i < a->pairs.nr && shown < MOST_SHOWN; i++) {
		const struct ir_tally *pair = a->pairs.all[i], *all;
		const char *end = strchr(pair->key, '\x1f');
		char what[200];
		uint64_t count[4] = {pair->crashes, n, 0, m};
		int how;

		if (!end || strcmp(end + 1, group))
			continue;
		snprintf(what, sizeof(what), "%.*s", (int)(end - pair->key), pair->key);
		all = find(&a->all, what);
		count[2] = all && all->crashes > pair->crashes ? all->crashes - pair->crashes : 0;
		how = stands_out((double)count[0], (double)n, (double)count[2], (double)m);
		if (!how)
			continue;
		if (!shown++)
			fputs("<h4>What sets these crashes apart</h4>\n<table class=\"apart\">\n<caption>Counted, not explained:"
			      " many traits are compared, so some differ by chance</caption>\n<thead><tr><th scope=\"col\">Trait</th>"
			      "<th scope=\"col\">Crashes here</th><th scope=\"col\">All other crashes</th><th scope=\"col\">Note</th>"
			      "</tr></thead>\n<tbody>\n", f);
		row(f, what, count, how);
	}
	if (shown)
		fputs("</tbody>\n</table>\n", f);
	if (shown && a->full)
		fputs("<p class=\"note\">There are more traits than were counted.</p>\n", f);
}

void ir_apart_free(struct ir_apart *a)
{
	ir_tallies_free(&a->sizes);
	ir_tallies_free(&a->all);
	ir_tallies_free(&a->pairs);
}

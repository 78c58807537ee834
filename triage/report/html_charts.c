// SPDX-License-Identifier: GPL-2.0-or-later
/* Totals, kernels and hosts: tables, each row with a bar. */
#include "triage/report/html.h"

#include <string.h>

#include "triage/report/html_out.h"

/** SHOWN - rows of a table of this kind */
#define SHOWN 40
/** FIRST_HOSTS, MOST_HOSTS - hosts that are seen at once, and when asked for */
#define FIRST_HOSTS 12
#define MOST_HOSTS 500

void ir_html_bar(FILE *f, const struct ir_tally *t, uint64_t most)
{
	uint64_t at = 0;

	ir_html(f, "<svg class=\"bar\" viewBox=\"0 0 1000 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\">");
	for (int i = 0; i < IR_PHASES; i++) {
		if (t->race[i])
			ir_html(f, "<rect class=\"p%d\" x=\"%lu\" width=\"%lu\" height=\"10\"/>", i, at * 1000 / most,
				t->race[i] * 1000 / most);
		at += t->race[i];
	}
	if (t->crashes > at)
		ir_html(f, "<rect class=\"rest\" x=\"%lu\" width=\"%lu\" height=\"10\"/>", at * 1000 / most,
			(t->crashes - at) * 1000 / most);
	fputs("</svg>", f);
}

static uint64_t most_crashes(const struct ir_tallies *t)
{
	uint64_t most = 1;

	for (size_t i = 0; i < t->nr; i++)
		most = t->all[i]->crashes > most ? t->all[i]->crashes : most;
	return most;
}

static void put_key(FILE *f)
{
	fputs("<p class=\"key\" aria-hidden=\"true\">", f);
	for (int i = 0; i < IR_PHASES; i++)
		ir_html(f, "<span><svg viewBox=\"0 0 10 10\"><rect class=\"p%d\" width=\"10\" height=\"10\"/></svg> %s</span> ",
			i, ir_phase_name[i]);
	fputs("<span><svg viewBox=\"0 0 10 10\"><rect class=\"rest\" width=\"10\" height=\"10\"/></svg> not this race</span>"
	      "</p>\n", f);
}

static void put_more(FILE *f, size_t nr)
{
	if (nr > SHOWN)
		ir_html(f, "<p class=\"note\">%lu more are not listed.</p>\n", (uint64_t)nr - SHOWN);
}

void ir_html_totals(struct ir_page *p)
{
	uint64_t most = most_crashes(&p->verdicts);
	FILE *f = p->f;

	ir_tallies_sort(&p->verdicts);
	fputs("<section aria-labelledby=\"h-totals\">\n<h2 id=\"h-totals\">Verdicts</h2>\n", f);
	put_key(f);
	fputs("<table>\n<caption>Crashes by class and phase</caption>\n<thead><tr><th scope=\"col\">Class, phase</th>"
	      "<th scope=\"col\" class=\"n\">Crashes</th><th scope=\"col\" class=\"n\">Paths</th>"
	      "<td class=\"wide\"></td></tr></thead>\n<tbody>\n", f);
	for (size_t i = 0; i < p->verdicts.nr && i < SHOWN; i++) {
		const struct ir_tally *t = p->verdicts.all[i];

		ir_html(f, "<tr><th scope=\"row\">%s</th><td class=\"n\">%lu</td><td class=\"n\">%lu</td><td class=\"wide\">",
			t->key, t->crashes, t->paths);
		ir_html_bar(f, t, most);
		fputs("</td></tr>\n", f);
	}
	fputs("</tbody>\n</table>\n", f);
	put_more(f, p->verdicts.nr);
	fputs("</section>\n", f);
}

void ir_html_releases(struct ir_page *p)
{
	uint64_t most = most_crashes(&p->releases);
	FILE *f = p->f;

	ir_tallies_sort(&p->releases);
	fputs("<section aria-labelledby=\"h-releases\">\n<h2 id=\"h-releases\">The race by kernel release</h2>\n<table>\n"
	      "<caption>Crashes by kernel release, most of the race first</caption>\n<thead><tr><th scope=\"col\">Kernel</th>"
	      "<th scope=\"col\" class=\"n\">Race</th><th scope=\"col\" class=\"n\">Reads like it</th>"
	      "<th scope=\"col\" class=\"n\">All</th><td class=\"wide\"></td></tr>"
	      "</thead>\n<tbody>\n", f);
	for (size_t i = 0; i < p->releases.nr && i < SHOWN; i++) {
		const struct ir_tally *t = p->releases.all[i];

		ir_html(f, "<tr><th scope=\"row\">%.*s</th><td class=\"n\">%lu</td><td class=\"n\">%lu</td><td class=\"n\">%lu</td>"
			   "<td class=\"wide\">", 80, *t->key ? t->key : "unknown", ir_tally_races(t),
			t->race[IR_PHASE_ALIKE], t->crashes);
		ir_html_bar(f, t, most);
		fputs("</td></tr>\n", f);
	}
	fputs("</tbody>\n</table>\n", f);
	put_more(f, p->releases.nr);
	fputs("</section>\n", f);
}

static void put_hosts(const struct ir_page *p, size_t from, size_t to)
{
	FILE *f = p->f;
	char oldest[24], newest[24];

	fputs("<table class=\"hosts\">\n<caption>Crashes by host, most of the race first</caption>\n<thead><tr>"
	      "<th scope=\"col\">Host</th><th scope=\"col\" class=\"n\">Race</th><th scope=\"col\" class=\"n\">Reads like it</th>"
	      "<th scope=\"col\" class=\"n\">All</th>"
	      "<th scope=\"col\">First</th><th scope=\"col\">Last</th></tr></thead>\n<tbody>\n", f);
	for (size_t i = from; i < to; i++) {
		const struct ir_tally *t = p->hosts.all[i];

		ir_html(f, "<tr><th scope=\"row\">%.*s</th><td class=\"n\">%lu</td><td class=\"n\">%lu</td><td class=\"n\">%lu</td>"
			   "<td>%s</td><td>%s</td></tr>\n", 80, *t->key ? t->key : "unknown", ir_tally_races(t),
			t->race[IR_PHASE_ALIKE], t->crashes, ir_html_cut(t->oldest, 10, oldest),
			ir_html_cut(t->newest, 10, newest));
	}
	fputs("</tbody>\n</table>\n", f);
}

void ir_html_hosts(struct ir_page *p)
{
	size_t nr = p->hosts.nr < MOST_HOSTS ? p->hosts.nr : MOST_HOSTS, first = nr < FIRST_HOSTS ? nr : FIRST_HOSTS;
	uint64_t hit = 0, alike = 0;
	FILE *f = p->f;

	ir_tallies_sort(&p->hosts);
	for (size_t i = 0; i < p->hosts.nr; i++) {
		const struct ir_tally *t = p->hosts.all[i];

		hit += *t->key && ir_tally_races(t);
		alike += *t->key && !ir_tally_races(t) && t->race[IR_PHASE_ALIKE];
	}
	ir_html(f, "<section aria-labelledby=\"h-hosts\">\n<h2 id=\"h-hosts\">Hosts hit</h2>\n"
		   "<p>%lu host name%s with this race, %lu more where a crash only reads like it. A dump that has none is"
		   " under <i>unknown</i>.</p>\n", hit, ir_plural(hit), alike);
	put_hosts(p, 0, first);
	if (first < nr) {
		ir_html(f, "<details><summary>%lu more</summary>\n", (uint64_t)(nr - first));
		put_hosts(p, first, nr);
		fputs("</details>\n", f);
	}
	if (nr < p->hosts.nr)
		ir_html(f, "<p class=\"note\">%lu are not listed.</p>\n", (uint64_t)(p->hosts.nr - nr));
	fputs("</section>\n", f);
}

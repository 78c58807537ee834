// SPDX-License-Identifier: GPL-2.0-or-later
/* The race over time: hours were counted, and are put together so that the bars fit. */
#include "triage/report/html.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "triage/report/html_out.h"

#define MOST_BARS 62

enum unit { HOUR, DAY, WEEK, MONTH, YEAR, UNITS };
static const char *const unit_name[UNITS] = {"hour", "day", "week", "month", "year"};
static const size_t unit_length[UNITS] = {13, 10, 10, 7, 4};

struct bars {
	enum unit unit;
	unsigned nr;
	uint64_t most;
	struct {
		char label[16];
		uint64_t race[IR_PHASES];
	} bar[MOST_BARS];
};

/* The start of the unit @steps after the one @from is in, as text. */
static void step(const char *from, enum unit unit, int steps, char label[16])
{
	struct tm tm = {.tm_mday = 1};
	time_t t;

	sscanf(from, "%d-%d-%dT%d", &tm.tm_year, &tm.tm_mon, &tm.tm_mday, &tm.tm_hour);
	tm.tm_year -= 1900;
	tm.tm_mon -= 1;
	if (unit >= MONTH)
		tm.tm_mday = 1;
	if (unit == WEEK) { /* from its Monday */
		timegm(&tm);
		tm.tm_mday -= (tm.tm_wday + 6) % 7;
	}
	if (unit >= DAY)
		tm.tm_hour = 0;
	tm.tm_hour += unit == HOUR ? steps : 0;
	tm.tm_mday += unit == DAY ? steps : unit == WEEK ? 7 * steps : 0;
	tm.tm_mon += unit == MONTH ? steps : 0;
	tm.tm_year += unit == YEAR ? steps : 0;
	t = timegm(&tm);
	gmtime_r(&t, &tm);
	strftime(label, 16, "%Y-%m-%dT%H", &tm);
	label[unit_length[unit]] = 0;
}

/* Labels sort as their times do. False when there are too many. */
static bool lay_out(struct bars *b, enum unit unit, const char *oldest, const char *newest)
{
	b->unit = unit;
	for (b->nr = 0; b->nr < MOST_BARS; b->nr++) {
		step(oldest, unit, (int)b->nr, b->bar[b->nr].label);
		if (strncmp(b->bar[b->nr].label, newest, unit_length[unit]) > 0)
			return true;
	}
	return false;
}

static int by_time(const void *a, const void *b)
{
	return strcmp((*(struct ir_tally *const *)a)->key, (*(struct ir_tally *const *)b)->key);
}

static bool fill(struct bars *b, const struct ir_tallies *hours)
{
	const char *oldest = hours->all[0]->key, *newest = hours->all[hours->nr - 1]->key;
	enum unit unit = HOUR;

	while (!lay_out(b, unit, oldest, newest)) {
		if (++unit == UNITS)
			return false;
	}
	for (size_t i = 0, at = 0; i < hours->nr; i++) {
		const struct ir_tally *t = hours->all[i];
		uint64_t sum = 0;

		while (at + 1 < b->nr && strncmp(t->key, b->bar[at + 1].label, unit_length[b->unit]) >= 0)
			at++;
		for (int k = 0; k < IR_PHASES; k++)
			sum += b->bar[at].race[k] += t->race[k];
		b->most = sum > b->most ? sum : b->most;
	}
	return true;
}

static void put_svg(FILE *f, const struct bars *b)
{
	unsigned step_x = 500 / b->nr < 60 ? 500 / b->nr : 60, wide = step_x > 4 ? step_x - 2 : step_x;
	unsigned every = (110 + step_x - 1) / step_x; /* labels must not touch */

	ir_html(f, "<svg class=\"time\" viewBox=\"0 0 560 200\" role=\"img\" aria-labelledby=\"t-time\">\n"
		   "<title id=\"t-time\">Crashes of this race by %s, %s to %s, at most %lu. The table below has the numbers.</title>\n"
		   "<path class=\"axis\" d=\"M45 20.5H555M45 95.5H555M45 170.5H555\"/>\n"
		   "<text x=\"40\" y=\"25\" text-anchor=\"end\">%lu</text><text x=\"40\" y=\"175\" text-anchor=\"end\">0</text>\n",
		unit_name[b->unit], b->bar[0].label, b->bar[b->nr - 1].label, b->most, b->most);
	for (unsigned i = 0; i < b->nr; i++) {
		unsigned x = 50 + i * step_x, below = 170;

		for (int k = 0; k < IR_PHASES; k++) {
			unsigned high = (unsigned)(b->bar[i].race[k] * 150 / b->most);

			if (b->bar[i].race[k] && !high)
				high = 1;
			below -= high;
			if (high)
				ir_html(f, "<rect class=\"p%d\" x=\"%u\" y=\"%u\" width=\"%u\" height=\"%u\"/>", k, x, below, wide, high);
		}
		if (i % every == 0 && (!i || x < 450))
			ir_html(f, "<text x=\"%u\" y=\"192\">%s</text>\n", x, b->bar[i].label);
	}
	fputs("</svg>\n", f);
}

static void put_table(FILE *f, const struct bars *b)
{
	ir_html(f, "<details><summary>The numbers</summary>\n<table>\n<caption>Crashes of this race by %s (UTC)</caption>\n"
		   "<thead><tr><th scope=\"col\">%s</th>", unit_name[b->unit], unit_name[b->unit]);
	for (int k = 0; k < IR_PHASES; k++)
		ir_html(f, "<th scope=\"col\" class=\"n\">%s</th>", ir_phase_name[k]);
	fputs("</tr></thead>\n<tbody>\n", f);
	for (unsigned i = 0; i < b->nr; i++) {
		ir_html(f, "<tr><th scope=\"row\">%s</th>", b->bar[i].label);
		for (int k = 0; k < IR_PHASES; k++)
			ir_html(f, "<td class=\"n\">%lu</td>", b->bar[i].race[k]);
		fputs("</tr>\n", f);
	}
	fputs("</tbody>\n</table>\n</details>\n", f);
}

void ir_html_time(struct ir_page *p)
{
	static struct bars b;
	FILE *f = p->f;

	fputs("<section aria-labelledby=\"h-time\">\n<h2 id=\"h-time\">The race over time</h2>\n", f);
	if (p->hours.nr) {
		qsort(p->hours.all, p->hours.nr, sizeof(*p->hours.all), by_time);
		b.most = 1;
		if (fill(&b, &p->hours)) {
			put_svg(f, &b);
			put_table(f, &b);
		} else {
			fputs("<p>The times are too far apart to be drawn.</p>\n", f);
		}
	} else {
		fputs("<p>No crash of this race has a time.</p>\n", f);
	}
	if (p->clockless)
		ir_html(f, "<p class=\"note\">%lu more without a time, or with one no clock that was set shows: a log has none.</p>\n",
			p->clockless);
	fputs("</section>\n", f);
}

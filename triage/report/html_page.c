// SPDX-License-Identifier: GPL-2.0-or-later
/* The frame of the page, and the table of all rows. */
#include "triage/report/html.h"

#include <string.h>
#include <time.h>

#include "triage/report/html_out.h"

/* What was left out by --class and its like: a reader must know. */
static void put_filter(const struct ir_page *p)
{
	const struct ir_filter *q = p->filter;
	const struct {
		const char *name, *value;
	} all[] = {{"class", q->class}, {"phase", q->phase}, {"confidence", q->confidence},
		   {"release", q->release}, {"host", q->host}, {"path", q->path}, {"since", q->since}};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		if (all[i].value && *all[i].value)
			ir_html(p->f, " Only <code>--%s=%s</code>.", all[i].name, all[i].value);
	}
}

void ir_html_head(const struct ir_page *p)
{
	FILE *f = p->f;
	time_t now = time(NULL);
	uint64_t alike = p->total.race[IR_PHASE_ALIKE];
	char when[32], day[24], hour[24];
	struct tm tm;

	gmtime_r(&now, &tm);
	strftime(when, sizeof(when), "%Y-%m-%dT%H:%M:%SZ", &tm);
	ir_html(f, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
		   "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src '%s';"
		   " script-src '%s'; base-uri 'none'; form-action 'none'\">\n"
		   "<meta name=\"referrer\" content=\"no-referrer\">\n"
		   "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		   "<meta name=\"color-scheme\" content=\"light dark\">\n"
		   "<title>inoderace: %lu of %lu crashes are the XFS inode reinit race",
		ir_page_css_sha256, ir_page_js_sha256, ir_tally_races(&p->total), p->total.crashes);
	if (alike)
		ir_html(f, ", %lu more read%s like it", alike, alike == 1 ? "s" : "");
	fputs("</title>\n<style>", f);
	fputs(ir_page_css, f);
	ir_html(f, "</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#dumps\">Skip to the table of dumps</a>\n"
		   "<header>\n<h1>Crashes, and which are the XFS inode reinit race</h1>\n"
		   "<p>From <code>%s</code>, <time datetime=\"%s\">%s %s UTC</time>.", p->db, when,
		ir_html_cut(when, 10, day), ir_html_cut(when + 11, 5, hour));
	put_filter(p);
	fputs("</p>\n<ul class=\"tiles\">\n", f);
	ir_html(f, "<li class=\"race\"><b>%lu</b> of this race</li>\n<li class=\"alike\"><b>%lu</b> more read%s like it</li>\n"
		   "<li><b>%lu</b> crash%s in %lu path%s</li>\n", ir_tally_races(&p->total), alike,
		alike == 1 ? "s" : "", p->total.crashes, p->total.crashes == 1 ? "" : "es", p->total.paths,
		ir_plural(p->total.paths));
	ir_html(f, "<li><b>%lu</b> kind%s of crash</li>\n", (uint64_t)p->groups.nr, ir_plural(p->groups.nr));
	ir_html(f, "<li><b>%lu</b> undetermined</li>\n<li><b>%lu</b> not analysed</li>\n", p->undetermined, p->failed);
	fputs("</ul>\n</header>\n<main>\n", f);
}

static void put_verdict(FILE *f, const struct ir_row *r, unsigned group, unsigned own)
{
	const char *mark = r->race && *r->race == '1' ? "race" : !strcmp(r->class, "error") ? "bad" : "other";

	if (group < IR_HTML_CASES)
		ir_html(f, "<td><a class=\"%s\" href=\"#%s%u\">%s%s%s</a></td>", mark, own ? "c" : "g", own ? own : group,
			r->class, r->phase ? ", " : "", r->phase ? r->phase : "");
	else
		ir_html(f, "<td>%s%s%s</td>", r->class, r->phase ? ", " : "", r->phase ? r->phase : "");
}

void ir_html_row(struct ir_page *p, const struct ir_row *r, unsigned group, const struct ir_tally *content)
{
	FILE *f = p->rows;
	char day[24], hour[24] = "";

	ir_html(f, "<tr data-g=\"%u\">", group);
	put_verdict(f, r, group, content ? content->own : 0);
	if (r->crash_time && strlen(r->crash_time) > 11)
		ir_html_cut(r->crash_time + 11, 8, hour);
	ir_html(f, "<td>%s</td><td>%s %s</td><td>%.*s</td><td>%.*s</td><td class=\"path\">%s",
		r->confidence ? r->confidence : "-", ir_html_cut(r->crash_time, 10, day), hour, 80,
		r->release ? r->release : "-", 80, r->nodename ? r->nodename : "-", r->path);
	if (r->error)
		ir_html(f, "<small>%.*s</small>", 300, r->error);
	else if (r->summary)
		ir_html(f, "<small>%.*s</small>", 180, r->summary);
	if (content && content->known)
		ir_html(f, "<small>Known: %.*s</small>", 180, content->known);
	fputs("</td></tr>\n", f);
}

static void put_choices(const struct ir_page *p)
{
	ir_html(p->f, "<div class=\"tools\" role=\"search\" hidden>\n"
		      "<label>Find <input type=\"search\" id=\"find\" autocomplete=\"off\" spellcheck=\"false\""
		      " placeholder=\"host, path, kernel, words of the summary\"></label>\n"
		      "<label>Verdict <select id=\"verdict\"><option value=\"\">all</option>");
	for (size_t i = 0; i < p->verdicts.nr && i < 100; i++)
		ir_html(p->f, "<option>%s</option>", p->verdicts.all[i]->key);
	ir_html(p->f, "</select></label>\n<button type=\"button\" id=\"reset\">Show all</button>\n</div>\n"
		      "<p id=\"count\" role=\"status\"></p>\n");
}

void ir_html_table(struct ir_page *p)
{
	static const char *const columns[] = {"Verdict", "Confidence", "Crashed (UTC)", "Kernel", "Host", "Path"};
	FILE *f = p->f;
	char buf[65536];
	off_t end;
	size_t n;

	fputs("<section aria-labelledby=\"h-dumps\" id=\"dumps\" tabindex=\"-1\">\n"
	      "<h2 id=\"h-dumps\">All dumps and logs</h2>\n", f);
	put_choices(p);
	if (p->shown < p->total.paths)
		ir_html(f, "<p class=\"note\">%lu more are not in this page, which has races first, then the newest:"
			   " narrow it with --class, --since, --host, or use --csv.</p>\n", p->total.paths - p->shown);
	fputs("<table class=\"dumps\" id=\"table\">\n<caption>A row is a file; its verdict leads to its case, or to"
	      " the opened one of its kind.</caption>\n<thead><tr>", f);
	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
		ir_html(f, "<th scope=\"col\">%s</th>", columns[i]);
	fputs("</tr></thead>\n<tbody>\n", f);
	end = fflush(p->rows) ? -1 : ftello(p->rows);
	/* rewind() would forget that a write failed. */
	p->lost_rows = ferror(p->rows) || end < 0 || fseeko(p->rows, 0, SEEK_SET);
	while (!p->lost_rows && (n = fread(buf, 1, sizeof(buf), p->rows))) {
		fwrite(buf, 1, n, f);
		end -= (off_t)n;
	}
	p->lost_rows |= end != 0;
	fputs("</tbody>\n</table>\n<p class=\"tools\" hidden><button type=\"button\" id=\"more\">Show more rows</button></p>\n"
	      "</section>\n", f);
}

void ir_html_foot(const struct ir_page *p)
{
	fputs("</main>\n<footer><p>inoderace. Unknown is not false: what a dump does not hold is said to be unknown. A"
	      " <em>crash</em> is one content, however many paths lead to it.</p></footer>\n<script>", p->f);
	fputs(ir_page_js, p->f);
	fputs("</script>\n</body>\n</html>\n", p->f);
}

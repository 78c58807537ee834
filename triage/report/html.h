/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The page: what is known of it while the rows come in, and the parts that are written of it. */
#ifndef IR_HTML_H
#define IR_HTML_H

#include "triage/known/known.h"
#include "triage/report/html_apart.h"
#include "triage/report/html_tally.h"
#include "triage/report/rows.h"

/**
 * IR_HTML_ROWS, IR_HTML_CASES, IR_HTML_OWN - rows of the table, groups with a case, contents with a case of their own; more
 * than that no browser opens
 */
#define IR_HTML_ROWS 20000
#define IR_HTML_CASES 300
#define IR_HTML_OWN 200

/**
 * struct ir_page - the page while it is made
 * @rows: the table's rows, as they come
 * @known: who is asked which known issues fit a case; NULL: those that were found with it are shown
 * @own: contents that have a case of their own, the most urgent ones, @nr_own of them
 * @lost_rows: @rows was not read as it was written
 * @clockless: races without a time, or with one that no clock that was set would show
 */
struct ir_page {
	FILE *f, *rows;
	const char *db;
	const struct ir_filter *filter;
	struct ir_known *known;
	struct ir_tallies verdicts, releases, hosts, hours, groups, contents;
	struct ir_tally total;
	struct ir_apart apart;
	const struct ir_tally *own[IR_HTML_OWN];
	unsigned nr_own;
	uint64_t shown, failed, undetermined, clockless;
	bool no_memory, lost_rows;
};

/**
 * ir_report_html() - a page in the file @path
 * @known: see struct ir_page
 * @db: what it says it is made of
 * @written: becomes false when the file cannot be written, which is told
 */
bool ir_report_html(struct ir_store *s, const struct ir_filter *filter, struct ir_known *known, const char *db,
		    const char *path, bool *written);

/* The parts. */
void ir_html_head(const struct ir_page *p);
void ir_html_totals(struct ir_page *p);
void ir_html_time(struct ir_page *p);
void ir_html_releases(struct ir_page *p);
void ir_html_hosts(struct ir_page *p);
void ir_html_row(struct ir_page *p, const struct ir_row *r, unsigned group, const struct ir_tally *content);
void ir_html_table(struct ir_page *p);
bool ir_html_groups(const struct ir_page *p, struct ir_store *s);
void ir_html_foot(const struct ir_page *p);

/** ir_html_bar() - a bar, full at @most: the races by phase, what reads like it, then what is no race */
void ir_html_bar(FILE *f, const struct ir_tally *t, uint64_t most);

/* page.css and page.js, and their digests for the page's policy; made by embed */
extern const char ir_page_css[], ir_page_css_sha256[], ir_page_js[], ir_page_js_sha256[];

#endif

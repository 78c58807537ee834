/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The page: what is counted while the rows come in, and the parts that are written of it. */
#ifndef IR_HTML_H
#define IR_HTML_H

#include <jansson.h>

#include "triage/report/html_out.h"
#include "triage/report/rows.h"

/** IR_HTML_ROWS, IR_HTML_CASES - rows of the table, groups with a case; more than that no browser opens */
#define IR_HTML_ROWS 20000
#define IR_HTML_CASES 300

/** enum ir_phase - of the race; from a log alone it cannot be told */
enum ir_phase { IR_PHASE_WINDOW, IR_PHASE_REUSED, IR_PHASE_HEALED, IR_PHASE_UNKNOWN, IR_PHASES };

/** ir_phase_name - "in-window" ... */
extern const char *const ir_phase_name[IR_PHASES];

/**
 * struct ir_tally - what was counted of a release, a host, an hour, a signature ...
 * @key: its name
 * @paths: rows; @crashes: different contents among them; @race: those that are the race, by phase
 * @oldest, @newest: times of crashes, "" when none is known
 * @class, @phase, @member, @rank: of the first row; @member is replaced by one that shows more
 */
struct ir_tally {
	char *key, *member;
	uint64_t paths, crashes, race[IR_PHASES];
	char oldest[24], newest[24], class[32], phase[16];
	unsigned id, rank;
};

/** struct ir_tallies - all that was counted of one kind, in the order it came */
struct ir_tallies {
	void *tree;
	struct ir_tally **all;
	size_t nr, room;
};

/** ir_tally() - that of @key, made when it is new; NULL when there is no memory */
struct ir_tally *ir_tally(struct ir_tallies *t, const char *key);
/** ir_tally_row() - count @r; @first: its content was not seen before */
void ir_tally_row(struct ir_tally *t, const struct ir_row *r, bool first);
/** ir_tally_races() - of all phases */
uint64_t ir_tally_races(const struct ir_tally *t);
/** ir_tallies_sort() - most races first, then most crashes, then by name */
void ir_tallies_sort(struct ir_tallies *t);
/** ir_tallies_free() - all of it */
void ir_tallies_free(struct ir_tallies *t);

/**
 * struct ir_page - the page while it is made
 * @rows: the table's rows, as they come
 * @clockless: races without a time, or with one that no clock that was set would show
 */
struct ir_page {
	FILE *f, *rows;
	const char *db;
	const struct ir_filter *filter;
	struct ir_tallies verdicts, releases, hosts, hours, groups, contents;
	struct ir_tally total;
	uint64_t shown, failed, undetermined, clockless;
	bool no_memory;
};

/* The parts. */
void ir_html_head(const struct ir_page *p);
void ir_html_totals(struct ir_page *p);
void ir_html_time(struct ir_page *p);
void ir_html_releases(struct ir_page *p);
void ir_html_hosts(struct ir_page *p);
void ir_html_row(struct ir_page *p, const struct ir_row *r, unsigned group);
void ir_html_table(const struct ir_page *p);
bool ir_html_groups(const struct ir_page *p, struct ir_store *s);
void ir_html_foot(const struct ir_page *p);

/** ir_html_phases() - a bar of the races by phase, @width of @most wide, and what is not a race after it */
void ir_html_bar(FILE *f, const struct ir_tally *t, uint64_t most);

/** ir_html_case() - one diagnosis: what was found, the time line, evidence, stacks, registers */
void ir_html_case(FILE *f, const json_t *diagnosis, const char *path);
/** ir_html_timeline() - walker and recycler, in two drawings: for a wide screen and a narrow one */
void ir_html_timeline(FILE *f, const json_t *diagnosis);

/* What a diagnosis says; NULL, or null, where it says nothing. */
const json_t *ir_json_at(const json_t *o, const char *a, const char *b);
const char *ir_json_text(const json_t *o, const char *a, const char *b);
/** ir_json_number() - in @buf; "?" when it is no number */
const char *ir_json_number(const json_t *o, const char *a, const char *b, char buf[24]);
/** ir_json_frame() - "step_into+0x5cd (xfs)", or the bare address */
void ir_json_frame(const json_t *frame, char *buf, size_t size);
/** ir_json_holds() - does the fact @id hold? 1, 0, -1 when unknown or not asked */
int ir_json_holds(const json_t *diagnosis, const char *id);
/** ir_json_recycler() - the task that had the same inode in its hands; NULL when none was seen */
const json_t *ir_json_recycler(const json_t *diagnosis);

/* page.css and page.js, and their digests for the page's policy; made by embed */
extern const char ir_page_css[], ir_page_css_sha256[], ir_page_js[], ir_page_js_sha256[];

#endif

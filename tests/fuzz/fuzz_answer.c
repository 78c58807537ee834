// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a worker of batch answers, which a dump may have taken over: it is refused, or kept, and then stands in CSV, JSON Lines and on the
 * page. The database between is left out: it keeps text as it is.
 */
#include "tests/fuzz/fuzz.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "triage/batch/worker_answer.h"
#include "triage/report/export.h"
#include "triage/report/html_apart.h"
#include "triage/report/html_case.h"

#define COUNT(name) +1u
#define COLUMNS	    (0u IR_ROW_COLUMNS(COUNT))

static struct ir_row row;

/* Instead of those of rows.c, which ask a database. */
bool ir_rows(struct ir_store *s, const struct ir_filter *filter, enum ir_order order, bool json, ir_rows_fn *fn, void *arg)
{
	(void)s, (void)filter, (void)order, (void)json;
	return fn(&row, arg);
}

bool ir_row_json(struct ir_store *s, const char *path, ir_json_fn *fn, void *arg)
{
	(void)s, (void)path;
	fn(row.json, arg);
	return true;
}

void ir_put_text(FILE *to, const char *text, int width)
{
	(void)to, (void)text, (void)width;
}

/* What @export prints; malloc'd */
static char *printed(bool (*export)(struct ir_store *s, const struct ir_filter *filter))
{
	FILE *was = stdout;
	char *text = NULL;
	size_t len;

	stdout = open_memstream(&text, &len);
	if (!stdout || !export(NULL, NULL) || fclose(stdout))
		abort();
	stdout = was;
	return text;
}

static char *page(const char *json)
{
	json_t *all = json_loads(json, JSON_ALLOW_NUL, NULL), *other = json_object();
	struct ir_apart apart = {.crashes = 0};
	char *text = NULL;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	if (!f)
		abort();
	ir_html_case(f, all, NULL, "<i>=/dumps/\"vmcore\"");
	/* Of two kinds, so that there is something to be set apart from. */
	for (unsigned i = 0; i < 3; i++)
		ir_apart_count(&apart, all, "one");
	ir_apart_count(&apart, other, "another");
	ir_apart_count(&apart, other, "another");
	ir_apart_put(f, &apart, "one");
	ir_apart_put(f, &apart, "another");
	ir_apart_free(&apart);
	json_decref(other);
	json_decref(all);
	if (fclose(f))
		abort();
	return text;
}

static void publish(const struct ir_store_diagnosis *d, char *json)
{
	char *csv, *lines, *html;

	row = (struct ir_row){
		.path = "=cmd|' /C calc'!A0", .digest = "00", .class = d->class, .phase = d->phase, .confidence = d->confidence,
		.signature = d->signature, .race = d->race < 0 ? NULL : d->race ? "1" : "0", .release = d->release, .arch = d->arch,
		.build_id = d->build_id, .nodename = d->nodename, .crash_time = d->crash_time, .panic = d->panic, .summary = d->summary,
		.door = d->door, .bytes = "4096", .parts = "1", .json = json,
	};
	csv = printed(ir_report_csv);
	lines = printed(ir_report_jsonl);
	html = page(json);
	fuzz_csv_check(csv, COLUMNS);
	fuzz_html_check(html);
	if (strchr(lines, '\n') != lines + strlen(lines) - 1)
		fuzz_wrong("json", "not one line: %s", lines);
	free(csv);
	free(lines);
	free(html);
}

int fuzz_one(const uint8_t *data, size_t size)
{
	struct ir_store_diagnosis d = {.content = 0};
	char *json = malloc(size + 1);
	void *root;
	bool good;

	if (!json)
		abort();
	memcpy(json, data, size);
	json[size] = 0;
	fuzz_start();
	good = ir_answer_read(json, size, &d, &root);
	if (good)
		publish(&d, json);
	fuzz_stop();
	ir_answer_free(root);
	free(json);
	return 0;
}

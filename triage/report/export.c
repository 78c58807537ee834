// SPDX-License-Identifier: GPL-2.0-or-later
/* For programs: JSON Lines and CSV. Both have the same columns; JSON has the whole diagnosis as well. */
#include "triage/report/export.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/*
 * A spreadsheet runs what starts like a formula, perhaps behind a tab or the end of a line, and these words come
 * from dumps: an apostrophe before them makes them text.
 */
static void csv_field(const char *text, char end)
{
	const char *from = text ? text : "";
	bool quoted = strpbrk(from, "\",\r\n") != NULL;

	if (quoted)
		putchar('"');
	if (*from && strchr("=+-@\t\r\n", *from))
		putchar('\'');
	for (; *from; from++) {
		if (*from == '"')
			putchar('"');
		putchar(*from);
	}
	if (quoted)
		putchar('"');
	putchar(end);
}

static bool csv_row(const struct ir_row *r, void *arg)
{
	(void)arg;
#define X(name) csv_field(r->name, strcmp(#name, "rules") ? ',' : '\n');
	IR_ROW_COLUMNS(X)
#undef X
	return !ferror(stdout);
}

bool ir_report_csv(struct ir_store *s, const struct ir_filter *filter)
{
#define X(name) csv_field(#name, strcmp(#name, "rules") ? ',' : '\n');
	IR_ROW_COLUMNS(X)
#undef X
	return ir_rows(s, filter, IR_BY_PATH, false, csv_row, NULL);
}

/* Numbers and truth values as what they are. */
static json_t *json_value(const char *name, const char *text)
{
	if (!text)
		return json_null();
	if (!strcmp(name, "race"))
		return json_boolean(*text == '1');
	if (!strcmp(name, "bytes") || !strcmp(name, "parts"))
		return json_integer(strtoll(text, NULL, 10));
	return json_string(text);
}

/* The diagnosis was made of one path, and holds for every other one with the same content. */
static json_t *diagnosis(const struct ir_row *r)
{
	json_t *all = r->json ? json_loads(r->json, JSON_ALLOW_NUL, NULL) : NULL;
	json_t *dump = json_object_get(all, "dump");

	if (dump)
		(void)json_object_set_new(dump, "path", json_string(r->path));
	return all ? all : json_null();
}

static bool json_row(const struct ir_row *r, void *arg)
{
	json_t *line = json_object();
	bool ok;

	(void)arg;
#define X(name) (void)json_object_set_new(line, #name, json_value(#name, r->name));
	IR_ROW_COLUMNS(X)
#undef X
	(void)json_object_set_new(line, "diagnosis", diagnosis(r));
	ok = !json_dumpf(line, stdout, JSON_COMPACT) && putchar('\n') != EOF;
	json_decref(line);
	return ok;
}

bool ir_report_jsonl(struct ir_store *s, const struct ir_filter *filter)
{
	return ir_rows(s, filter, IR_BY_PATH, true, json_row, NULL);
}

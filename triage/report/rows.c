// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/report/rows.h"

#include <fnmatch.h>
#include <string.h>

#include "core/render/report.h"

/* Where two contents have one fingerprint, all bytes tell them apart. */
#define SELECT(json)                                                                               \
	"SELECT p.path, CASE WHEN EXISTS (SELECT 1 FROM contents o WHERE o.fingerprint ="          \
	" c.fingerprint AND o.id <> c.id) THEN c.fingerprint || '-' ||"                            \
	" substr(coalesce(c.whole, ''), 1, 16) ELSE c.fingerprint END, coalesce(d.class, 'error')," \
	" d.phase, d.confidence, d.signature, d.race, d.release, d.arch, d.build_id, d.nodename,"  \
	" d.crash_time, d.panic, d.summary, coalesce(p.error, d.error), d.door, p.size, p.parts,"  \
	" p.log, d.tool, r.hash, " json                                                            \
	" FROM paths p LEFT JOIN contents c ON c.id = p.content LEFT JOIN diagnoses d ON d.id ="   \
	" c.diagnosis LEFT JOIN rules r ON r.id = d.rules"

#define BY_PATH	     " ORDER BY p.path COLLATE \"C\""
#define BY_SIGNATURE " ORDER BY coalesce(d.signature, '') COLLATE \"C\", p.path COLLATE \"C\""

#define BY_URGENCY                                                                                  \
	" ORDER BY coalesce(d.race, 0) DESC, coalesce(d.crash_time, '') COLLATE \"C\" DESC,"         \
	" p.path COLLATE \"C\""

/* One of the words of a list that commas separate? */
static bool listed(const char *list, const char *word)
{
	size_t n = word ? strlen(word) : 0;

	if (!list || !*list)
		return true;
	for (const char *at = list; word && at; at = strchr(at, ','), at = at ? at + 1 : NULL) {
		if (!strncmp(at, word, n) && (!at[n] || at[n] == ','))
			return true;
	}
	return false;
}

static bool fits(const char *glob, const char *text)
{
	return !glob || !*glob || (text && !fnmatch(glob, text, 0));
}

static bool passes(const struct ir_filter *f, const struct ir_row *r)
{
	return listed(f->class, r->class) && listed(f->phase, r->phase) &&
	       listed(f->confidence, r->confidence) && fits(f->release, r->release) &&
	       fits(f->host, r->nodename) && fits(f->path, r->path) &&
	       (!f->since[0] || (r->crash_time && strcmp(r->crash_time, f->since) >= 0));
}

struct stream {
	const struct ir_filter *filter;
	ir_rows_fn *fn;
	void *arg;
};

static bool filter_row(const char *const *column, void *arg)
{
	const struct stream *s = arg;
	struct ir_row row;
	unsigned i = 0;

#define X(name) row.name = column[i++];
	IR_ROW_COLUMNS(X)
#undef X
	row.json = column[i];
	return !passes(s->filter, &row) || s->fn(&row, s->arg);
}

bool ir_rows(struct ir_store *s, const struct ir_filter *filter, enum ir_order order, bool json,
	     ir_rows_fn *fn, void *arg)
{
	struct stream stream = {filter, fn, arg};
	static const char *const sql[][2] = {
		[IR_BY_PATH] = {SELECT("NULL") BY_PATH, SELECT("d.json") BY_PATH},
		[IR_BY_SIGNATURE] = {SELECT("NULL") BY_SIGNATURE, SELECT("d.json") BY_SIGNATURE},
		[IR_BY_URGENCY] = {SELECT("NULL") BY_URGENCY, SELECT("d.json") BY_URGENCY},
	};

	return ir_store_query(s, sql[order][json], NULL, 0, filter_row, &stream);
}

struct json_look {
	ir_json_fn *fn;
	void *arg;
};

static bool json_row(const char *const *column, void *arg)
{
	const struct json_look *l = arg;

	l->fn(column[0], l->arg);
	return false;
}

bool ir_row_json(struct ir_store *s, const char *path, ir_json_fn *fn, void *arg)
{
	struct json_look l = {fn, arg};

	return ir_store_query(s, "SELECT d.json FROM paths p JOIN contents c ON c.id = p.content JOIN diagnoses d"
				 " ON d.id = c.diagnosis WHERE p.path = $1",
			      (const char *[]){path}, 1, json_row, &l);
}

void ir_put_text(FILE *to, const char *text, int width)
{
	char glyph[17];
	int at = 0;
	unsigned n;

	if (!text || !*text)
		text = "-";
	while ((n = ir_glyph(&text, glyph))) {
		fputs(glyph, to);
		at += (int)n;
	}
	for (; at < width; at++)
		fputc(' ', to);
}

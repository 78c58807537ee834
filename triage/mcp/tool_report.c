// SPDX-License-Identifier: GPL-2.0-or-later
/* The database, a page of rows at a time. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/facts/classes.h"
#include "triage/mcp/rpc.h"
#include "triage/mcp/tools.h"
#include "triage/report/rows.h"
#include "triage/store/time_spec.h"

#define MOST_GROUPS 2000

/* The rows that are wanted, as they come. */
struct page {
	unsigned long offset, limit, nr;
	bool groups;
	jv rows;
};

static jv text(const char *s)
{
	return s ? jv_string(s) : jv_null();
}

static jv class_of(const struct ir_row *r)
{
	return ir_class_find(r->class) == IR_CLASS_NONE ? jv_string("error") : jv_string(r->class);
}

static jv row(const struct ir_row *r)
{
	jv from = JV_OBJECT(jv_string("path"), text(r->path), jv_string("host"), text(r->nodename), jv_string("release"), text(r->release));
	jv ret;

	from = ir_jv_set(from, "panic", text(r->panic));
	from = ir_jv_set(from, "summary", text(r->summary));
	from = ir_jv_set(from, "error", text(r->error));
	from = ir_jv_set(from, "crash_time", text(r->crash_time));
	from = ir_jv_set(from, "phase", text(r->phase));
	from = ir_jv_set(from, "confidence", text(r->confidence));
	from = ir_jv_set(from, "signature", text(r->signature));
	ret = JV_OBJECT(jv_string("class"), class_of(r), jv_string("race"),
			!r->race ? jv_null() : *r->race == '1' ? jv_true() : jv_false());
	return ir_jv_set(ret, "from_dump", from);
}

/* Groups are an object while they are counted: a member for each signature. */
static void count(struct page *p, const struct ir_row *r)
{
	const char *key = r->signature ? r->signature : "no signature";
	jv group = ir_jv_get(p->rows, key);

	if (jv_get_kind(group) != JV_KIND_OBJECT) {
		jv_free(group);
		if (jv_object_length(jv_copy(p->rows)) >= MOST_GROUPS)
			return;
		group = ir_jv_set(row(r), "paths", jv_number(0));
	}
	jv nr = ir_jv_get(group, "paths");

	p->rows = ir_jv_set(p->rows, key, ir_jv_set(group, "paths", jv_number(jv_number_value(nr) + 1)));
	jv_free(nr);
}

static bool take(const struct ir_row *r, void *arg)
{
	struct page *p = arg;

	if (p->groups)
		count(p, r);
	else if (p->nr >= p->offset && p->nr < p->offset + p->limit)
		p->rows = jv_array_append(p->rows, row(r));
	p->nr++;
	return true;
}

/* The groups as an array, as many as are wanted from the offset on. */
static jv group_page(struct page *p)
{
	jv all = jv_array();

	jv_object_foreach(p->rows, key, group)
	{
		all = jv_array_append(all, group);
		jv_free(key);
	}
	jv_free(p->rows);
	p->nr = (unsigned long)jv_array_length(jv_copy(all));
	return jv_array_slice(all, (int)(p->offset < p->nr ? p->offset : p->nr),
			      (int)(p->offset + p->limit < p->nr ? p->offset + p->limit : p->nr));
}

static unsigned long number(jv arguments, const char *key, unsigned long otherwise, unsigned long most)
{
	jv n = ir_jv_get(arguments, key);
	double v = jv_get_kind(n) == JV_KIND_NUMBER ? jv_number_value(n) : -1;

	jv_free(n);
	return v < 0 ? otherwise : v > (double)most ? most : (unsigned long)v;
}

static bool filter(jv arguments, struct ir_filter *f)
{
	const char *since = ir_jv_string(arguments, "since");
	struct tm tm;
	time_t t;

	*f = (struct ir_filter){.class = ir_jv_string(arguments, "class"),
				.phase = ir_jv_string(arguments, "phase"),
				.confidence = ir_jv_string(arguments, "confidence"),
				.release = ir_jv_string(arguments, "release"),
				.host = ir_jv_string(arguments, "host"),
				.path = ir_jv_string(arguments, "path_glob")};
	return !since || (ir_when(since, &t) && gmtime_r(&t, &tm) && strftime(f->since, sizeof(f->since), "%Y-%m-%dT%H:%M:%SZ", &tm));
}

jv ir_tool_report(struct ir_mcp *m, jv arguments, char *error, size_t size)
{
	jv groups = ir_jv_get(arguments, "groups");
	struct page p = {.offset = number(arguments, "offset", 0, 1000000000), .limit = number(arguments, "limit", 50, 200),
			 .groups = jv_get_kind(groups) == JV_KIND_TRUE};
	struct ir_filter f;
	struct ir_store *s;
	bool ok;

	jv_free(groups);
	if (!m->db || !filter(arguments, &f)) {
		snprintf(error, size, m->db ? "since: no time" : "this server was started without --db");
		return jv_invalid();
	}
	s = ir_store_open(m->db, IR_STORE_READ, error, size);
	if (!s)
		return jv_invalid();
	p.rows = p.groups ? jv_object() : jv_array();
	ok = ir_rows(s, &f, IR_BY_URGENCY, false, take, &p);
	if (!ok)
		snprintf(error, size, "%s", ir_store_error(s));
	ir_store_close(s);
	if (p.groups)
		p.rows = group_page(&p);
	if (ok)
		return JV_OBJECT(jv_string("total"), jv_number((double)p.nr), jv_string(p.groups ? "groups" : "rows"), p.rows);
	jv_free(p.rows);
	return jv_invalid();
}

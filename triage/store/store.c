// SPDX-License-Identifier: GPL-2.0-or-later
/* Opening a database and keeping its schema up to date; store_batch.c has what a run writes. */
#include "triage/store/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "triage/store/schema.h"
#include "triage/store/store_private.h"

bool ir_store_is_server(const char *where)
{
	static const char *const starts[] = {"postgresql://", "postgres://", "host=",	 "port=",
					     "dbname=",	      "service=",    "hostaddr=", "user="};

	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++) {
		if (!strncmp(where, starts[i], strlen(starts[i])))
			return true;
	}
	return false;
}

/* @sql with the backend's own words for a numbering column. */
static char *in_dialect(const struct ir_backend *ops, const char *sql)
{
	size_t room = strlen(sql) + 1, n = strlen(ops->id_type);
	char *text, *to;

	for (const char *at = sql; (at = strstr(at, "@ID@")); at++)
		room += n;
	to = text = malloc(room);
	while (text && *sql) {
		if (!strncmp(sql, "@ID@", 4)) {
			memcpy(to, ops->id_type, n);
			to += n;
			sql += 4;
		} else {
			*to++ = *sql++;
		}
	}
	if (text)
		*to = 0;
	return text;
}

static bool number_row(const char *const *column, void *arg)
{
	*(int64_t *)arg = column[0] ? strtoll(column[0], NULL, 10) : 0;
	return true;
}

bool ir_store_number(struct ir_store *s, const char *sql, const char *const *params, unsigned nr,
		     int64_t *ret)
{
	return ir_store_query(s, sql, params, nr, number_row, ret);
}

static bool set_version(struct ir_store *s, unsigned version)
{
	char text[16];

	snprintf(text, sizeof(text), "%u", version);
	return ir_store_query(s,
			      "INSERT INTO meta (key, value) VALUES ('schema', $1)"
			      " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
			      (const char *[]){text}, 1, NULL, NULL);
}

static bool step(struct ir_store *s, unsigned version)
{
	char *sql = in_dialect(s->ops, ir_schema_step(version));
	bool ok = sql && s->ops->script(s->db, sql) && set_version(s, version);

	free(sql);
	return ok;
}

/* In one transaction: another process may be about to do the same. */
static bool bring_up(struct ir_store *s, char *error, size_t size)
{
	int64_t version = 0;
	bool ok = ir_store_begin(s);
	const char *failed;
	int there = ok ? s->ops->tables(s->db) : -1;

	ok = ok && there >= 0;
	if (ok && there)
		ok = ir_store_number(s, "SELECT value FROM meta WHERE key = 'schema'", NULL, 0, &version);
	if (ok && version > IR_STORE_SCHEMA) {
		snprintf(error, size, "its schema is %lld, this program knows %d (use a newer inoderace)",
			 (long long)version, IR_STORE_SCHEMA);
		(void)ir_store_end(s, false);
		return false;
	}
	for (unsigned v = (unsigned)version + 1; ok && v <= IR_STORE_SCHEMA; v++)
		ok = step(s, v);
	failed = ir_store_error(s);
	if (!ok)
		snprintf(error, size, "%s", there < 0 && !*failed ? "it is a database of something else" : failed);
	if (ir_store_end(s, ok) && ok)
		return true;
	if (!*error)
		snprintf(error, size, "%s", ir_store_error(s));
	return false;
}

static bool check_schema(struct ir_store *s, unsigned how, char *error, size_t size)
{
	int64_t version = 0;

	if (s->ops->tables(s->db) != 1 ||
	    !ir_store_number(s, "SELECT value FROM meta WHERE key = 'schema'", NULL, 0, &version) || version < 1) {
		const char *failed = ir_store_error(s);

		snprintf(error, size, "%s", *failed ? failed : "not a database of inoderace batch");
		return false;
	}
	if (version != IR_STORE_SCHEMA && how & IR_STORE_READ) {
		snprintf(error, size, "its schema is another one (inoderace report brings an older one up to date)");
		return false;
	}
	return version == IR_STORE_SCHEMA || bring_up(s, error, size);
}

struct ir_store *ir_store_open(const char *where, unsigned how, char *error, size_t size)
{
	struct ir_store *s = calloc(1, sizeof(*s));

	if (!s) {
		snprintf(error, size, "not enough memory");
		return NULL;
	}
	*error = 0;
	s->ops = ir_store_is_server(where) ? &ir_backend_postgres : &ir_backend_sqlite;
	s->db = s->ops->open(where, how, error, size);
	if (s->db &&
	    (how & IR_STORE_CREATE ? bring_up(s, error, size) : check_schema(s, how, error, size)) &&
	    (!(how & IR_STORE_READ) || s->ops->script(s->db, s->ops->read_only)))
		return s;
	if (s->db && !*error)
		snprintf(error, size, "%s", ir_store_error(s));
	/* libpq ends its messages with a newline. */
	error[strcspn(error, "\n")] = 0;
	ir_store_close(s);
	return NULL;
}

void ir_store_close(struct ir_store *s)
{
	if (s && s->db)
		s->ops->close(s->db);
	free(s);
}

const char *ir_store_error(const struct ir_store *s)
{
	return s->ops->error(s->db);
}

bool ir_store_query(struct ir_store *s, const char *sql, const char *const *params, unsigned nr,
		    ir_row_fn *fn, void *arg)
{
	return s->ops->query(s->db, sql, params, nr, fn, arg);
}

const char *ir_store_now(char ret[24])
{
	time_t t = time(NULL);
	struct tm tm;

	strftime(ret, 24, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&t, &tm));
	return ret;
}

bool ir_store_begin(struct ir_store *s)
{
	return s->ops->script(s->db, s->ops->begin);
}

bool ir_store_end(struct ir_store *s, bool ok)
{
	if (ok && s->ops->script(s->db, "COMMIT"))
		return true;
	(void)s->ops->script(s->db, "ROLLBACK");
	return false;
}

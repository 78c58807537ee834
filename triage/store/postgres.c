// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * libpq is loaded when a connection string asks for it, and not linked: it brings a dozen libraries,
 * which would double the start of a program that mostly does without.
 */
#include "triage/store/backend.h"

#include <stdio.h>

#if IR_HAVE_POSTGRES

#include <dlfcn.h>
#include <libpq-fe.h>
#include <stdlib.h>
#include <string.h>

#define FUNCTIONS(X) \
	X(PQconnectdb) X(PQstatus) X(PQerrorMessage) X(PQfinish) X(PQexec) \
	X(PQresultStatus) X(PQclear) X(PQntuples) X(PQnfields) X(PQgetvalue) X(PQgetisnull) \
	X(PQsendQueryParams) X(PQsetSingleRowMode) X(PQgetResult) X(PQsetNoticeProcessor) \
	X(PQgetCancel) X(PQcancel) X(PQfreeCancel)

static struct {
#define X(name) __typeof__(name) *name;
	FUNCTIONS(X)
#undef X
} pq;

/* @said: of the first thing that failed */
struct database {
	PGconn *conn;
	char said[512];
};

static bool load(char *error, size_t size)
{
	void *library = dlopen("libpq.so.5", RTLD_NOW | RTLD_LOCAL);

	if (!library) {
		snprintf(error, size, "PostgreSQL's client library is not there (install libpq5)");
		return false;
	}
#define X(name)                                                           \
	*(void **)&pq.name = dlsym(library, #name);                       \
	if (!pq.name) {                                                   \
		snprintf(error, size, "libpq.so.5 has no %s", #name);     \
		return false;                                             \
	}
	FUNCTIONS(X)
#undef X
	return true;
}

static bool done(PGresult *result)
{
	ExecStatusType st = pq.PQresultStatus(result);

	pq.PQclear(result);
	return st == PGRES_COMMAND_OK || st == PGRES_TUPLES_OK || st == PGRES_SINGLE_TUPLE;
}

/* In one line: what is wrong comes first, and then hints of more than one. */
static bool keep_error(struct database *d)
{
	if (!d->said[0]) {
		snprintf(d->said, sizeof(d->said), "%s", pq.PQerrorMessage(d->conn));
		d->said[strcspn(d->said, "\n")] = 0;
	}
	return false;
}

static bool script(void *db, const char *sql)
{
	struct database *d = db;

	return done(pq.PQexec(d->conn, sql)) || keep_error(d);
}

struct row {
	const PGresult *result;
	int nr;
};

static const char *column(void *arg, int i)
{
	const struct row *row = arg;

	return pq.PQgetisnull(row->result, row->nr, i) ? NULL
						       : pq.PQgetvalue(row->result, row->nr, i);
}

static bool rows_of(const PGresult *result, ir_row_fn *fn, void *arg)
{
	for (struct row row = {result, 0}; row.nr < pq.PQntuples(result); row.nr++) {
		if (!ir_backend_row(pq.PQnfields(result), column, &row, fn, arg))
			return false;
	}
	return true;
}

static void give_up(PGconn *conn)
{
	PGcancel *cancel = pq.PQgetCancel(conn);
	char why[256];

	if (cancel)
		(void)pq.PQcancel(cancel, why, sizeof(why));
	pq.PQfreeCancel(cancel);
}

/* Row by row: a report over a million dumps does not fit into memory. */
static bool query(void *db, const char *sql, const char *const *params, unsigned nr, ir_row_fn *fn,
		  void *arg)
{
	struct database *d = db;
	PGconn *conn = d->conn;
	bool ok = true, wanted = true;
	PGresult *result;

	if (!pq.PQsendQueryParams(conn, sql, (int)nr, NULL, params, NULL, NULL, 0))
		return keep_error(d);
	(void)pq.PQsetSingleRowMode(conn);
	while ((result = pq.PQgetResult(conn))) {
		if (wanted && !rows_of(result, fn, arg)) {
			wanted = false;
			give_up(conn);
		}
		if (!done(result) && wanted)
			ok = keep_error(d);
	}
	return ok;
}

static bool note_one(const char *const *text, void *arg)
{
	*(int *)arg = text[0] && *text[0] != '0';
	return true;
}

static int tables(void *db)
{
	int there = -1;

	if (!query(db, "SELECT count(*) FROM information_schema.tables WHERE table_name = 'meta'"
		       " AND table_schema = current_schema()", NULL, 0, note_one, &there))
		return -1;
	return there;
}

static void silent(void *arg, const char *message)
{
	(void)arg, (void)message;
}

static void shut(void *db)
{
	pq.PQfinish(((struct database *)db)->conn);
	free(db);
}

static const char *message(void *db)
{
	return ((struct database *)db)->said;
}

/*
 * Who writes asks for one row at a time. A table that has just grown has no statistics yet, and is taken for
 * a small one that is best read as a whole, each time.
 */
static const char by_index[] =
	"SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off";

static void *begin(const char *where, unsigned how, char *error, size_t size)
{
	struct database *d = calloc(1, sizeof(*d));

	if (!d || !load(error, size)) {
		free(d);
		return NULL;
	}
	d->conn = pq.PQconnectdb(where);
	if (pq.PQstatus(d->conn) != CONNECTION_OK) {
		(void)keep_error(d);
		snprintf(error, size, "%s", message(d));
	} else {
		pq.PQsetNoticeProcessor(d->conn, silent, NULL);
		if (script(d, "SET client_encoding = 'UTF8'; SET standard_conforming_strings = on") &&
		    (!(how & IR_STORE_CREATE) || script(d, by_index)))
			return d;
		snprintf(error, size, "%s", message(d));
	}
	shut(d);
	return NULL;
}

const struct ir_backend ir_backend_postgres = {
	.id_type = "BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY",
	/* One writer at a time, as SQLite has it: who looks for a content must see the other's. */
	.begin = "BEGIN; SELECT pg_advisory_xact_lock(1768777330)",
	.read_only = "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
	.open = begin,
	.script = script,
	.query = query,
	.tables = tables,
	.error = message,
	.close = shut,
};

#else

static void *refuse(const char *where, unsigned how, char *error, size_t size)
{
	(void)where, (void)how;
	snprintf(error, size, "this inoderace was built without PostgreSQL (name a file: SQLite needs no server)");
	return NULL;
}

const struct ir_backend ir_backend_postgres = {.open = refuse};

#endif

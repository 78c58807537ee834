// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "triage/store/backend.h"

#define BUSY_MS	    60000 /* another batch writes for milliseconds */
#define CHECKED_MAX ((int64_t)1 << 30)

struct kept {
	const char *sql;
	sqlite3_stmt *stmt;
};

/* @said: of the first thing that failed. A rollback succeeds, and SQLite then says "not an error". */
struct database {
	sqlite3 *sqlite;
	char said[256];
	struct kept kept[32];
};

/* A full disk, a bad one: what the system said is more than SQLite's "disk I/O error". */
static bool keep_error(struct database *d)
{
	int error = sqlite3_system_errno(d->sqlite);
	bool told = sqlite3_errcode(d->sqlite) == SQLITE_IOERR && error;

	if (!d->said[0])
		snprintf(d->said, sizeof(d->said), "%s%s%s", sqlite3_errmsg(d->sqlite), told ? ": " : "", told ? strerror(error) : "");
	return false;
}

static bool script(void *db, const char *sql)
{
	struct database *d = db;

	return sqlite3_exec(d->sqlite, sql, NULL, NULL, NULL) == SQLITE_OK || keep_error(d);
}

/* PostgreSQL's COLLATE "C" is what SQLite does unasked. */
static int compare_bytes(void *arg, int la, const void *a, int lb, const void *b)
{
	int c = memcmp(a, b, (size_t)(la < lb ? la : lb));

	(void)arg;
	return c ? c : la - lb;
}

/* The statement for @sql, kept from the last time where there is room. */
static sqlite3_stmt *statement(struct database *d, const char *sql, bool *kept)
{
	sqlite3_stmt *stmt = NULL;
	size_t i;

	*kept = true;
	for (i = 0; i < sizeof(d->kept) / sizeof(d->kept[0]) && d->kept[i].sql; i++) {
		if (d->kept[i].sql == sql)
			return d->kept[i].stmt;
	}
	if (sqlite3_prepare_v2(d->sqlite, sql, -1, &stmt, NULL) != SQLITE_OK)
		return NULL;
	*kept = i < sizeof(d->kept) / sizeof(d->kept[0]);
	if (*kept)
		d->kept[i] = (struct kept){sql, stmt};
	return stmt;
}

static bool bind(sqlite3_stmt *stmt, const char *const *params, unsigned nr)
{
	char name[16];

	for (unsigned i = 0; i < nr; i++) {
		int at;

		snprintf(name, sizeof(name), "$%u", i + 1);
		at = sqlite3_bind_parameter_index(stmt, name);
		if (at && (params[i] ? sqlite3_bind_text(stmt, at, params[i], -1, SQLITE_STATIC)
				     : sqlite3_bind_null(stmt, at)) != SQLITE_OK)
			return false;
	}
	return true;
}

static const char *column(void *stmt, int i)
{
	return (const char *)sqlite3_column_text(stmt, i);
}

static int each_row(sqlite3_stmt *stmt, ir_row_fn *fn, void *arg)
{
	int status;

	while ((status = sqlite3_step(stmt)) == SQLITE_ROW) {
		if (!ir_backend_row(sqlite3_column_count(stmt), column, stmt, fn, arg))
			return SQLITE_DONE;
	}
	return status;
}

static bool query(void *db, const char *sql, const char *const *params, unsigned nr, ir_row_fn *fn,
		  void *arg)
{
	struct database *d = db;
	bool kept;
	sqlite3_stmt *stmt = statement(d, sql, &kept);
	bool ok;

	if (!stmt)
		return keep_error(d);
	ok = (bind(stmt, params, nr) && each_row(stmt, fn, arg) == SQLITE_DONE) || keep_error(d);
	if (kept) {
		/* Its result is that of the last step, which is known. */
		(void)sqlite3_reset(stmt);
		(void)sqlite3_clear_bindings(stmt);
	} else {
		(void)sqlite3_finalize(stmt);
	}
	return ok;
}

static const char *message(void *db)
{
	return ((struct database *)db)->said;
}

static bool first_text(const char *const *text, void *arg)
{
	snprintf(arg, 256, "%s", text[0] ? text[0] : "");
	return false;
}

static int tables(void *db)
{
	char ours[256] = "", all[256] = "";

	if (!query(db, "SELECT count(*) FROM sqlite_master WHERE name = 'meta'", NULL, 0, first_text,
		   ours) ||
	    !query(db, "SELECT count(*) FROM sqlite_master", NULL, 0, first_text, all))
		return -1;
	return !strcmp(ours, "1") ? 1 : !strcmp(all, "0") ? 0 : -1;
}

/* A damaged file must be noticed before more is written into it. Reading gigabytes would take minutes. */
static bool sound(struct database *d, const char *where, char *error, size_t size)
{
	char said[256] = "";
	struct stat st;

	if (!stat(where, &st) && st.st_size > CHECKED_MAX)
		return true;
	if (!query(d, "PRAGMA quick_check(1)", NULL, 0, first_text, said)) {
		snprintf(error, size, "%s", message(d));
		return false;
	}
	if (!strcmp(said, "ok"))
		return true;
	snprintf(error, size, "the database is damaged: %s (sqlite3 %s .recover saves what is left)",
		 said, where);
	return false;
}

static void shut(void *db)
{
	struct database *d = db;

	for (size_t i = 0; i < sizeof(d->kept) / sizeof(d->kept[0]); i++)
		(void)sqlite3_finalize(d->kept[i].stmt);
	(void)sqlite3_close(d->sqlite);
	free(d);
}

static void *begin(const char *where, unsigned how, char *error, size_t size)
{
	struct database *d = calloc(1, sizeof(*d));
	bool create = how & IR_STORE_CREATE;
	int flags = how & IR_STORE_READ ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | (create ? SQLITE_OPEN_CREATE : 0);
	mode_t mask;
	int status;

	if (!d) {
		snprintf(error, size, "not enough memory");
		return NULL;
	}
	/* What dumps tell of machines is not everybody's. */
	mask = umask(077);
	status = sqlite3_open_v2(where, &d->sqlite, flags, NULL);
	if (status == SQLITE_CANTOPEN && !create)
		status = sqlite3_open_v2(where, &d->sqlite, SQLITE_OPEN_READONLY, NULL);
	if (status == SQLITE_OK) {
		(void)sqlite3_busy_timeout(d->sqlite, BUSY_MS);
		(void)sqlite3_create_collation(d->sqlite, "C", SQLITE_UTF8, NULL, compare_bytes);
		/* Before the file is looked at: its journal's index is then kept in this process. */
		if ((how & IR_STORE_ALONE) && !script(d, "PRAGMA locking_mode = EXCLUSIVE"))
			status = SQLITE_ERROR;
		/* Loses nothing when this program is killed; at most the last rows on power loss. */
		if (create && !script(d, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL"))
			status = SQLITE_ERROR;
		(void)script(d, "PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF");
	}
	umask(mask);
	if (status != SQLITE_OK) {
		if (d->sqlite)
			(void)keep_error(d);
		snprintf(error, size, "%s", d->sqlite ? message(d) : "out of memory");
	} else if (sound(d, where, error, size)) {
		return d;
	}
	shut(d);
	return NULL;
}

const struct ir_backend ir_backend_sqlite = {
	.id_type = "INTEGER PRIMARY KEY",
	.begin = "BEGIN IMMEDIATE",
	.read_only = "PRAGMA query_only = ON",
	.open = begin,
	.script = script,
	.query = query,
	.tables = tables,
	.error = message,
	.close = shut,
};

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a database must be able to do for store.c. */
#ifndef IR_STORE_BACKEND_H
#define IR_STORE_BACKEND_H

#include "triage/store/store.h"

/**
 * struct ir_backend - one kind of database
 * @id_type: type of a column that numbers its rows by itself
 * @begin: statement that starts a transaction which writes; run as a script
 * @read_only: statement after which nothing can be written any more
 * @open: returns NULL with @error; @how as of ir_store_open()
 * @script: several statements without parameters and results
 * @tables: does it hold our tables already? -1 when it cannot tell, or holds others' only
 */
struct ir_backend {
	const char *id_type, *begin, *read_only;
	void *(*open)(const char *where, unsigned how, char *error, size_t size);
	bool (*script)(void *db, const char *sql);
	bool (*query)(void *db, const char *sql, const char *const *params, unsigned nr,
		      ir_row_fn *fn, void *arg);
	int (*tables)(void *db);
	const char *(*error)(void *db);
	void (*close)(void *db);
};

extern const struct ir_backend ir_backend_sqlite, ir_backend_postgres;

/** ir_column_fn - text of column @i of the row at hand, which @row is for; NULL for a null column */
typedef const char *ir_column_fn(void *row, int i);

/**
 * ir_backend_row() - hand a row of @nr columns to @fn, as ir_store_query() promises
 * @fn: NULL: nobody wants it
 *
 * Returns false when @fn wants no more.
 */
bool ir_backend_row(int nr, ir_column_fn *column, void *row, ir_row_fn *fn, void *arg);

#endif

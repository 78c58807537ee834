/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where "inoderace batch" keeps what it found, and "inoderace report" finds it: a SQLite file or a
 * PostgreSQL database of the same schema (docs/batch.md). All SQL is written once, for both.
 */
#ifndef IR_STORE_H
#define IR_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** IR_STORE_SCHEMA - version of the schema this program writes */
#define IR_STORE_SCHEMA 1

/** IR_STORE_DEFAULT - the file used when --db names none */
#define IR_STORE_DEFAULT "triage.db"

struct ir_store;

/** ir_row_fn - one row of a result, NULL for a null column; return false to stop */
typedef bool ir_row_fn(const char *const *column, void *arg);

/**
 * ir_store_open() - a database
 * @where: a file, or a connection string: "postgresql://...", or "host=..." and other words libpq knows
 * @how: IR_STORE_CREATE: make the file and the tables if they are not there; IR_STORE_ALONE: keep all
 *	others out of the file until it is closed, which needs no shared memory and so works on a
 *	network's file system; IR_STORE_READ: nothing can be written, not even an older schema brought up to date
 * @error: receives why it cannot be opened
 *
 * An older schema is brought up to date, a newer one refused.
 */
enum { IR_STORE_CREATE = 1, IR_STORE_ALONE = 2, IR_STORE_READ = 4 };
struct ir_store *ir_store_open(const char *where, unsigned how, char *error, size_t size);

/** ir_store_is_server() - is @where a connection string? It may hold a password. */
bool ir_store_is_server(const char *where);

/** ir_store_close() - accepts NULL */
void ir_store_close(struct ir_store *s);

/** ir_store_error() - what went wrong last */
const char *ir_store_error(const struct ir_store *s);

/**
 * ir_store_query() - run one statement
 * @sql: a string constant (statements are kept by its address), parameters are $1, $2 ...
 * @params: their text, NULL for null
 * @fn: called for each row; NULL when none are expected. It must not use the store.
 */
bool ir_store_query(struct ir_store *s, const char *sql, const char *const *params, unsigned nr,
		    ir_row_fn *fn, void *arg);

/** ir_store_begin() - start a transaction that writes; other writers wait */
bool ir_store_begin(struct ir_store *s);
/** ir_store_end() - commit it, or take it back when @ok is false; true when it is committed */
bool ir_store_end(struct ir_store *s, bool ok);

/**
 * struct ir_store_file - a path as it was when it was looked at
 * @size, @mtime_ns: all parts' bytes, the newest part's time
 * @dev, @inode: the first part's
 */
struct ir_store_file {
	const char *path;
	int64_t size, mtime_ns, dev, inode;
	int64_t parts;
	const char *log;
};

/**
 * struct ir_store_known - what is recorded of a path
 * @content: 0 when its content could not be told
 * @run: in which run it was last looked at
 * @diagnosed: in which run its content was last diagnosed; 0: never
 * @rules: by which it was judged then
 * @class: the latest verdict's, "error" when there is none
 * @race: is it this race?
 */
struct ir_store_known {
	bool found, unchanged, race;
	int64_t content, run, diagnosed, rules;
	char class[32], phase[16], confidence[16];
};

/** ir_store_path() - look a path up; false when the database fails */
bool ir_store_path(struct ir_store *s, const struct ir_store_file *f, struct ir_store_known *ret);

/** ir_store_inode() - the content of another name of the same unchanged file; 0 when there is none */
bool ir_store_inode(struct ir_store *s, const struct ir_store_file *f, struct ir_store_known *ret);

/**
 * struct ir_store_content - a content with a given fingerprint
 * @whole: digest of all its bytes, "" when it was not needed yet
 * @file: one path that has it, with @path in @path_text
 */
struct ir_store_content {
	int64_t id, diagnosed;
	bool race;
	char class[32], phase[16], confidence[16], whole[65];
	struct ir_store_file file;
	char path_text[4096];
};

/** ir_store_contents() - those with that fingerprint, at most @max; false when the database fails */
bool ir_store_contents(struct ir_store *s, const char *fingerprint, struct ir_store_content *ret,
		       unsigned max, unsigned *nr);

/** ir_store_set_whole() - the digest of all bytes of a content became known */
bool ir_store_set_whole(struct ir_store *s, int64_t content, const char *whole);

/** struct ir_store_run - what a run is recorded with */
struct ir_store_run {
	int64_t id, rules;
	bool again;
	const char *tool, *rules_hash, *host, *process, *arguments;
};

/**
 * ir_store_run_start() - record a run, or go on with one that was killed: the same arguments, on this
 * host, by a process that is gone
 */
bool ir_store_run_start(struct ir_store *s, struct ir_store_run *run);
/** ir_process_started() - start time in a line of /proc/PID/stat, for struct ir_store_run.process */
unsigned long long ir_process_started(const char *stat);
/** ir_store_run_end() - @how: "done", "interrupted" */
bool ir_store_run_end(struct ir_store *s, const struct ir_store_run *run, const char *how);

/**
 * struct ir_store_diagnosis - a diagnosis, or why there is none
 * @content: of a known content, else 0: a new one with @fingerprint is made
 * @error: NULL when there is a verdict
 * Everything else is NULL when unknown.
 */
struct ir_store_diagnosis {
	int64_t content;
	const char *fingerprint, *whole;
	bool sampled;
	const char *error, *class, *phase, *confidence, *signature, *summary, *door;
	int race; /* -1 unknown */
	const char *release, *arch, *build_id, *nodename, *crash_time, *panic, *json;
	int64_t cpu_ms, peak_kb;
	const char *made; /* NULL: now */
};

/** ir_store_diagnosed() - record @d, and that @f has this content; one transaction */
bool ir_store_diagnosed(struct ir_store *s, const struct ir_store_run *run,
			const struct ir_store_file *f, const struct ir_store_diagnosis *d);
/** ir_store_linked() - record that @f has a content that is known */
bool ir_store_linked(struct ir_store *s, const struct ir_store_run *run,
		     const struct ir_store_file *f, int64_t content);
/** ir_store_unread() - record that @f could not be looked at, for a reason that may pass */
bool ir_store_unread(struct ir_store *s, const struct ir_store_run *run,
		     const struct ir_store_file *f, const char *error);

/**
 * struct ir_store_merge - taking over what another database holds
 * @again: when a run with --again began: contents that were last diagnosed before get another diagnosis.
 *	NULL: only those get one that have none.
 * @same: of two contents with one fingerprint, are all bytes the same? Fills in their @whole if it reads them.
 * @stop: looked at now and then: not 0 when the user wants out, and nothing is taken over
 * @paths, @diagnoses: receive how many came over
 * @complete: receives whether the other's last run has come to its end
 */
struct ir_store_merge {
	const char *again;
	bool (*same)(struct ir_store_content *here, struct ir_store_content *there);
	const volatile int *stop;
	uint64_t paths, diagnoses;
	bool complete;
};

/**
 * ir_store_merge() - take over each path of @from with its latest diagnosis, in one transaction
 *
 * Adds nothing that is here already, so it can be repeated. A path that was looked at here after @from's
 * first run began keeps its row. On failure @wrong receives the database that failed.
 */
bool ir_store_merge(struct ir_store *to, const struct ir_store_run *run, struct ir_store *from,
		    struct ir_store_merge *m, struct ir_store **wrong);

#endif

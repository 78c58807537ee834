/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a database holds, a path at a time: every output of "inoderace report" is made of these rows. */
#ifndef IR_REPORT_ROWS_H
#define IR_REPORT_ROWS_H

#include <stdio.h>

#include "triage/store/store.h"

/**
 * struct ir_filter - which rows are wanted; NULL and "" mean all
 * @class, @phase, @confidence: words separated by commas
 * @release, @host, @path: globs
 * @since: only crashes at that time or later, "2026-11-22T10:00:11Z"
 */
struct ir_filter {
	const char *class, *phase, *confidence, *release, *host, *path;
	char since[24];
};

/**
 * struct ir_row - one path and the latest diagnosis of its content; unknown strings are NULL
 * @digest: of the content (batch/digest.h), the same for all paths that have it; NULL when unread
 * @class: "error" when there is no verdict, @error says why
 * @race: "1", "0", or NULL
 * @rules: the rules' version; @json: the diagnosis, only when asked for
 */
struct ir_row {
	const char *path, *digest, *class, *phase, *confidence, *signature, *race, *release, *arch,
		*build_id, *nodename, *crash_time, *panic, *summary, *error, *door, *bytes, *parts, *log,
		*tool, *rules, *json;
};

/** IR_ROW_COLUMNS - those of them that are exported, in this order */
#define IR_ROW_COLUMNS(X) \
	X(path) X(digest) X(class) X(phase) X(confidence) X(signature) X(race) X(release) X(arch) \
	X(build_id) X(nodename) X(crash_time) X(panic) X(summary) X(error) X(door) X(bytes) X(parts) \
	X(log) X(tool) X(rules)

/** enum ir_order - in which order rows come; by urgency: races first, then the newest */
enum ir_order { IR_BY_PATH, IR_BY_SIGNATURE, IR_BY_URGENCY };

/** ir_rows_fn - one row; its strings last as long as the call. It must not use the store. */
typedef bool ir_rows_fn(const struct ir_row *row, void *arg);

/** ir_rows() - every row that fits; false when the database fails */
bool ir_rows(struct ir_store *s, const struct ir_filter *filter, enum ir_order order, bool json,
	     ir_rows_fn *fn, void *arg);

/** ir_json_fn - a diagnosis; NULL when there is none */
typedef void ir_json_fn(const char *json, void *arg);

/** ir_row_json() - the latest diagnosis of @path; @fn is not called when the path is not there */
bool ir_row_json(struct ir_store *s, const char *path, ir_json_fn *fn, void *arg);

/** ir_put_text() - text from a dump or a path, made safe for a terminal; "-" for NULL */
void ir_put_text(FILE *to, const char *text, int width);

#endif

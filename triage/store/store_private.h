/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IR_STORE_PRIVATE_H
#define IR_STORE_PRIVATE_H

#include "triage/store/backend.h"

struct ir_store {
	const struct ir_backend *ops;
	void *db;
};

/** ir_store_number() - the number in the first column; @ret stays where there is no row */
bool ir_store_number(struct ir_store *s, const char *sql, const char *const *params, unsigned nr,
		     int64_t *ret);

/** ir_store_now() - this moment, as the database keeps time */
const char *ir_store_now(char ret[24]);

/** ir_store_number_rules() - set @run->rules to the number that its @rules_hash has here */
bool ir_store_number_rules(struct ir_store *s, struct ir_store_run *run);

/* store_put.c: inside a transaction. */

/** ir_number() - a number as the parameters of a statement want it; lives as long as @n */
struct ir_number {
	char text[24];
};
const char *ir_number(struct ir_number *n, int64_t v);

/** ir_store_put_path() - record that @f has this content, or (0) why it has none */
bool ir_store_put_path(struct ir_store *s, const struct ir_store_run *run,
		       const struct ir_store_file *f, int64_t content, const char *error);
/** ir_store_make_content() - a new content */
bool ir_store_make_content(struct ir_store *s, const struct ir_store_file *f,
			   const struct ir_store_diagnosis *d, int64_t *ret);
/** ir_store_find_or_make() - the content with that fingerprint and digest, a new one where there is none */
bool ir_store_find_or_make(struct ir_store *s, const struct ir_store_file *f,
			   const struct ir_store_diagnosis *d, int64_t *ret);
/** ir_store_put_diagnosis() - as the latest one of @content; a run has one of each content */
bool ir_store_put_diagnosis(struct ir_store *s, const struct ir_store_run *run, int64_t content,
			    const struct ir_store_diagnosis *d);

#endif

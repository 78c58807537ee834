/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of the store share. */
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

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The statements that write a path, a content, a diagnosis: inside a transaction of the caller's. */
#ifndef IR_STORE_PUT_H
#define IR_STORE_PUT_H

#include "triage/store/store_private.h"

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
/** ir_store_find_or_make() - the content with that fingerprint and digest, or a new one */
bool ir_store_find_or_make(struct ir_store *s, const struct ir_store_file *f,
			   const struct ir_store_diagnosis *d, int64_t *ret);
/** ir_store_put_diagnosis() - as the latest one of @content; a run has one of each content */
bool ir_store_put_diagnosis(struct ir_store *s, const struct ir_store_run *run, int64_t content,
			    const struct ir_store_diagnosis *d);

#endif

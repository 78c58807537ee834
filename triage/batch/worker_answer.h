/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a worker says, checked: it has read a dump that may have taken it over. */
#ifndef IR_WORKER_ANSWER_H
#define IR_WORKER_ANSWER_H

#include "triage/store/store.h"

/**
 * ir_answer_read() - a worker's JSON as a record; false when it is none, for workers may lie
 * @root: what @ret's strings live in; pass it to ir_answer_free()
 */
bool ir_answer_read(const char *json, size_t len, struct ir_store_diagnosis *ret, void **root);
/** ir_answer_free() - accepts NULL */
void ir_answer_free(void *root);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Deciding a fact. */
#ifndef IR_EVIDENCE_H
#define IR_EVIDENCE_H

#include "core/facts/diagnosis.h"

/** ir_fact_set() - decide @fact; @text and @source as in struct ir_evidence, from the arena */
void ir_fact_set(struct ir_diagnosis *d, enum ir_fact fact, enum ir_tri holds, const char *text,
		 const char *source, const char *check);

/** ir_fact_check() - a second crash command that shows what @fact rests on */
void ir_fact_check(struct ir_diagnosis *d, enum ir_fact fact, const char *check);

/** ir_fact_holds() - what is known of @fact so far */
enum ir_tri ir_fact_holds(const struct ir_diagnosis *d, enum ir_fact fact);

#endif

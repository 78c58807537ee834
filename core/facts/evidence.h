/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Deciding a fact, and asking for one. */
#ifndef IR_EVIDENCE_H
#define IR_EVIDENCE_H

#include "core/facts/diagnosis.h"

/**
 * ir_fact_set() - decide @fact; replaces an earlier decision
 * @text: as in struct ir_evidence; static or in the arena, like @source and @check
 * @check: a crash(8) command, or NULL
 */
void ir_fact_set(struct ir_diagnosis *d, enum ir_fact fact, enum ir_tri holds, const char *text,
		 const char *source, const char *check);

/** ir_fact_check() - add a second crash(8) command that shows what @fact rests on */
void ir_fact_check(struct ir_diagnosis *d, enum ir_fact fact, const char *check);

/** ir_fact_holds() - does @fact hold? IR_UNKNOWN until it is decided */
enum ir_tri ir_fact_holds(const struct ir_diagnosis *d, enum ir_fact fact);

#endif

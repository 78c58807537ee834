/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IR_DIAGNOSIS_FROM_JSON_H
#define IR_DIAGNOSIS_FROM_JSON_H

#include "core/inoderace.h"
#include "triage/ticket/ticket_diagnosis.h"

/**
 * ir_diagnosis_from_json() - @td as the structure that reports are made of
 * @d: overwritten; release it with ir_diagnosis_release(), before @td, whose strings it refers to
 */
void ir_diagnosis_from_json(const struct ir_ticket_diagnosis *td, struct ir_diagnosis *d);

#endif

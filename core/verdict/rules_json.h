/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The verdict's tables as JSON. */
#ifndef IR_RULES_JSON_H
#define IR_RULES_JSON_H

#include "core/lib/text.h"

/**
 * ir_rules_json() - every table that a verdict rests on, as JSON with one row on each line
 * @emit: gets the text in pieces
 * @arg: passed to @emit
 *
 * Two programs whose output is the same draw the same conclusions from the same facts: batch and tickets
 * compare its digest.
 */
void ir_rules_json(ir_emit_fn *emit, void *arg);

#endif

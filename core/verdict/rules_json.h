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
 * For programs in other languages that gather the facts themselves: they read these rules instead
 * of writing them again. drgn-scripts/rules.json is this output; a test compares them.
 */
void ir_rules_json(ir_emit_fn *emit, void *arg);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IR_RULES_JSON_H
#define IR_RULES_JSON_H

#include "core/lib/text.h"

/**
 * ir_rules_json() - every table a verdict rests on, as JSON, a row a line
 *
 * For programs that gather the facts in another language: they apply these rules instead of writing
 * them again. drgn-scripts/rules.json is this, and a test keeps it so.
 */
void ir_rules_json(ir_emit_fn *emit, void *arg);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IR_RULES_VERSION_H
#define IR_RULES_VERSION_H

/**
 * ir_rules_version() - 12 digits that change with anything a verdict rests on
 *
 * A digest of what --dump-rules prints: facts, rules, functions, flags, and the program's version.
 */
const char *ir_rules_version(void);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fields that a condition asks for. */
#ifndef IR_FIELD_NAMES_H
#define IR_FIELD_NAMES_H

#include <stdbool.h>
#include <stddef.h>

/**
 * ir_field_unknown() - the first field that the jq program @text asks for and no diagnosis has
 * @ret: receives its name, without the dot
 * @line: receives the line it is in
 *
 * jq itself gives null for such a field: a misspelt one would never match, and nobody would notice. Only .name is looked
 * at; what stands in strings, in comments and in brackets is not.
 */
bool ir_field_unknown(const char *text, char *ret, size_t size, unsigned *line);

#endif

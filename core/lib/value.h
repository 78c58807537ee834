/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A number that may be unknown. */
#ifndef IR_VALUE_H
#define IR_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct ir_value - a number from the dump, if it could be read
 * @known: @v is valid
 * @v: the number; its unit is its user's
 */
struct ir_value {
	bool known;
	uint64_t v;
};

#endif

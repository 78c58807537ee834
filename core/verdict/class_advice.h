/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The text for each verdict class, the same for every dump. */
#ifndef IR_CLASS_ADVICE_H
#define IR_CLASS_ADVICE_H

#include "core/facts/classes.h"

/**
 * struct ir_class_advice - what to do about a class
 * @next: what to do now, NULL-terminated
 * @changes: what would change this verdict
 * @links: Message-IDs to print after @next, NULL-terminated; NULL for none
 *
 * All strings are static.
 */
struct ir_class_advice {
	const char *const *next;
	const char *changes;
	const char *const *links;
};

/**
 * ir_class_advice() - the text for @class
 *
 * Return: never NULL; for IR_CLASS_NONE that of IR_CLASS_UNDETERMINED.
 */
const struct ir_class_advice *ir_class_advice(enum ir_class class);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is said of a verdict class, whatever the dump. */
#ifndef IR_CLASS_ADVICE_H
#define IR_CLASS_ADVICE_H

#include "core/facts/classes.h"

/**
 * struct ir_class_advice - what to do about a class
 * @next: what to do now, NULL-terminated
 * @changes: what would change this verdict
 * @links: Message-IDs that end @next, NULL-terminated; NULL for none
 */
struct ir_class_advice {
	const char *const *next;
	const char *changes;
	const char *const *links;
};

/** ir_class_advice() - never NULL; IR_CLASS_NONE gets what is said of undetermined */
const struct ir_class_advice *ir_class_advice(enum ir_class class);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The text for each verdict class, the same for every dump. */
#ifndef IR_CLASS_ADVICE_H
#define IR_CLASS_ADVICE_H

#include <stdbool.h>

#include "core/facts/diagnosis.h"

/** enum ir_advice_for - who can follow an advice: in a log no command of crash(8) finds anything */
enum ir_advice_for { IR_FOR_ALL, IR_FOR_DUMP, IR_FOR_LOG };

/**
 * struct ir_advice_line - one thing to do
 * @who: for a dump only, for a log only, or for both
 * @text: static
 */
struct ir_advice_line {
	enum ir_advice_for who;
	const char *text;
};

/**
 * struct ir_class_advice - what to do about a class
 * @next: what to do now; the last one has no text
 * @changes: what would change this verdict
 * @links: Message-IDs to print after @next, NULL-terminated; NULL for none
 *
 * All strings are static.
 */
struct ir_class_advice {
	const struct ir_advice_line *next;
	const char *changes;
	const char *const *links;
};

/**
 * ir_class_advice() - the text for @class
 *
 * Return: never NULL; for IR_CLASS_NONE that of IR_CLASS_UNDETERMINED.
 */
const struct ir_class_advice *ir_class_advice(enum ir_class class);

/** ir_advice_of() - the text for the class of @d, or for a crash that the race explains; never NULL */
const struct ir_class_advice *ir_advice_of(const struct ir_diagnosis *d);

/**
 * ir_next_advice() - what to do, one by one
 * @of: the class's
 * @log: only a log was read
 * @n: position; 0 at first
 *
 * Return: the next one, NULL at the end.
 */
const char *ir_next_advice(const struct ir_class_advice *of, bool log, unsigned *n);

#endif

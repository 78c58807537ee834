/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lists of sentences for the report. */
#ifndef IR_NOTES_H
#define IR_NOTES_H

#include "core/lib/arena.h"

/** struct ir_list - a list of sentences */
struct ir_list {
	unsigned nr, room;
	const char **items;
};

/**
 * struct ir_notes - the lists of a diagnosis
 * @observations: what a reader should know that did not decide
 * @unavailable: what this door cannot see
 * @missing: what the verdict lacks
 * @origins: where each symbol, offset and flag value came from, for -v
 */
struct ir_notes {
	struct ir_list observations, unavailable, missing, origins;
};

/**
 * ir_list_add() - append @sentence, once
 * @arena: of the list's room
 * A full list takes no more. @sentence must live as long as @arena; NULL is left out.
 */
void ir_list_add(struct ir_arena *arena, struct ir_list *list, const char *sentence);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lists of sentences for the report. */
#ifndef IR_NOTES_H
#define IR_NOTES_H

#include "core/lib/arena.h"

/**
 * struct ir_list - a list of sentences
 * @nr: sentences in the list
 * @room: how many fit into @items; 0 until the first one is added
 * @items: NUL-terminated sentences
 */
struct ir_list {
	unsigned nr, room;
	const char **items;
};

/**
 * struct ir_notes - the lists of one diagnosis
 * @observations: what a reader should know although it did not decide the verdict
 * @unavailable: what this debugger or dump reader cannot see
 * @missing: what the verdict would have needed
 * @origins: where each symbol, offset and flag value came from; shown with -v
 */
struct ir_notes {
	struct ir_list observations, unavailable, missing, origins;
};

/**
 * ir_list_add() - append @sentence unless the list already has it
 * @arena: owns the list's memory
 * @sentence: must live as long as @arena; NULL is ignored
 *
 * A full list ignores further sentences.
 */
void ir_list_add(struct ir_arena *arena, struct ir_list *list, const char *sentence);

#endif

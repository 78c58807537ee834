// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/lib/notes.h"

#include <string.h>

#define LIST_ROOM 128 /* proofs of every member have a sentence each */

void ir_list_add(struct ir_arena *arena, struct ir_list *list, const char *sentence)
{
	if (!sentence)
		return;
	if (!list->items) {
		list->items = ir_arena_alloc(arena, LIST_ROOM * sizeof(*list->items));
		list->room = list->items ? LIST_ROOM : 0;
	}
	for (unsigned i = 0; i < list->nr; i++) {
		if (!strcmp(list->items[i], sentence))
			return;
	}
	if (list->nr < list->room)
		list->items[list->nr++] = sentence;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * All layout files (layout_files.h), read beforehand, for processes that may open none: the workers of batch. They inherit the
 * memory, so that it is there once, however many they are.
 */
#ifndef IR_LAYOUT_SHELF_H
#define IR_LAYOUT_SHELF_H

#include "triage/debuginfo/layout_files.h"

/** IR_LAYOUT_SHELF_MAX - bytes of text that are kept; a kernel and its module have ten thousand */
#define IR_LAYOUT_SHELF_MAX ((size_t)64 << 20)

/**
 * struct ir_layout_book - a file
 * @name: its own, in @where, its path
 * @text: NULL: it is not used, @why says why
 */
struct ir_layout_book {
	char *where;
	const char *name, *why;
	char *text;
	enum ir_layouts_trust trust;
	bool named;
};

/** struct ir_layout_shelf - in the order in which they count; zero is an empty one */
struct ir_layout_shelf {
	struct ir_layout_book *books;
	size_t nr, room, bytes;
	bool lost; /* no memory */
};

/** ir_layout_shelf_fill() - @named as of ir_layouts_find(); false: not enough memory for all of them */
bool ir_layout_shelf_fill(struct ir_layout_shelf *s, char *const *named);
/** ir_layout_shelf_find() - as ir_layouts_find(), from the shelf */
bool ir_layout_shelf_find(const struct ir_layout_shelf *s, const struct ir_build_id *id, struct ir_layouts_found *ret);
/** ir_layout_shelf_clear() - free it; idempotent */
void ir_layout_shelf_clear(struct ir_layout_shelf *s);

#endif

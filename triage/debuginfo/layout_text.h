/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The form of a layout file: what a diagnosis needs of a kernel's types, as text that a person can read and diff.
 *
 *	inoderace-layouts 2
 *	build-id 01d2640d3a13145ee314eb05b155f141b7b7058b
 *	of vmlinux-6.1.0-57-cloud-amd64
 *	questions 2e72ea9488bf5ee1
 *	member task_struct.pid 2416 4		its offset and size in bytes
 *	absent task_struct.cpu			there is no such member, structure or constant
 *	size inode 632
 *	constant I_DIRTY_TIME 2048
 *	sum e9cfadb5bfbd041c			of all lines above, back to the first
 *
 * That is a section, of one file with that build-id: a kernel, or a module. Several may follow one another: files
 * can be concatenated. What stands in no line is not known. Lines of things that this program never asks for are
 * passed over, so files outlive versions; "questions" is a hash of everything their writer asked for.
 */
#ifndef IR_LAYOUT_TEXT_H
#define IR_LAYOUT_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "triage/debuginfo/debug_answers.h"

/** IR_LAYOUT_TEXT_MAX - bytes that are read of a file, and enough for the sections that one program writes */
#define IR_LAYOUT_TEXT_MAX (256u << 10)

/** enum ir_layout_text - what was found in a text */
enum ir_layout_text { IR_LAYOUT_NONE, IR_LAYOUT_DAMAGED, IR_LAYOUT_FOUND };

/**
 * ir_layout_text_write() - a section of what is known
 * @of: path of the debug file; its last part is written, for who reads it
 * Returns its length, 0 if it does not fit in @size.
 */
size_t ir_layout_text_write(const struct ir_debug_layouts *l, const char *of, char *text, size_t size);

/**
 * ir_layout_text_find() - the section of @id in the NUL-terminated @text
 * @ret: set if it is IR_LAYOUT_FOUND
 * @complete: whether its writer asked for all that this program asks for
 * @why: what is wrong with it if it is IR_LAYOUT_DAMAGED. A damaged section of another build-id does not count.
 */
enum ir_layout_text ir_layout_text_find(const char *text, const struct ir_build_id *id, struct ir_debug_layouts *ret,
					bool *complete, const char **why);

/** ir_layout_text_is() - does @text begin as a layout file does? */
bool ir_layout_text_is(const char *text);

#endif

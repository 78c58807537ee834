/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where layout files (layout_text.h) are looked for: what --layouts names, /etc/inoderace/layouts,
 * /usr/share/inoderace/layouts, and ${XDG_CACHE_HOME:-~/.cache}/inoderace/layouts, where the program keeps what it
 * learned itself. In a folder they are called BUILD-ID, or anything that ends in ".layouts".
 */
#ifndef IR_LAYOUT_FILES_H
#define IR_LAYOUT_FILES_H

#include <sys/types.h>

#include "triage/debuginfo/layout_text.h"

/**
 * struct ir_layouts_found - what is known of a build-id
 * @complete: its writer asked for all that this program asks for
 * @cached: by this program, for this user
 * @path: of the file
 * @refused: a file that was to be used and cannot be, and @why; "" when there was none
 */
struct ir_layouts_found {
	struct ir_debug_layouts layouts;
	bool complete, cached;
	char path[4096], refused[4096];
	const char *why;
};

/**
 * ir_layouts_find() - the first file that holds @id; false: there is none that can be used
 * @named: of --layouts, files and folders, ends with NULL; NULL: none
 * What is damaged, or in one of the folders above writable by others than its owner and root, is not used.
 */
bool ir_layouts_find(char *const *named, const struct ir_build_id *id, struct ir_layouts_found *ret);

/**
 * ir_layouts_put() - write a file, under another name first: who reads it meanwhile sees the old one or the new one
 * @mode: of the file
 * Returns false, and errno, where that is not possible.
 */
bool ir_layouts_put(const char *path, mode_t mode, const char *text, size_t len);

/** ir_layouts_keep() - in the cache, for the next time; nothing happens where that is not possible */
void ir_layouts_keep(const struct ir_debug_layouts *l, const char *of);
/** ir_layouts_forget() - what is in the cache of @id is not to be trusted */
void ir_layouts_forget(const struct ir_build_id *id);

#endif

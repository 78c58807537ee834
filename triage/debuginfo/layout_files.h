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

/** enum ir_layouts_trust - who may have written a file that is used */
enum ir_layouts_trust { IR_LAYOUTS_OURS, IR_LAYOUTS_OURS_OR_ROOTS, IR_LAYOUTS_ANYONES };

/**
 * struct ir_layouts_file - a file that may hold layouts
 * @folder: it lies in, open; @name: in that folder; @where: its path
 * @named: by the user, itself
 */
struct ir_layouts_file {
	int folder;
	const char *name, *where;
	enum ir_layouts_trust trust;
	bool named;
};

/** ir_layouts_fn - called for a file; returns true to end the walk */
typedef bool ir_layouts_fn(const struct ir_layouts_file *f, void *arg);

/**
 * ir_layouts_each() - every file that ir_layouts_find() would look at for some build-id, in its order
 * @overfull: receives the path of a folder of which not all was looked at, or ""
 * Returns what is wrong with that folder, or NULL.
 */
const char *ir_layouts_each(char *const *named, ir_layouts_fn *fn, void *arg, char *overfull, size_t size);

/** ir_layouts_read() - all of it, NUL-terminated, malloc'd; NULL: it is no file, or (@why says so) is not to be used */
char *ir_layouts_read(int folder, const char *name, enum ir_layouts_trust trust, const char **why);

/**
 * ir_layouts_judge() - does @text (NULL: not to be used, because of @why) hold @id? Then it is in @ret
 * Else what is wrong with it is kept there; but the cache may hold anything.
 */
bool ir_layouts_judge(const struct ir_layouts_file *f, const char *text, const char *why, const struct ir_build_id *id,
		      struct ir_layouts_found *ret);

/** ir_layouts_is_id() - is a file of that name looked at for that build-id only? */
bool ir_layouts_is_id(const char *name);

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

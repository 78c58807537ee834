/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The debug file that belongs to a dump, among what was named and where distributions put them. */
#ifndef IR_DEBUG_FIND_H
#define IR_DEBUG_FIND_H

#include "triage/debuginfo/debug_elf.h"

/** enum ir_debug_what - whose debug file */
enum ir_debug_what { IR_DEBUG_KERNEL, IR_DEBUG_MODULE };

/**
 * struct ir_debug_wanted - what is looked for
 * @release: of the kernel, "" when it is not known
 * @paths: NULL-terminated: the files and folders of -d, or NULL
 */
struct ir_debug_wanted {
	enum ir_debug_what what;
	struct ir_build_id id;
	char release[128];
	char *const *paths;
};

#define IR_DEBUG_PATH_MAX 4096

/**
 * struct ir_debug_found - @f is open if @path is not ""
 * @other: a file of that kind with another build-id, "" when there was none; @other_id is that
 * @bare: one with the right build-id that has no DWARF, nor leads to any
 * @foreign: a file that was named and is nothing of the kind
 */
struct ir_debug_found {
	struct ir_debug_elf f;
	char path[IR_DEBUG_PATH_MAX];
	char other[IR_DEBUG_PATH_MAX], bare[IR_DEBUG_PATH_MAX], foreign[IR_DEBUG_PATH_MAX];
	struct ir_build_id other_id;
};

/** ir_debug_find_file() - false: there is none that belongs to the dump */
bool ir_debug_find_file(const struct ir_debug_wanted *w, struct ir_debug_found *ret);

#endif

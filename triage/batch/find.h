/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IR_BATCH_FIND_H
#define IR_BATCH_FIND_H

#include <time.h>

#include "triage/batch/work_item.h"

/**
 * struct ir_find - what to look for
 * @since: only files changed at that time or later; 0 for all
 * @match, @exclude: NULL-terminated globs over paths and names; a folder can be excluded as well
 * @progress: called now and then with the number of units found so far
 * @stop: looked at now and then: the user wants out
 */
struct ir_find {
	time_t since;
	char **match, **exclude;
	void (*progress)(uint64_t nr);
	const volatile int *stop;
};

/**
 * ir_find_open() - start
 * ir_find_path() - everything at @path: a file, or a folder with all below it
 * ir_find_close() - what could only be told at the end (links to folders, split dumps) is added
 *
 * Found units go to @list. ir_find_path() returns false when there is nothing at @path, errno says why.
 */
struct ir_finder;
struct ir_finder *ir_find_open(const struct ir_find *find, struct ir_unit_list *list);
bool ir_find_path(struct ir_finder *f, const char *path);
bool ir_find_close(struct ir_finder *f);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parts of dumps that makedumpfile --split wrote, put together again. */
#ifndef IR_FIND_SETS_H
#define IR_FIND_SETS_H

#include <stdbool.h>
#include <stddef.h>

#include "triage/file/split.h"

/** struct ir_part - a file of a split dump */
struct ir_part {
	char *path;
	struct ir_split split;
};

/** struct ir_parts - all that were found, wherever they stand; zero-initialise it */
struct ir_parts {
	size_t nr;
	struct ir_part *all;
};

/** ir_parts_add() - keep a copy of @path until all parts were seen; false: no memory */
bool ir_parts_add(struct ir_parts *p, const char *path, const struct ir_split *split);

/** ir_set_fn - @nr files that are one dump, in the order of their pages */
typedef void ir_set_fn(const struct ir_part *part, size_t nr, void *arg);

/** ir_parts_sets() - calls @fn for each of the sets that the parts make */
void ir_parts_sets(struct ir_parts *p, ir_set_fn *fn, void *arg);

/** ir_parts_release() - forget them. Idempotent. */
void ir_parts_release(struct ir_parts *p);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Dumps that makedumpfile --split wrote to several files. */
#ifndef IR_SPLIT_H
#define IR_SPLIT_H

#include <stdbool.h>
#include <stdint.h>

/**
 * struct ir_split - what the parts of one dump have in common, and what they have not
 * @dump: hash of what they share: machine, kernel and time
 * @start: first page frame of this part
 */
struct ir_split {
	uint64_t dump, start;
};

/** ir_split_member() - is the file at @path a part of a split dump? */
bool ir_split_member(const char *path, struct ir_split *ret);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a run diagnoses one by one: a dump with its parts and its log, or a log alone. */
#ifndef IR_WORK_ITEM_H
#define IR_WORK_ITEM_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "triage/batch/sniff.h"
#include "triage/file/input.h"

/**
 * struct ir_unit - one of them
 * @paths: its files; more than one for a split dump, in the order of their pages
 * @log: the dmesg file beside the dump, or NULL; diagnosed only when the dump cannot be
 * @asked: named by the user, or named as dumps are: what it is not is an error and not a reason to go on
 */
struct ir_unit {
	unsigned nr_paths;
	char *paths[IR_MAX_PARTS];
	char *log;
	enum ir_sniff sniff;
	bool asked;
};

/** ir_unit_free() - free what @u holds. Idempotent. */
void ir_unit_free(struct ir_unit *u);

/**
 * struct ir_unit_list - units in a temporary file, so that a million takes no memory
 * @nr: of them; @nr_read: since it was rewound. Fewer at the end: the rest could not be read back.
 */
struct ir_unit_list {
	FILE *file;
	uint64_t nr, nr_read;
	long long bytes;
};

/** ir_unit_list_open() - an empty one */
bool ir_unit_list_open(struct ir_unit_list *l);
/** ir_unit_list_at() - one that is kept in a file: made, or (@mode "r") read */
bool ir_unit_list_at(struct ir_unit_list *l, const char *path, const char *mode);
/** ir_unit_list_add() - append */
bool ir_unit_list_add(struct ir_unit_list *l, const struct ir_unit *u);
/** ir_unit_list_rewind() - read it from its start; false: what was added to it could not be written */
bool ir_unit_list_rewind(struct ir_unit_list *l);
/** ir_unit_list_next() - the next one; false at the end. Free it. */
bool ir_unit_list_next(struct ir_unit_list *l, struct ir_unit *ret);
/** ir_unit_list_close() - idempotent */
void ir_unit_list_close(struct ir_unit_list *l);

#endif

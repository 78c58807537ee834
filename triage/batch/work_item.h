/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a run diagnoses one by one: a dump with its parts and its log, or a log alone. */
#ifndef IR_WORK_ITEM_H
#define IR_WORK_ITEM_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/stat.h>

#include "triage/file/input.h"

/** enum ir_sniff - what the first bytes of a file make of it */
enum ir_sniff {
	IR_SNIFF_OTHER,	 /* neither, or nobody knows */
	IR_SNIFF_DUMP,	 /* a dump as it is */
	IR_SNIFF_PACKED, /* packed by gzip or the like: nobody knows before it is unpacked */
	IR_SNIFF_FLAT,	 /* in makedumpfile's flattened form */
	IR_SNIFF_TEXT,	 /* text that may be a kernel log */
};

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

/** struct ir_unit_list - units in a temporary file, so that a million takes no memory */
struct ir_unit_list {
	FILE *file;
	uint64_t nr;
	long long bytes;
};

/** ir_unit_list_open() - an empty one */
bool ir_unit_list_open(struct ir_unit_list *l);
/** ir_unit_list_at() - one that is kept in a file: made, or (@mode "r") read */
bool ir_unit_list_at(struct ir_unit_list *l, const char *path, const char *mode);
/** ir_unit_list_add() - append */
bool ir_unit_list_add(struct ir_unit_list *l, const struct ir_unit *u);
/** ir_unit_list_rewind() - read it from its start */
void ir_unit_list_rewind(struct ir_unit_list *l);
/** ir_unit_list_next() - the next one; false at the end. Free it. */
bool ir_unit_list_next(struct ir_unit_list *l, struct ir_unit *ret);
/** ir_unit_list_close() - idempotent */
void ir_unit_list_close(struct ir_unit_list *l);

/**
 * ir_open_evidence() - open a file for reading if it is one that holds bytes and nothing else
 * @why: receives the reason when it is not: a device, a pipe, the running kernel
 */
int ir_open_evidence(const char *path, struct stat *st, const char **why);

/** ir_is_kernels_own() - is this on a file system the kernel makes up, such as /proc? */
bool ir_is_kernels_own(int fd);

/** ir_sniff() - look at the start of an open file */
enum ir_sniff ir_sniff(int fd);

/** ir_has_log() - does this text hold what only kernel logs do? Looks at its start and its end. */
bool ir_has_log(int fd, const struct stat *st);

/** ir_named_as_dump() - is @name one that kdump gives to dumps? */
bool ir_named_as_dump(const char *name);
/** ir_log_belongs() - is @log the name of the dmesg file that kdump puts beside @dump? */
bool ir_log_belongs(const char *log, const char *dump);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files told apart by their first bytes, and names that belong together. */
#ifndef IR_SNIFF_H
#define IR_SNIFF_H

#include <stdbool.h>
#include <sys/stat.h>

/** enum ir_sniff - what the first bytes of a file make of it */
enum ir_sniff {
	IR_SNIFF_OTHER,	 /* neither, or nobody knows */
	IR_SNIFF_DUMP,	 /* a dump as it is */
	IR_SNIFF_PACKED, /* packed by gzip or the like: nobody knows before it is unpacked */
	IR_SNIFF_FLAT,	 /* in makedumpfile's flattened form */
	IR_SNIFF_TEXT,	 /* text that may be a kernel log */
};

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

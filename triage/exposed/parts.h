/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What of a kernel is in a FILE: its vmlinux, its xfs.ko, both, or a dump of it while it ran. */
#ifndef IR_EXPOSED_PARTS_H
#define IR_EXPOSED_PARTS_H

#include <stdbool.h>
#include <stdint.h>

#include "triage/sandbox/sandbox.h"

/** ir_exposed_limits - what a process that reads a FILE may take; a kernel and a module are unpacked */
extern const struct ir_worker_limits ir_exposed_limits;

/** enum ir_part_kind - what a FILE is */
enum ir_part_kind {
	IR_PART_NOTHING,
	IR_PART_IMAGE, /* a kernel, a module, or a package with them */
	IR_PART_DUMP,
};

/**
 * struct ir_part - some bytes of a file
 * @fd: -1 when there are none
 * @raw: an arm64 Image, no ELF file
 */
struct ir_part {
	int fd;
	uint64_t at, len;
	bool raw;
};

/**
 * struct ir_parts - what was found in a FILE
 * @kernel, @module: where they lie; their @fd is @spool, or the FILE itself
 * @release: of the kernel, or what kernel the module is for; "" when it is not known
 * @spool: the file that holds what was unpacked
 * @error: why there is nothing, and what to do
 */
struct ir_parts {
	enum ir_part_kind kind;
	struct ir_part kernel, module;
	char release[128];
	int spool;
	char error[256];
};

/** ir_parts_find() - look into @fd, in a process that is locked in; close them with ir_parts_close() */
void ir_parts_find(struct ir_parts *p, int fd);

/** ir_parts_close() - idempotent */
void ir_parts_close(struct ir_parts *p);

#endif

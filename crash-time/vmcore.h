/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * /proc/vmcore, or a copy of it: an ELF file of a crashed machine's physical memory. Read with pread()
 * only: a mapped page that the memory or the disk cannot give back would end the program by a signal,
 * a read of it ends in EIO and costs one fact. Every offset and size is checked against the file.
 */
#ifndef IR_VMCORE_H
#define IR_VMCORE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/lib/status.h"

#define IR_PAGE 4096

/** struct ir_vmcore_segment - physical memory that lies in the file as it is */
struct ir_vmcore_segment {
	uint64_t paddr, bytes, offset;
};

/** struct ir_vmcore_note - a crash note (NT_PRSTATUS) in struct ir_vmcore.notes */
struct ir_vmcore_note {
	uint32_t at, len;
};

/**
 * struct ir_vmcore - an open dump
 * @info: VMCOREINFO, "" when there is none
 * @notes: the ELF notes; the crash notes among them are @crash_notes
 * @unreadable: how many pages could not be read although the file says it has them
 */
struct ir_vmcore {
	int fd;
	uint64_t bytes;
	char *info;
	unsigned char *notes;
	unsigned nr_crash_notes, nr_segments, unreadable;
	struct ir_vmcore_note *crash_notes;
	struct ir_vmcore_segment *segments;
};

/**
 * ir_vmcore_open() - open the dump at @path
 * @v: overwritten; close it in any case
 * Returns NULL, else what is wrong with the file.
 */
const char *ir_vmcore_open(struct ir_vmcore *v, const char *path) IR_MUST_CHECK;

/**
 * ir_vmcore_page() - the page at physical address @paddr
 * Returns IR_ABSENT when the file has no such page, IR_IO when it cannot be read.
 */
enum ir_status ir_vmcore_page(struct ir_vmcore *v, uint64_t paddr, unsigned char *page) IR_MUST_CHECK;

/** ir_vmcore_close() - free what @v holds. Idempotent. */
void ir_vmcore_close(struct ir_vmcore *v);

#endif

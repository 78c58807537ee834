/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How a slice marks itself in makedumpfile's compressed format. */
#ifndef IR_SLICE_FORMAT_H
#define IR_SLICE_FORMAT_H

#include <stdbool.h>
#include <stdint.h>

#include "triage/dump/kdump_format.h"

/*
 * The erase information of a slice: where its manifest is. Readers of the format show it as text at
 * most. Offset, size, size when unpacked and hash.
 */
#define IR_SLICE_MARK	   "inoderace-slice 1 %016llx %016llx %016llx %016llx\n"
#define IR_SLICE_MARK_SCAN "inoderace-slice 1 %16llx %16llx %16llx %16llx"
#define IR_SLICE_MARK_SIZE 86

/** struct ir_slice_place - where the manifest lies */
struct ir_slice_place {
	uint64_t offset, size, raw, hash;
};

/** ir_slice_place_read() - false: the file is no slice */
bool ir_slice_place_read(int fd, struct ir_slice_place *ret);

#endif

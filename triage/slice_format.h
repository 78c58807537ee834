/* SPDX-License-Identifier: GPL-2.0-or-later */
/* makedumpfile's compressed format, version 6, as far as slices are written in it. */
#ifndef IR_SLICE_FORMAT_H
#define IR_SLICE_FORMAT_H

#include <stdbool.h>
#include <stdint.h>

/** struct ir_kdump_header - the first block */
struct ir_kdump_header {
	char signature[8];
	int32_t version;
	char utsname[6][65];
	int64_t timestamp[2];
	uint32_t status;
	int32_t block_size, sub_header_blocks;
	uint32_t bitmap_blocks, max_mapnr, total_ram_blocks, device_blocks, written_blocks;
	uint32_t current_cpu;
	int32_t nr_cpus;
};

/** struct ir_kdump_sub_header - the second */
struct ir_kdump_sub_header {
	uint64_t phys_base;
	int32_t dump_level, split;
	uint64_t start_pfn, end_pfn;
	uint64_t offset_vmcoreinfo, size_vmcoreinfo;
	uint64_t offset_note, size_note;
	uint64_t offset_eraseinfo, size_eraseinfo;
	uint64_t start_pfn_64, end_pfn_64, max_mapnr_64;
};

/** struct ir_kdump_desc - one for each page in the second bitmap, in the order of frames */
struct ir_kdump_desc {
	uint64_t offset;
	uint32_t size, flags;
	uint64_t page_flags;
};

#define IR_KDUMP_ZLIB 0x01u
#define IR_KDUMP_ZSTD 0x20u

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

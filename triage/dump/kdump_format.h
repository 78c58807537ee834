/* SPDX-License-Identifier: GPL-2.0-or-later */
/* makedumpfile's compressed format, version 6: its diskdump_mod.h. Older versions lack later fields. */
#ifndef IR_KDUMP_FORMAT_H
#define IR_KDUMP_FORMAT_H

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

#endif

// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/file/split.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "triage/file/trouble.h"

#include "core/lib/hash.h"

/*
 * makedumpfile's diskdump_mod.h: struct disk_dump_header starts with signature, version, the six
 * strings of utsname and the time, and struct kdump_sub_header follows at the next block.
 */
#define COMMON_SIZE  (8 + 4 + 6 * 65 + 6 + 16)
#define BLOCK_OFFSET (COMMON_SIZE + 4)

struct sub_header {
	uint64_t phys_base;
	int32_t dump_level, split;
	uint64_t start_pfn, end_pfn;
};

bool ir_split_member(const char *path, struct ir_split *ret)
{
	unsigned char head[BLOCK_OFFSET + 4];
	struct sub_header sub;
	struct stat st;
	uint32_t block;
	bool found = false;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

	if (fd < 0)
		return false;
	if (!fstat(fd, &st) && S_ISREG(st.st_mode) &&
	    ir_read_at(fd, head, sizeof(head), 0) == sizeof(head) && !memcmp(head, "KDUMP   ", 8)) {
		memcpy(&block, head + BLOCK_OFFSET, sizeof(block));
		found = ir_read_at(fd, &sub, sizeof(sub), block) == sizeof(sub) && sub.split == 1;
	}
	close(fd);
	if (!found)
		return false;
	ret->dump = ir_hash(IR_HASH_START, head, COMMON_SIZE);
	ret->start = sub.start_pfn;
	return true;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a damaged kdump file must not get away with. libkdumpfile 0.5.1 believes the numbers in one: a
 * page descriptor of more bytes than a page overruns its buffer, a bitmap that does not fit the number
 * of pages costs minutes and gigabytes. So the headers are checked before it sees them and each
 * descriptor before it reads the page; and as the guard knows where every page lies, it can tell how
 * much of a cut file is left.
 */
#ifndef IR_KDUMP_CHECK_H
#define IR_KDUMP_CHECK_H

#include <libkdumpfile/addrxlat.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "triage/file/input.h"
#include "core/lib/status.h"

/* Pages lie all over the memory: of the bitmap no more is read, and counted, for each than this. */
#define IR_GUARD_BLOCK	     512 /* bytes */
#define IR_GUARD_DESCRIPTORS 42
#define IR_GUARD_KEPT	     32 /* reads of so many descriptors */
#define IR_GUARD_FAILED	     64

/** IR_IMAGE_START - where x86-64 kernels map their image: __START_KERNEL_map */
#define IR_IMAGE_START UINT64_C(0xffffffff80000000)

/**
 * struct ir_guard_part - one kdump file
 * @notes_at, @notes_size: its ELF notes; no size: it has none
 * @pages: how many the bitmap marks; @there: how many of them the file still has
 * @bitmap: the bitmap of pages, unless it is large
 * @ranks: how many marked pages lie before each block of the bitmap; @before: and before @start_pfn
 */
struct ir_guard_part {
	int fd;
	uint64_t size, block_size, bitmap_at, descriptors_at, notes_at, notes_size;
	uint64_t start_pfn, end_pfn, pages, there;
	bool said_incomplete;
	size_t nr_ranks;
	unsigned char *bitmap;
	uint32_t *ranks;
	uint64_t before;
};

/** struct ir_guard_descriptors - @nr page descriptors from number @first on, of a part; none: not read */
struct ir_guard_descriptors {
	unsigned part;
	uint64_t first;
	size_t nr;
	unsigned char bytes[IR_GUARD_DESCRIPTORS * 24];
};

/**
 * struct ir_guard - the files of a dump; @nr is 0 when they are not kdump files
 * @phys_base: where the kernel's image lies, as the header has it
 * @block, @block_part, @block_nr: the block of a bitmap read last
 * @overlong: some page is said to be longer than a page
 * @watching: the library's own reading is checked
 * @failed: page tables that could not be unpacked; they are not asked for again
 * @descriptors: page descriptors that were read
 */
struct ir_guard {
	unsigned nr;
	uint64_t phys_base;
	struct ir_guard_part part[IR_MAX_PARTS];
	unsigned char block[IR_GUARD_BLOCK];
	unsigned block_part;
	uint64_t block_nr;
	bool have_block;
	struct ir_guard_descriptors descriptors[IR_GUARD_KEPT];
	bool overlong, watching;
	unsigned nr_failed;
	uint64_t failed[IR_GUARD_FAILED];
};

/** ir_guard_open() - look at the headers; false with @error when they cannot be true */
bool ir_guard_open(struct ir_guard *g, const int *fds, unsigned nr, char *error, size_t size);

/** struct ir_guard_place - where a page lies, as its descriptor says; @fd is -1 when not in a kdump file */
struct ir_guard_place {
	int fd;
	uint64_t offset, block_size;
	uint32_t size, flags;
};

/** ir_guard_locate() - ir_guard_page(), and where it is */
enum ir_status ir_guard_locate(struct ir_guard *g, uint64_t paddr, struct ir_guard_place *ret);

/** ir_guard_page() - may the page at @paddr be read? IR_ABSENT when the file does not have it */
enum ir_status ir_guard_page(struct ir_guard *g, uint64_t paddr);

/** ir_guard_next_page() - have the callback below @cb read the page that @buf asks for; what the machine fails is trouble (trouble.h) */
addrxlat_status ir_guard_next_page(const addrxlat_cb_t *cb, addrxlat_buffer_t *buf);

/** ir_guard_watch() - have the pages that @ctx reads checked as well, from the first call on; @g must
 * outlive it */
bool ir_guard_watch(struct ir_guard *g, addrxlat_ctx_t *ctx);

/** ir_guard_lost() - a sentence about what the files lack; "" when they are whole */
void ir_guard_lost(const struct ir_guard *g, char *buf, size_t size);

/** ir_guard_close() - free what @g holds. Idempotent. */
void ir_guard_close(struct ir_guard *g);

#endif

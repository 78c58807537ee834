/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The dump file's own headers. crash or libkdumpfile reads the dump; this only answers what they do
 * not tell: which format it is, and which physical pages an ELF dump really has bytes for.
 */
#ifndef IR_DUMPFILE_H
#define IR_DUMPFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ir_dumpfile_segment {
	uint64_t paddr, bytes;
};

/**
 * struct ir_dumpfile - what the headers say
 * @format: "kdump-zlib", "kdump-lzo", "kdump-snappy", "kdump-zstd", "kdump-raw", "elf", one of
 *	these after "flattened-", or "" when unknown
 * @bytes: file size
 * @lost: what it lacks, in words, by its own flags and offsets; "" when nothing is known to be lost
 * @nr_segments: ELF only: physical ranges with bytes in the file
 */
struct ir_dumpfile {
	char format[32];
	char lost[128];
	uint64_t bytes;
	size_t nr_segments;
	struct ir_dumpfile_segment *segments;
};

/** ir_dumpfile_open() - read @path's headers into @f; what cannot be read stays empty */
void ir_dumpfile_open(struct ir_dumpfile *f, const char *path);

/** ir_dumpfile_read() - the same of a file that is open; it stays the caller's */
void ir_dumpfile_read(struct ir_dumpfile *f, int fd);

/** ir_dumpfile_has() - are all @len bytes at physical @paddr in this ELF file? */
bool ir_dumpfile_has(const struct ir_dumpfile *f, uint64_t paddr, uint64_t len);

/** ir_dumpfile_release() - free what @f holds. Idempotent. */
void ir_dumpfile_release(struct ir_dumpfile *f);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The dump file's own headers. crash or libkdumpfile reads the dump itself; this only answers what
 * they do not tell: which format the file has, and for which physical pages an ELF dump really has
 * bytes.
 */
#ifndef IR_DUMPFILE_H
#define IR_DUMPFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct ir_dumpfile_segment - a physical range of an ELF dump whose bytes are in the file
 * @paddr: physical address of the first byte
 * @bytes: length, without what a cut file lacks
 */
struct ir_dumpfile_segment {
	uint64_t paddr, bytes;
};

/**
 * struct ir_dumpfile - what the headers say
 * @format: "kdump-zlib", "kdump-lzo", "kdump-snappy", "kdump-zstd", "kdump-raw", "elf", one of
 *	these after "flattened-", or "" when unknown
 * @lost: what the file lacks according to its own flags and offsets, as a phrase for the report; ""
 *	when nothing is known to be lost
 * @bytes: file size
 * @notes_at, @notes_size: where a kdump file has its ELF notes, in bytes; no size: not known
 * @error: errno of a read that failed: what the file holds there is not known; 0: none did
 * @nr_segments: entries of @segments; ELF only
 * @segments: owned by this struct; NULL when there are none
 */
struct ir_dumpfile {
	char format[32];
	char lost[128];
	uint64_t bytes, notes_at, notes_size;
	int error;
	size_t nr_segments;
	struct ir_dumpfile_segment *segments;
};

/**
 * ir_dumpfile_open() - read the headers of the file @path into @f
 * @f: overwritten; release it with ir_dumpfile_release(). What cannot be read stays empty.
 * @path: NULL is a file that cannot be opened
 */
void ir_dumpfile_open(struct ir_dumpfile *f, const char *path);

/** ir_dumpfile_read() - like ir_dumpfile_open(), for an open file; the caller keeps @fd */
void ir_dumpfile_read(struct ir_dumpfile *f, int fd);

/**
 * ir_dumpfile_has() - are all @len bytes at physical address @paddr in this ELF file?
 *
 * Return: false also for files that are not ELF.
 */
bool ir_dumpfile_has(const struct ir_dumpfile *f, uint64_t paddr, uint64_t len);

/** ir_dumpfile_release() - free what @f holds. Idempotent. */
void ir_dumpfile_release(struct ir_dumpfile *f);

#endif

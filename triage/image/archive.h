/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Packed files and packages, through libarchive: gzip, bzip2, xz, lzma, lzop, lz4 and zstd; Debian's
 * packages (ar, with a tar inside), RPM's (cpio) and tar. Each result has a limit, so that a small
 * file cannot fill the memory.
 */
#ifndef IR_ARCHIVE_H
#define IR_ARCHIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** IR_IMAGE_MAX - bytes of one file out of a package; a vmlinux with debuginfo has fewer */
#define IR_IMAGE_MAX ((size_t)1 << 30)

/** struct ir_bytes - a file in memory of malloc() */
struct ir_bytes {
	uint8_t *bytes;
	size_t len;
};

/** ir_bytes_free() - idempotent */
void ir_bytes_free(struct ir_bytes *b);

/** ir_is_packed() - do @len bytes at @bytes begin with the mark of a compressor? */
bool ir_is_packed(const uint8_t *bytes, size_t len);

/** ir_unpack() - what is packed in @len bytes at @in; false with *@error when it cannot be unpacked */
bool ir_unpack(const uint8_t *in, size_t len, struct ir_bytes *ret, const char **error);

/**
 * struct ir_archive_visitor - who looks at the files of a package
 * @wants: shall the file @name be unpacked? For a packed file that is no package, @name is ""
 * @take: here it is; what is in @b becomes the visitor's
 */
struct ir_archive_visitor {
	bool (*wants)(const char *name, void *arg);
	void (*take)(const char *name, struct ir_bytes *b, void *arg);
	void *arg;
};

/** ir_archive_visit() - go through the package or packed file @fd; false with *@error */
bool ir_archive_visit(int fd, const struct ir_archive_visitor *v, const char **error);

#endif

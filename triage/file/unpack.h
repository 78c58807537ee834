/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What can stand between a file and the dump in it: outer compression (gzip, xz, zstd, lz4, bzip2),
 * makedumpfile's flattened form, and a pipe. Results are unlinked temporary files.
 */
#ifndef IR_UNPACK_H
#define IR_UNPACK_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/** IR_HEAD - bytes of a file that are read to tell what it is */
#define IR_HEAD 4096

/**
 * struct ir_stream - a file or pipe of which the first bytes have been read
 * @child: process that writes the other end, or 0
 */
struct ir_stream {
	int fd;
	unsigned char head[IR_HEAD];
	size_t nr_head;
	pid_t child;
};

/** ir_stream_start() - take @fd over and read its head; false when it cannot be read */
bool ir_stream_start(struct ir_stream *s, int fd, pid_t child);
/** ir_stream_read() - the next bytes, the head's first; 0 at the end, -1 when it cannot be read */
ssize_t ir_stream_read(struct ir_stream *s, void *buf, size_t len, size_t *pos);
/** ir_stream_end() - close it; false when what wrote into it failed */
bool ir_stream_end(struct ir_stream *s);

/** ir_unpacker() - program that undoes the compression @head shows, or NULL when it shows none */
const char *ir_unpacker(const struct ir_stream *s);
/** ir_stream_unpack() - replace @s by what @program (with -dc) makes of it */
bool ir_stream_unpack(struct ir_stream *s, const char *program);

/** ir_is_flattened() - is it in makedumpfile's flattened form? */
bool ir_is_flattened(const struct ir_stream *s);

/** enum ir_spool - what became of copying a stream to a file */
enum ir_spool { IR_SPOOL_OK, IR_SPOOL_CUT, IR_SPOOL_NO_ROOM, IR_SPOOL_BAD };

/**
 * ir_spool() - put what is in @s into a temporary file, flattened records where they belong
 * @fd: receives the file, also when it is only a part (IR_SPOOL_CUT)
 */
enum ir_spool ir_spool(struct ir_stream *s, bool flattened, int *fd);
/**
 * ir_spool_text() - put a text into a temporary file: what was read of it, and then the rest of @s
 * @pos: as ir_stream_read() has left it
 * @fd: receives the file
 */
enum ir_spool ir_spool_text(struct ir_stream *s, const char *begun, size_t len, size_t *pos, int *fd);
/**
 * ir_spool_prepare() - open the next ir_spool()'s file now, by a process that may not later
 * Returns it, or -1.
 */
int ir_spool_prepare(void);
/** ir_spool_folder() - where temporary files go: $TMPDIR, or /var/tmp, or /tmp where that is not there */
const char *ir_spool_folder(void);

#endif

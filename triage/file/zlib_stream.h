/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whole zlib streams in memory, in builds with zlib's headers and in those without. */
#ifndef IR_ZLIB_STREAM_H
#define IR_ZLIB_STREAM_H

#include <stddef.h>

#include "core/lib/status.h"

/**
 * ir_zlib_unpack() - unpack the stream of @len bytes at @in, which must become exactly @out_len bytes
 * Returns IR_CORRUPT when it does not, IR_UNSUPPORTED when there is no zlib.
 */
enum ir_status ir_zlib_unpack(const void *in, size_t len, void *out, size_t out_len) IR_MUST_CHECK;

/** ir_zlib_pack() - pack as small as zlib can; returns the stream's length, 0 when it does not fit into @room bytes */
size_t ir_zlib_pack(const void *in, size_t len, void *out, size_t room);

/** ir_zlib_room() - how long the stream of @len bytes can be at most */
size_t ir_zlib_room(size_t len);

#endif

// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/file/zlib_stream.h"

#define LEVEL 9

#if IR_HAVE_ZLIB

#include <zlib.h>

enum ir_status ir_zlib_unpack(const void *in, size_t len, void *out, size_t out_len)
{
	uLongf got = out_len;

	return uncompress(out, &got, in, len) == Z_OK && got == out_len ? IR_OK : IR_CORRUPT;
}

size_t ir_zlib_pack(const void *in, size_t len, void *out, size_t room)
{
	uLongf got = room;

	return compress2(out, &got, in, len, LEVEL) == Z_OK ? got : 0;
}

#else

#include <dlfcn.h>

/*
 * Without zlib's headers: libkdumpfile has brought the library itself into the process. These two functions are
 * declared as in zlib.h, where they have not changed since zlib 1.0 and 1.1.
 */
typedef int uncompress_fn(unsigned char *out, unsigned long *out_len, const unsigned char *in, unsigned long len);
typedef int compress2_fn(unsigned char *out, unsigned long *out_len, const unsigned char *in, unsigned long len,
			 int level);

enum ir_status ir_zlib_unpack(const void *in, size_t len, void *out, size_t out_len)
{
	unsigned long got = out_len;
	uncompress_fn *fn;

	*(void **)&fn = dlsym(RTLD_DEFAULT, "uncompress");
	if (!fn)
		return IR_UNSUPPORTED;
	return !fn(out, &got, in, len) && got == out_len ? IR_OK : IR_CORRUPT;
}

size_t ir_zlib_pack(const void *in, size_t len, void *out, size_t room)
{
	unsigned long got = room;
	compress2_fn *fn;

	*(void **)&fn = dlsym(RTLD_DEFAULT, "compress2");
	return fn && !fn(out, &got, in, len, LEVEL) ? got : 0;
}

#endif

/* As compressBound() of zlib.h, and room to spare. */
size_t ir_zlib_room(size_t len)
{
	return len + (len >> 10) + 64;
}

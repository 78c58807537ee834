// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/dump/page_codec.h"

#include <stdlib.h>
#include <unistd.h>
#if IR_HAVE_DEFLATE
#include <libdeflate.h>
#endif
#if IR_HAVE_ZSTD
#include <zstd.h>
#endif

#include "triage/file/zlib_stream.h"
#include "triage/file/trouble.h"

/* makedumpfile's diskdump_mod.h */
#define COMPRESSED_ZLIB 0x1
#define COMPRESSED_ZSTD 0x20
#define COMPRESSED_ANY	(COMPRESSED_ZLIB | COMPRESSED_ZSTD | 0x2 | 0x4)

struct ir_unzip {
#if IR_HAVE_DEFLATE
	struct libdeflate_decompressor *zlib;
#endif
#if IR_HAVE_ZSTD
	ZSTD_DCtx *zstd;
#endif
	unsigned char data[IR_UNZIP_PAGE];
};

struct ir_unzip *ir_unzip_new(void)
{
	struct ir_unzip *u = calloc(1, sizeof(*u));

#if IR_HAVE_DEFLATE
	if (u)
		u->zlib = libdeflate_alloc_decompressor();
	if (u && !u->zlib) {
		free(u);
		return NULL;
	}
#endif
	return u;
}

void ir_unzip_free(struct ir_unzip *u)
{
	if (!u)
		return;
#if IR_HAVE_DEFLATE
	libdeflate_free_decompressor(u->zlib);
#endif
#if IR_HAVE_ZSTD
	ZSTD_freeDCtx(u->zstd);
#endif
	free(u);
}

static bool read_data(int fd, uint64_t offset, unsigned char *buf, uint32_t len)
{
	return ir_read_known(fd, buf, len, offset);
}

static enum ir_status unzip_zlib(struct ir_unzip *u, uint32_t len, unsigned char *page)
{
#if IR_HAVE_DEFLATE
	/* No length asked for: only a page that comes out whole is a page. */
	return libdeflate_zlib_decompress(u->zlib, u->data, len, page, IR_UNZIP_PAGE, NULL) ?
		       IR_CORRUPT : IR_OK;
#else
	return ir_zlib_unpack(u->data, len, page, IR_UNZIP_PAGE);
#endif
}

static enum ir_status unzip_zstd(struct ir_unzip *u, uint32_t len, unsigned char *page)
{
#if IR_HAVE_ZSTD
	if (!u->zstd)
		u->zstd = ir_memory(ZSTD_createDCtx());
	return u->zstd &&
	       ZSTD_decompressDCtx(u->zstd, page, IR_UNZIP_PAGE, u->data, len) == IR_UNZIP_PAGE ?
		       IR_OK : IR_CORRUPT;
#else
	(void)u, (void)len, (void)page;
	return IR_UNSUPPORTED; /* libkdumpfile may have it */
#endif
}

enum ir_status ir_unzip_page(struct ir_unzip *u, const struct ir_guard_place *at,
			     unsigned char *page)
{
	uint32_t how = at->flags & COMPRESSED_ANY;

	if (at->block_size != IR_UNZIP_PAGE || at->size > IR_UNZIP_PAGE ||
	    (how && how != COMPRESSED_ZLIB && how != COMPRESSED_ZSTD))
		return IR_UNSUPPORTED;
	if (!read_data(at->fd, at->offset, how ? u->data : page, at->size))
		return IR_ABSENT;
	if (!how)
		return at->size == IR_UNZIP_PAGE ? IR_OK : IR_CORRUPT;
	return how == COMPRESSED_ZLIB ? unzip_zlib(u, at->size, page) : unzip_zstd(u, at->size, page);
}

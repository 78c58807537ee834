// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/slice/slice_pack.h"

#include <stdlib.h>
#if IR_HAVE_DEFLATE
#include <libdeflate.h>
#endif
#if IR_HAVE_ZSTD
#include <zstd.h>
#endif

#include "triage/file/zlib_stream.h"
#include "triage/slice/slice.h"

#define ZSTD_LEVEL 19 /* the most that helps with blocks this small */
#define ZLIB_LEVEL 12 /* of libdeflate */

struct ir_packer {
	bool zlib;
#if IR_HAVE_DEFLATE
	struct libdeflate_compressor *deflate;
#endif
#if IR_HAVE_ZSTD
	ZSTD_CCtx *zstd;
#endif
	unsigned char by_zlib[IR_SLICE_PAGE], by_zstd[IR_SLICE_PAGE];
};

struct ir_packer *ir_packer_new(bool zlib)
{
	struct ir_packer *p = calloc(1, sizeof(*p));
	bool ok = p;

	if (p)
		p->zlib = zlib || !IR_HAVE_ZSTD;
#if IR_HAVE_DEFLATE
	ok = ok && (p->deflate = libdeflate_alloc_compressor(ZLIB_LEVEL));
#endif
#if IR_HAVE_ZSTD
	ok = ok && (p->zstd = ZSTD_createCCtx());
#endif
	if (ok)
		return p;
	ir_packer_free(p);
	return NULL;
}

void ir_packer_free(struct ir_packer *p)
{
	if (!p)
		return;
#if IR_HAVE_DEFLATE
	if (p->deflate)
		libdeflate_free_compressor(p->deflate);
#endif
#if IR_HAVE_ZSTD
	ZSTD_freeCCtx(p->zstd);
#endif
	free(p);
}

uint32_t ir_packer_status(const struct ir_packer *p)
{
	return p->zlib ? IR_KDUMP_ZLIB : IR_KDUMP_ZSTD;
}

/* Both return 0 where it does not become smaller. */
static size_t pack_zlib(struct ir_packer *p, const unsigned char *page)
{
#if IR_HAVE_DEFLATE
	return libdeflate_zlib_compress(p->deflate, page, IR_SLICE_PAGE, p->by_zlib, IR_SLICE_PAGE - 1);
#else
	return ir_zlib_pack(page, IR_SLICE_PAGE, p->by_zlib, IR_SLICE_PAGE - 1);
#endif
}

static size_t pack_zstd(struct ir_packer *p, const unsigned char *page)
{
#if IR_HAVE_ZSTD
	size_t len = p->zlib ? 0 :
		     ZSTD_compressCCtx(p->zstd, p->by_zstd, IR_SLICE_PAGE, page, IR_SLICE_PAGE, ZSTD_LEVEL);

	return ZSTD_isError(len) ? 0 : len;
#else
	(void)p, (void)page;
	return 0;
#endif
}

const unsigned char *ir_packer_pack(struct ir_packer *p, const unsigned char *page, struct ir_kdump_desc *d)
{
	size_t zlib = pack_zlib(p, page), zstd = pack_zstd(p, page);

	d->size = IR_SLICE_PAGE;
	d->flags = 0;
	if (zlib) {
		d->size = (uint32_t)zlib;
		d->flags = IR_KDUMP_ZLIB;
	}
	if (zstd && zstd < d->size) {
		d->size = (uint32_t)zstd;
		d->flags = IR_KDUMP_ZSTD;
		return p->by_zstd;
	}
	return zlib ? p->by_zlib : page;
}

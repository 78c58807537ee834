// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/dump/kdump_check.h"

#include <errno.h>
#include <inttypes.h>
#include <libkdumpfile/kdumpfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "triage/dump/elf_check.h"
#include "triage/dump/kdump_format.h"
#include "triage/dump/kdump_rank.h"
#include "triage/file/trouble.h"

#define COMPRESSED_ANY	    (0x1 | 0x2 | 0x4 | 0x20) /* zlib, lzo, snappy, zstd */
#define STATUS_INCOMPLETE   0x8
#define MAX_NOTES	    ((uint64_t)64 << 20)
#define PAGE		    4096
#define MAX_LOOKED	    ((uint64_t)4 << 20) /* 96 MiB of descriptors, of 16 GiB of pages */

static bool within(uint64_t at, uint64_t len, uint64_t size)
{
	return at <= size && len <= size - at;
}

/* What is wrong with the headers, or NULL. Older versions of the format lack the later fields. */
static const char *header_fault(const struct ir_kdump_header *h, const struct ir_kdump_sub_header *s,
				uint64_t size)
{
	uint64_t block = (uint32_t)h->block_size, pages = h->max_mapnr, half;

	if (block < 4096 || block > 65536 || block & (block - 1))
		return "its page size is absurd";
	if (h->sub_header_blocks < 1 || !within(block, (uint64_t)h->sub_header_blocks * block, size))
		return "its second header is lost (was the file cut off?)";
	if (h->version >= 6)
		pages = s->max_mapnr_64;
	if (pages > UINT64_C(1) << 40 || !pages)
		return "its number of pages is absurd";
	half = (pages + block * 8 - 1) / (block * 8);
	if (h->bitmap_blocks != 2 * half && h->bitmap_blocks != half)
		return "its page bitmap does not fit its number of pages";
	if (!within((1 + (uint64_t)h->sub_header_blocks) * block, h->bitmap_blocks * block, size))
		return "it ends before the list of its pages: there is no memory in it";
	if (h->version >= 3 && s->size_vmcoreinfo &&
	    (s->size_vmcoreinfo > MAX_NOTES || !within(s->offset_vmcoreinfo, s->size_vmcoreinfo, size)))
		return "its VMCOREINFO lies outside of the file";
	if (h->version >= 4 && s->size_note &&
	    (s->size_note > MAX_NOTES || !within(s->offset_note, s->size_note, size)))
		return "its notes lie outside of the file";
	if (h->version >= 5 && s->size_eraseinfo &&
	    (s->size_eraseinfo > MAX_NOTES || !within(s->offset_eraseinfo, s->size_eraseinfo, size)))
		return "its erase information lies outside of the file";
	return NULL;
}

/*
 * How many of @n pages from the @first on lie in the file. All zero pages share the first that is
 * stored; *@own tells whether there are others among them.
 */
static uint64_t count_some(const struct ir_guard_part *p, uint64_t first, size_t n, bool *own)
{
	struct ir_kdump_desc d[256];
	uint64_t zero = p->descriptors_at + p->pages * sizeof(d[0]), there = 0;
	size_t got = ir_read_at(p->fd, d, n * sizeof(d[0]), p->descriptors_at + first * sizeof(d[0]));

	*own = got < n * sizeof(d[0]);
	for (size_t i = 0; i < got / sizeof(d[0]); i++) {
		there += d[i].size && within(d[i].offset, d[i].size, p->size);
		*own |= d[i].offset != zero;
	}
	return there;
}

/* Only of a file that lacks its last pages are all the others counted: that takes a while. */
static uint64_t count_there(const struct ir_guard_part *p)
{
	const size_t some = 256;
	uint64_t there = 0;
	bool own = false;

	for (uint64_t end = p->pages; end && !own; end -= end < some ? end : some) {
		size_t n = end < some ? end : some;

		if (count_some(p, end - n, n, &own) < n)
			break;
		if (own || end == n)
			return p->pages;
	}
	for (uint64_t i = 0; i < p->pages; i += some)
		there += count_some(p, i, p->pages - i < some ? p->pages - i : some, &own);
	return there;
}

/* The library reads as many bytes into a page's buffer as the descriptor says. */
static bool has_overlong(const struct ir_guard_part *p)
{
	struct ir_kdump_desc d[256];

	for (uint64_t i = 0; i < p->pages && i < MAX_LOOKED; i += sizeof(d) / sizeof(d[0])) {
		uint64_t left = p->pages - i;
		size_t n = left < sizeof(d) / sizeof(d[0]) ? (size_t)left : sizeof(d) / sizeof(d[0]);
		size_t got = ir_read_at(p->fd, d, n * sizeof(d[0]), p->descriptors_at + i * sizeof(d[0]));

		for (size_t k = 0; k < got / sizeof(d[0]); k++) {
			if (d[k].size > p->block_size)
				return true;
		}
		if (got < n * sizeof(d[0]))
			break;
	}
	return false;
}

static bool add_ranks(struct ir_guard *g, unsigned part)
{
	struct ir_guard_part *p = &g->part[part];

	if (!ir_guard_count_pages(g, part))
		return false;
	p->there = count_there(p);
	g->overlong |= has_overlong(p);
	return true;
}

static const char *add_part(struct ir_guard *g, int fd)
{
	struct ir_guard_part *p = &g->part[g->nr];
	struct ir_kdump_sub_header s;
	struct ir_kdump_header h;
	struct stat st;
	const char *fault;
	uint64_t half;

	memset(&s, 0, sizeof(s));
	if (ir_read_at(fd, &h, sizeof(h), 0) != sizeof(h) || fstat(fd, &st))
		return "its header is lost (was the file cut off?)";
	/* A read that fails leaves zeros: the header's size is checked before they are believed. */
	(void)ir_read_at(fd, &s, sizeof(s), (uint64_t)h.block_size);
	fault = header_fault(&h, &s, (uint64_t)st.st_size);
	if (!fault && h.version >= 3)
		fault = ir_info_fault(fd, s.offset_vmcoreinfo, s.size_vmcoreinfo);
	if (!fault && h.version >= 4)
		fault = ir_notes_fault(fd, s.offset_note, s.size_note);
	if (fault)
		return fault;
	p->fd = fd;
	p->size = (uint64_t)st.st_size;
	p->block_size = (uint64_t)h.block_size;
	g->phys_base = s.phys_base;
	p->said_incomplete = h.status & STATUS_INCOMPLETE;
	if (h.version >= 4) {
		p->notes_at = s.offset_note;
		p->notes_size = s.size_note;
	}
	/* Two bitmaps of one size: the memory there was, and the pages in the dump. Or only the latter. */
	half = (uint64_t)h.bitmap_blocks * p->block_size;
	p->bitmap_at = (1 + (uint64_t)h.sub_header_blocks) * p->block_size;
	p->descriptors_at = p->bitmap_at + half;
	p->end_pfn = h.version >= 6 ? s.max_mapnr_64 : h.max_mapnr;
	if (h.bitmap_blocks > (p->end_pfn + p->block_size * 8 - 1) / (p->block_size * 8)) {
		half /= 2;
		p->bitmap_at += half;
	}
	p->nr_ranks = half / IR_GUARD_BLOCK;
	if (h.version >= 2 && s.split) {
		uint64_t end = h.version >= 6 ? s.end_pfn_64 : s.end_pfn;

		p->start_pfn = h.version >= 6 ? s.start_pfn_64 : s.start_pfn;
		p->end_pfn = end < p->end_pfn ? end : p->end_pfn;
		if (p->start_pfn > p->end_pfn)
			return "its part of a split dump is absurd";
	}
	return add_ranks(g, g->nr++) ? NULL : "not enough memory";
}

bool ir_guard_open(struct ir_guard *g, const int *fds, unsigned nr, char *error, size_t size)
{
	char signature[8];

	memset(g, 0, sizeof(*g));
	for (unsigned i = 0; i < nr; i++) {
		const char *fault;

		if (ir_read_at(fds[i], signature, sizeof(signature), 0) != sizeof(signature))
			continue;
		fault = memcmp(signature, "KDUMP   ", sizeof(signature)) ? ir_elf_fault(fds[i]) : add_part(g, fds[i]);
		if (fault) {
			snprintf(error, size, "the dump is damaged: %s", fault);
			return false;
		}
	}
	return true;
}

/* Many are read at once: neighbours are asked for next. */
static bool read_descriptor(struct ir_guard *g, unsigned part, uint64_t n,
			    struct ir_kdump_desc *ret)
{
	const struct ir_guard_part *p = &g->part[part];
	uint64_t first = n / IR_GUARD_DESCRIPTORS * IR_GUARD_DESCRIPTORS;
	struct ir_guard_descriptors *d = &g->descriptors[n / IR_GUARD_DESCRIPTORS % IR_GUARD_KEPT];

	if (!d->nr || d->part != part || d->first != first) {
		uint64_t at = p->descriptors_at + first * sizeof(*ret);
		size_t got = ir_read_at(p->fd, d->bytes, sizeof(d->bytes), at);

		if (got < sizeof(d->bytes) && within(at, sizeof(d->bytes), p->size))
			ir_trouble(EIO);
		d->nr = got / sizeof(*ret);
		d->part = part;
		d->first = first;
	}
	if (n - first >= d->nr)
		return false;
	memcpy(ret, d->bytes + (n - first) * sizeof(*ret), sizeof(*ret));
	return true;
}

enum ir_status ir_guard_locate(struct ir_guard *g, uint64_t paddr, struct ir_guard_place *ret)
{
	ret->fd = -1;
	for (unsigned i = 0; i < g->nr; i++) {
		const struct ir_guard_part *p = &g->part[i];
		uint64_t pfn = paddr / p->block_size, n;
		struct ir_kdump_desc d;

		if (pfn < p->start_pfn || pfn >= p->end_pfn)
			continue;
		if (!ir_guard_is_marked(g, i, pfn))
			return IR_ABSENT;
		n = ir_guard_rank(g, i, pfn) - p->before;
		if (!read_descriptor(g, i, n, &d))
			return IR_ABSENT;
		if (!d.size || d.size > p->block_size || d.offset >> 63 ||
		    (!(d.flags & COMPRESSED_ANY) && d.size != p->block_size))
			return IR_CORRUPT;
		if (!within(d.offset, d.size, p->size))
			return IR_ABSENT;
		*ret = (struct ir_guard_place){p->fd, d.offset, p->block_size, d.size,
					       d.flags};
		return IR_OK;
	}
	return g->nr ? IR_ABSENT : IR_OK;
}

enum ir_status ir_guard_page(struct ir_guard *g, uint64_t paddr)
{
	struct ir_guard_place place;

	return ir_guard_locate(g, paddr, &place);
}

/* Each failure costs the library a buffer, until it writes through NULL. */
static bool failed_before(const struct ir_guard *g, uint64_t paddr)
{
	for (unsigned i = 0; i < g->nr_failed; i++) {
		if (g->failed[i] == paddr / PAGE)
			return true;
	}
	return g->nr_failed == IR_GUARD_FAILED;
}

addrxlat_status ir_guard_next_page(const addrxlat_cb_t *cb, addrxlat_buffer_t *buf)
{
	addrxlat_status st;

	errno = 0;
	st = cb->next->get_page(cb->next, buf);
	/* libkdumpfile hands its own status through, negated. */
	if (st == -(addrxlat_status)KDUMP_ERR_SYSTEM)
		ir_trouble(errno ? errno : EIO);
	else if (st == ADDRXLAT_ERR_NOMEM)
		ir_trouble(ENOMEM);
	else if (st != ADDRXLAT_OK)
		ir_trouble_hidden(errno);
	return st;
}

static addrxlat_status checked_page(const addrxlat_cb_t *cb, addrxlat_buffer_t *buf)
{
	struct ir_guard *g = cb->priv;
	uint64_t at = buf->addr.addr;
	addrxlat_status st;
	bool physical = buf->addr.as == ADDRXLAT_KPHYSADDR || buf->addr.as == ADDRXLAT_MACHPHYSADDR;

	/* The first page table is asked for by its place in the kernel's image. */
	if (buf->addr.as == ADDRXLAT_KVADDR && at >= IR_IMAGE_START) {
		at = at - IR_IMAGE_START + g->phys_base;
		physical = true;
	}
	if (physical && (ir_guard_page(g, at) || failed_before(g, at)))
		return ADDRXLAT_ERR_NODATA;
	st = ir_guard_next_page(cb, buf);
	if (st != ADDRXLAT_OK && physical && g->nr_failed < IR_GUARD_FAILED)
		g->failed[g->nr_failed++] = at / PAGE;
	return st;
}

bool ir_guard_watch(struct ir_guard *g, addrxlat_ctx_t *ctx)
{
	addrxlat_cb_t *cb;

	if (!g->nr || g->watching)
		return true;
	cb = addrxlat_ctx_add_cb(ctx);
	if (cb) {
		cb->priv = g;
		cb->get_page = checked_page;
	}
	g->watching = cb != NULL;
	return g->watching;
}

void ir_guard_lost(const struct ir_guard *g, char *buf, size_t size)
{
	uint64_t pages = 0, there = 0, whole;
	bool said = false;

	buf[0] = 0;
	for (unsigned i = 0; i < g->nr; i++) {
		pages += g->part[i].pages;
		there += g->part[i].there;
		said |= g->part[i].said_incomplete;
	}
	/* Each part has the whole dump's bitmap. */
	whole = g->nr ? g->part[0].ranks[g->part[0].nr_ranks] : 0;
	if (pages < whole)
		snprintf(buf, size, "%" PRIu64 " of the dump's %" PRIu64 " pages (%u %%): parts of "
			 "the split dump are missing", whole - there, whole,
			 (unsigned)((whole - there) * 100 / whole));
	else if (there < pages)
		snprintf(buf, size, "%" PRIu64 " of the dump's %" PRIu64 " pages (%u %%): the file "
			 "is cut off", pages - there, pages, (unsigned)((pages - there) * 100 / pages));
	else if (said)
		snprintf(buf, size, "part of the dump: its header says that it is incomplete");
}

void ir_guard_close(struct ir_guard *g)
{
	for (unsigned i = 0; i < g->nr; i++) {
		free(g->part[i].ranks);
		free(g->part[i].bitmap);
	}
	memset(g, 0, sizeof(*g));
}

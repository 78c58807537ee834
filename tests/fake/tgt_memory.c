// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Memory, page by page as in a machine: a page in which anything was described exists and reads as
 * zeros elsewhere; any other is not mapped.
 */
#include "tests/fake/tgt.h"

#include <string.h>

static struct tgt_page *find_page(const struct fake *f, uint64_t addr)
{
	addr -= addr % TGT_PAGE;
	for (unsigned i = 0; i < f->nr_pages; i++)
		if (f->pages[i]->addr == addr)
			return f->pages[i];
	return NULL;
}

int tgt_write(struct fake *f, const struct tgt_line *l, uint64_t addr, const void *buf,
	      uint64_t len)
{
	const unsigned char *from = buf;

	while (len) {
		struct tgt_page *page = find_page(f, addr);
		uint64_t offset = addr % TGT_PAGE;
		uint64_t n = TGT_PAGE - offset < len ? TGT_PAGE - offset : len;

		if (!page) {
			if (f->nr_pages >= TGT_MAX_PAGES)
				return tgt_fail(f, l, "more than %u pages", TGT_MAX_PAGES);
			page = tgt_alloc(f, sizeof(*page));
			page->addr = addr - offset;
			*tgt_push(f, pages) = page;
		}
		if (from) {
			memcpy(page->bytes + offset, from, n);
			from += n;
		} else {
			memset(page->bytes + offset, 0, n);
		}
		addr += n;
		len -= n;
	}
	return 0;
}

enum ir_status tgt_status(const struct fake *f, uint64_t addr, uint64_t len)
{
	/* The last word on an address is the one that counts. */
	for (unsigned i = f->nr_ranges; i--;) {
		const struct tgt_range *r = &f->ranges[i];

		if (addr < r->addr ? r->addr - addr < len : addr - r->addr < r->len)
			return r->status;
	}
	for (uint64_t at = addr - addr % TGT_PAGE;
	     at - (addr - addr % TGT_PAGE) < len + addr % TGT_PAGE; at += TGT_PAGE)
		if (!find_page(f, at))
			return IR_FAULT;
	return IR_OK;
}

enum ir_status tgt_read(const struct fake *f, uint64_t addr, void *buf, size_t len)
{
	enum ir_status st;
	unsigned char *to = buf;

	if (len > (size_t)TGT_MAX_PAGES * TGT_PAGE)
		return IR_FAULT;
	st = tgt_status(f, addr, len);
	if (st)
		return st;
	while (len) {
		uint64_t offset = addr % TGT_PAGE;
		size_t n = TGT_PAGE - offset < len ? TGT_PAGE - offset : len;

		memcpy(to, find_page(f, addr)->bytes + offset, n);
		to += n;
		addr += n;
		len -= n;
	}
	return IR_OK;
}

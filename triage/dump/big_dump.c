// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/dump/big_dump.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "triage/dump/kdump_format.h"
#include "triage/dump/target_kdump.h"
#include "triage/dump/xlat_page.h"
#include "triage/file/trouble.h"

#define PAGE	    4096
#define BIG	    (UINT64_C(64) << 30 >> 12) /* pages; up to 64 GiB the list costs less than 10 MiB */
#define MAX_HEADERS (UINT64_C(64) << 20)
#define NOT_OURS    0x6u /* status: pages packed by lzo or snappy */

static bool copy_headers(int from, int to, uint64_t len)
{
	unsigned char block[PAGE];

	for (uint64_t at = 0; at < len; at += sizeof(block)) {
		if (ir_read_at(from, block, sizeof(block), at) != sizeof(block) ||
		    pwrite(to, block, sizeof(block), (off_t)at) != sizeof(block))
			return false;
	}
	return true;
}

/* One block for each of the two bitmaps, both empty: no page is in the dump. */
static bool write_empty_bitmaps(int fd, struct ir_kdump_header *h, struct ir_kdump_sub_header *s,
				uint64_t headers)
{
	h->bitmap_blocks = 2;
	h->max_mapnr = PAGE * 8;
	s->max_mapnr_64 = PAGE * 8;
	return pwrite(fd, h, sizeof(*h), 0) == sizeof(*h) &&
	       pwrite(fd, s, sizeof(*s), PAGE) == sizeof(*s) && !ftruncate(fd, (off_t)(headers + 2 * PAGE));
}

int ir_big_dump_headers(const struct ir_guard *g)
{
	const struct ir_guard_part *p = &g->part[0];
	struct ir_kdump_sub_header s;
	struct ir_kdump_header h;
	uint64_t headers;
	int fd;

	if (g->nr != 1 || p->end_pfn < BIG || p->block_size != PAGE || g->overlong ||
	    ir_read_at(p->fd, &h, sizeof(h), 0) != sizeof(h) ||
	    ir_read_at(p->fd, &s, sizeof(s), PAGE) != sizeof(s))
		return -1;
	headers = (1 + (uint64_t)h.sub_header_blocks) * PAGE;
	/* Without VMCOREINFO it has to be looked for in memory; erase information marks a slice. */
	if (h.version < 6 || s.split || h.status & NOT_OURS || !s.size_vmcoreinfo || s.size_eraseinfo ||
	    headers > MAX_HEADERS || s.offset_vmcoreinfo > headers || s.offset_note > headers ||
	    strcmp(h.utsname[4], "x86_64"))
		return -1;
	fd = memfd_create("headers", MFD_CLOEXEC);
	if (fd >= 0 && copy_headers(p->fd, fd, headers) && write_empty_bitmaps(fd, &h, &s, headers))
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

/* libaddrxlat asks for page tables by their physical address, and for the first by its place in the image. */
static addrxlat_status get_page(const addrxlat_cb_t *cb, addrxlat_buffer_t *buf)
{
	struct ir_kdump *k = cb->priv;
	uint64_t at = buf->addr.addr;
	struct ir_guard_place place;
	unsigned char *bytes;

	if (buf->addr.as == ADDRXLAT_KVADDR && at >= IR_IMAGE_START)
		at = at - IR_IMAGE_START + k->guard.phys_base;
	else if (buf->addr.as != ADDRXLAT_KPHYSADDR && buf->addr.as != ADDRXLAT_MACHPHYSADDR)
		return ADDRXLAT_ERR_NODATA;
	bytes = ir_memory(malloc(PAGE));
	if (!bytes || ir_guard_locate(&k->guard, at, &place) || place.fd < 0 ||
	    ir_unzip_page(k->unzip, &place, bytes)) {
		free(bytes);
		return ADDRXLAT_ERR_NODATA;
	}
	return ir_xlat_give_page(buf, bytes);
}

static unsigned long read_caps(const addrxlat_cb_t *cb)
{
	(void)cb;
	return ADDRXLAT_CAPS(ADDRXLAT_KVADDR) | ADDRXLAT_CAPS(ADDRXLAT_KPHYSADDR) |
	       ADDRXLAT_CAPS(ADDRXLAT_MACHPHYSADDR);
}

static addrxlat_status told_by_vmcoreinfo(const addrxlat_cb_t *cb, const char *what,
					  const char *name, int base, addrxlat_addr_t *val)
{
	struct ir_kdump *k = cb->priv;
	char key[128], text[32];

	snprintf(key, sizeof(key), "%s(%s)", what, name);
	if (k->target.ops->vmcoreinfo(&k->target, key, text, sizeof(text)))
		return ADDRXLAT_ERR_NODATA;
	*val = base == 16 ? strtoull(text, NULL, 16) : (addrxlat_addr_t)strtoll(text, NULL, base);
	return ADDRXLAT_OK;
}

static addrxlat_status sym_value(const addrxlat_cb_t *cb, const char *name, addrxlat_addr_t *val)
{
	return told_by_vmcoreinfo(cb, "SYMBOL", name, 16, val);
}

static addrxlat_status num_value(const addrxlat_cb_t *cb, const char *name, addrxlat_addr_t *val)
{
	return told_by_vmcoreinfo(cb, "NUMBER", name, 10, val);
}

bool ir_big_dump_translate(struct ir_kdump *k)
{
	addrxlat_opt_t opts[3];
	addrxlat_cb_t *cb;

	k->xlat_ctx = addrxlat_ctx_new();
	k->xlat_sys = addrxlat_sys_new();
	cb = k->xlat_ctx ? addrxlat_ctx_add_cb(k->xlat_ctx) : NULL;
	if (cb && k->xlat_sys) {
		cb->priv = k;
		cb->get_page = get_page;
		cb->read_caps = read_caps;
		cb->sym_value = sym_value;
		cb->num_value = num_value;
		cb->reg_value = cb->sym_sizeof = ir_xlat_no_value;
		cb->sym_offsetof = ir_xlat_no_offset;
		addrxlat_opt_arch(&opts[0], "x86_64");
		addrxlat_opt_os_type(&opts[1], "linux");
		addrxlat_opt_phys_base(&opts[2], k->guard.phys_base);
		if (addrxlat_sys_os_init(k->xlat_sys, k->xlat_ctx, 3, opts) == ADDRXLAT_OK)
			return true;
	}
	if (k->xlat_sys)
		addrxlat_sys_decref(k->xlat_sys);
	k->xlat_sys = NULL;
	return false;
}

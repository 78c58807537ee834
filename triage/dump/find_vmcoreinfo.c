// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * VMCOREINFO of a dump that has no such note: QEMU writes none unless the guest's driver told it where. The kernel keeps
 * the text at the start of a page of its own, whether kdump is set up or not, and a pointer to it in its image.
 *
 * QEMU's own notes tell where a CPU had its page tables. By these the image is found, whatever the size of the machine, and
 * each pointer in it to the start of a page is followed. The tables may be user space's (PTI), in which the image is not;
 * the kernel's are then in the page before. Where there are no such notes each page is looked at, which takes long, so
 * only so many are.
 */
#include "triage/dump/find_vmcoreinfo.h"

#include <libkdumpfile/addrxlat.h>
#include <stdlib.h>
#include <string.h>

#include "core/arch/arch.h"
#include "core/target/dumpfile.h"
#include "triage/dump/elf_check.h"
#include "triage/dump/qemu_notes.h"
#include "triage/dump/xlat_page.h"
#include "triage/file/trouble.h"

#define PAGE	   4096
#define BIG_PAGE   (UINT64_C(2) << 20)
#define IMAGE_ROOM (UINT64_C(1) << 30)	 /* the image lies somewhere in it */
#define IMAGE_SIZE (UINT64_C(128) << 20) /* at most */
#define MAX_CPUS   16
#define MAX_IMAGE  65536		 /* pages of images that are read, whatever the CPUs say */
#define MAX_LOOKED 65536		 /* pointers that are followed */
#define MAX_FRAMES ((uint64_t)1 << 21)	 /* 8 GiB of addresses */
#define MAX_PAGES  ((uint64_t)1 << 18)	 /* 1 GiB of pages that are there: some 4 s */
#define LEAST_PAGE 32			 /* bytes of a page that is packed, and its place */
#define RECENT	   1024			 /* pages that were looked at, by a hash */

struct search {
	kdump_ctx_t *ctx;
	struct ir_guard *guard;
	addrxlat_ctx_t *xlat_ctx;
	addrxlat_sys_t *xlat_sys;
	uint64_t recent[RECENT];
	unsigned image_pages, looked;
	uint64_t pages_read;
	char page[PAGE + 1];
};

static bool is_info(const char *page, size_t *len)
{
	*len = strnlen(page, PAGE);
	return *len > 256 && *len < PAGE && !strncmp(page, "OSRELEASE=", 10) &&
	       strstr(page, "\nPAGESIZE=4096\n") && strstr(page, "\nSYMBOL(") && ir_info_is_sound(page, *len);
}

static bool set_info(kdump_ctx_t *ctx, const char *text, size_t len)
{
	kdump_attr_t attr = {.type = KDUMP_BLOB};
	kdump_status st;

	attr.val.blob = kdump_blob_new_dup(text, len);
	if (!attr.val.blob)
		return false;
	st = kdump_set_attr(ctx, "linux.vmcoreinfo.raw", &attr);
	if (st != KDUMP_OK) /* else it is the library's now */
		kdump_blob_decref(attr.val.blob);
	kdump_clear_err(ctx);
	return st == KDUMP_OK;
}

static bool read_frame(struct search *s, uint64_t paddr, void *page)
{
	size_t len = PAGE;
	bool read = !ir_guard_page(s->guard, paddr) &&
		    kdump_read(s->ctx, KDUMP_MACHPHYSADDR, paddr, page, &len) == KDUMP_OK;

	kdump_clear_err(s->ctx);
	return read;
}

/* A translation of its own: what is looked at here is nothing that the diagnosis needs (page_watch.h). */
static addrxlat_status get_page(const addrxlat_cb_t *cb, addrxlat_buffer_t *buf)
{
	void *bytes = ir_memory(malloc(PAGE));

	if (!bytes || !read_frame(cb->priv, buf->addr.addr - buf->addr.addr % PAGE, bytes)) {
		free(bytes);
		return ADDRXLAT_ERR_NODATA;
	}
	return ir_xlat_give_page(buf, bytes);
}

static unsigned long read_caps(const addrxlat_cb_t *cb)
{
	(void)cb;
	return ADDRXLAT_CAPS(ADDRXLAT_MACHPHYSADDR);
}

static bool make_translation(struct search *s)
{
	addrxlat_cb_t *cb;

	s->xlat_ctx = addrxlat_ctx_new();
	cb = s->xlat_ctx ? addrxlat_ctx_add_cb(s->xlat_ctx) : NULL;
	if (!cb)
		return false;
	cb->priv = s;
	cb->get_page = get_page;
	cb->read_caps = read_caps;
	cb->reg_value = cb->sym_value = cb->sym_sizeof = cb->num_value = ir_xlat_no_value;
	cb->sym_offsetof = ir_xlat_no_offset;
	return true;
}

static bool frame_of(struct search *s, uint64_t addr, uint64_t *ret)
{
	addrxlat_fulladdr_t fa = {.addr = addr, .as = ADDRXLAT_KVADDR};
	addrxlat_status st =
		addrxlat_fulladdr_conv(&fa, ADDRXLAT_MACHPHYSADDR, s->xlat_ctx, s->xlat_sys);

	addrxlat_ctx_clear_err(s->xlat_ctx);
	*ret = fa.addr;
	return st == ADDRXLAT_OK;
}

/* Is the page at the kernel's address @addr, which is not of its image, the one that is looked for? */
static bool is_info_at(struct search *s, uint64_t addr)
{
	uint64_t *recent = &s->recent[addr / PAGE % RECENT], paddr;
	size_t len;

	if (*recent == addr || s->looked >= MAX_LOOKED)
		return false;
	*recent = addr;
	s->looked++;
	return frame_of(s, addr, &paddr) && read_frame(s, paddr, s->page) && is_info(s->page, &len) &&
	       set_info(s->ctx, s->page, len);
}

static bool search_image(struct search *s)
{
	const uint64_t end = IR_IMAGE_START + IMAGE_ROOM;
	uint64_t words[PAGE / sizeof(uint64_t)], from = IR_IMAGE_START, paddr;

	while (from < end && !frame_of(s, from, &paddr))
		from += BIG_PAGE;
	for (uint64_t at = from; at < end && at - from < IMAGE_SIZE; at += PAGE) {
		if (!frame_of(s, at, &paddr))
			continue;
		if (s->image_pages++ >= MAX_IMAGE)
			return false;
		if (!read_frame(s, paddr, words))
			continue;
		for (size_t i = 0; i < PAGE / sizeof(words[0]); i++) {
			if (words[i] % PAGE == 0 && words[i] >> 56 == 0xff && words[i] < IR_IMAGE_START &&
			    is_info_at(s, words[i]))
				return true;
		}
	}
	return false;
}

static bool search_by_tables(struct search *s, uint64_t top, unsigned levels)
{
	const addrxlat_fulladdr_t root = {.addr = top, .as = ADDRXLAT_MACHPHYSADDR};
	addrxlat_opt_t opts[4];
	bool found = false;

	s->xlat_sys = addrxlat_sys_new();
	if (!s->xlat_sys)
		return false;
	addrxlat_opt_arch(&opts[0], "x86_64");
	addrxlat_opt_os_type(&opts[1], "linux");
	addrxlat_opt_virt_bits(&opts[2], levels == 5 ? 57 : 48);
	addrxlat_opt_rootpgt(&opts[3], &root);
	if (addrxlat_sys_os_init(s->xlat_sys, s->xlat_ctx, 4, opts) == ADDRXLAT_OK)
		found = search_image(s);
	addrxlat_ctx_clear_err(s->xlat_ctx);
	addrxlat_sys_decref(s->xlat_sys);
	return found;
}

static bool search_by_cpus(struct search *s, int fd)
{
	struct ir_qemu_cpu cpu;
	bool found = false;

	for (unsigned i = 0; i < MAX_CPUS && !found && ir_qemu_cpu(s->guard, fd, i, &cpu); i++) {
		found = search_by_tables(s, cpu.top_table, cpu.levels) ||
			(cpu.top_table & PAGE &&
			 search_by_tables(s, cpu.top_table - PAGE, cpu.levels));
	}
	return found;
}

/* The @nr frames before @end, from the last: early memory is given out from there. @left: how many may be looked at yet */
static bool search_frames(struct search *s, uint64_t end, uint64_t nr, uint64_t *left)
{
	size_t len;

	for (uint64_t n = 0; n < nr && *left; n++) {
		*left -= 1;
		if (!read_frame(s, (end - 1 - n) * PAGE, s->page))
			continue;
		if (++s->pages_read > MAX_PAGES)
			return false;
		if (is_info(s->page, &len))
			return set_info(s->ctx, s->page, len);
	}
	return false;
}

/* An ELF file may tell of memory without end: what is looked at has to be in the file. */
static bool search_segments(struct search *s, const struct ir_dumpfile *f)
{
	uint64_t left = f->bytes / PAGE < MAX_FRAMES ? f->bytes / PAGE : MAX_FRAMES;

	for (size_t i = f->nr_segments; i-- && left;) {
		const struct ir_dumpfile_segment *seg = &f->segments[i];

		if (search_frames(s, (seg->paddr + seg->bytes) / PAGE, seg->bytes / PAGE, &left))
			return true;
	}
	return false;
}

static bool search_memory(struct search *s, int fd)
{
	uint64_t pfns, left;
	struct ir_dumpfile f;
	bool elf, found;

	ir_dumpfile_read(&f, fd);
	elf = !strcmp(f.format, "elf");
	found = elf && search_segments(s, &f);
	/* The guard knows which pages of a kdump file there are; of others, each takes some bytes at least. */
	left = s->guard->nr || f.bytes / LEAST_PAGE > MAX_FRAMES ? MAX_FRAMES : f.bytes / LEAST_PAGE;
	ir_dumpfile_release(&f);
	if (elf)
		return found;
	if (kdump_get_number_attr(s->ctx, "max_pfn", &pfns) != KDUMP_OK)
		pfns = MAX_FRAMES;
	kdump_clear_err(s->ctx);
	return search_frames(s, pfns, pfns, &left);
}

bool ir_find_info(kdump_ctx_t *ctx, struct ir_guard *g, int fd)
{
	struct search s = {.ctx = ctx, .guard = g};
	kdump_attr_t attr;
	bool found;

	if (kdump_get_attr(ctx, "linux.vmcoreinfo.raw", &attr) == KDUMP_OK)
		return true;
	kdump_clear_err(ctx);
	found = make_translation(&s) && search_by_cpus(&s, fd);
	if (s.xlat_ctx)
		addrxlat_ctx_decref(s.xlat_ctx);
	return found || search_memory(&s, fd);
}

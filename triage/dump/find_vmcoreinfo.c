// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * VMCOREINFO of a dump that has no such note: QEMU writes none unless the guest's driver told it
 * where. The kernel keeps the text at the start of a page of its own, whether kdump is set up or not.
 * Looking at each page takes long, so only so many are looked at.
 */
#include "triage/dump/find_vmcoreinfo.h"

#include <string.h>

#define PAGE	   4096
#define MAX_FRAMES ((uint64_t)1 << 21) /* 8 GiB of addresses */
#define MAX_PAGES  ((uint64_t)1 << 18) /* 1 GiB of pages that are there: some 4 s */

static bool is_info(const char *page, size_t *len)
{
	*len = strnlen(page, PAGE);
	return *len > 256 && *len < PAGE && !strncmp(page, "OSRELEASE=", 10) &&
	       strstr(page, "\nPAGESIZE=4096\n") && strstr(page, "\nSYMBOL(");
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

bool ir_find_info(kdump_ctx_t *ctx, struct ir_guard *g)
{
	static char page[PAGE + 1];
	kdump_attr_t attr;
	uint64_t pfns, read = 0;
	size_t len;

	if (kdump_get_attr(ctx, "linux.vmcoreinfo.raw", &attr) == KDUMP_OK)
		return true;
	kdump_clear_err(ctx);
	if (kdump_get_number_attr(ctx, "max_pfn", &pfns) != KDUMP_OK)
		pfns = MAX_FRAMES;
	kdump_clear_err(ctx);
	/* From the end: early memory is given out from there. */
	for (uint64_t n = 0; n < pfns && n < MAX_FRAMES && read < MAX_PAGES; n++) {
		uint64_t paddr = (pfns - 1 - n) * PAGE;

		len = PAGE;
		if (ir_guard_page(g, paddr) ||
		    kdump_read(ctx, KDUMP_MACHPHYSADDR, paddr, page, &len) != KDUMP_OK) {
			kdump_clear_err(ctx);
			continue;
		}
		read++;
		if (is_info(page, &len))
			return set_info(ctx, page, len);
	}
	return false;
}

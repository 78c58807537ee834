// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Why an object is not in the dump. makedumpfile decides by a page's struct page whether to leave
 * the page out. That struct page is in the dump and shows which filter it was:
 *
 *	-d bit	leaves out		how struct page shows it
 *	1	pages of zeros		not at all
 *	2, 4	the page cache		page.mapping is set, its lowest bit is clear
 *	8	pages of user space	page.mapping has its lowest bit set (PAGE_MAPPING_ANON)
 *	16	free pages		page._mapcount has the type of free pages
 *
 * A makedumpfile that is older than the kernel can mistake slab pages for one of these, because the
 * mark of slab pages was moved out of page.flags by 46df8e73a4a3 ("mm: free up PG_slab", v6.10).
 * The struct page of such a page still says slab.
 */
#include "core/mm/excluded.h"

#include "core/arch/arch.h"
#include "core/mm/slab.h"
#include "core/target/vmcoreinfo.h"

/*
 * Does @page have the page type that VMCOREINFO has under @key? A type is stored inverted in the
 * word of _mapcount: its bits are clear there.
 */
static bool has_page_type(struct ir_kernel *k, uint64_t page, const char *key)
{
	int64_t mark, at;
	uint32_t type;

	if (!ir_vmcoreinfo_number(k->t, key, &mark) ||
	    !ir_vmcoreinfo_number(k->t, "OFFSET(page._mapcount)", &at) ||
	    ir_read_u32(k->t, page + (uint64_t)at, &type))
		return false;
	/*
	 * Since 4ffca5a96678 ("mm: support only one page_type per page", v6.12) only the top byte
	 * is the type.
	 */
	return (uint32_t)mark >> 24 == 0xff ? type == (uint32_t)mark
					    : type >> 24 == (uint32_t)mark >> 24;
}

static bool says_slab(struct ir_kernel *k, uint64_t page)
{
	int64_t mark, bit, at;
	uint64_t flags;

	if (ir_vmcoreinfo_number(k->t, "NUMBER(PAGE_SLAB_MAPCOUNT_VALUE)", &mark))
		return has_page_type(k, page, "NUMBER(PAGE_SLAB_MAPCOUNT_VALUE)");
	return ir_vmcoreinfo_number(k->t, "NUMBER(PG_slab)", &bit) &&
	       ir_vmcoreinfo_number(k->t, "OFFSET(page.flags)", &at) &&
	       !ir_read_u64(k->t, page + (uint64_t)at, &flags) && bit >= 0 && bit < 64 &&
	       flags >> bit & 1;
}

/* The filter that left the page out, by its struct page; NULL when that does not show it. */
static const char *filter_name(struct ir_kernel *k, uint64_t page)
{
	uint64_t mapping;
	int64_t at;

	if (has_page_type(k, page, "NUMBER(PAGE_BUDDY_MAPCOUNT_VALUE)"))
		return "free page filter";
	if (!ir_vmcoreinfo_number(k->t, "OFFSET(page.mapping)", &at) ||
	    ir_read_u64(k->t, page + (uint64_t)at, &mapping) || !mapping)
		return NULL;
	return mapping & 1 ? "user page filter" : "page cache filter";
}

const char *ir_absent_cause(struct ir_kernel *k, uint64_t addr)
{
	unsigned char byte;
	uint64_t page, base;
	const char *by;

	if (!k->arch->canonical(addr) || ir_read(k->t, addr, &byte, 1) != IR_ABSENT)
		return NULL;
	if (ir_head_page(k, addr, &page, &base)) {
		if (says_slab(k, page))
			return ir_fmt(
				k,
				"its page was left out of the dump, but its struct page %016llx "
				"says slab: filtered wrongly, by a makedumpfile that does not "
				"know this kernel (take a newer one, or a lower -d)",
				(unsigned long long)page);
		by = filter_name(k, page);
		if (by)
			return ir_fmt(k, "its page is not in the dump: %s, by struct page %016llx",
				      by, (unsigned long long)page);
	}
	return "its page is not in the dump";
}

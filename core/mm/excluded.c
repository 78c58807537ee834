// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Why an object is not in the dump. makedumpfile leaves out pages by what their struct page says, and that
 * struct page is in the dump:
 *
 *	-d bit	leaves out		told by
 *	1	pages of zeros		nothing
 *	2, 4	the page cache		page.mapping, without its lowest bit
 *	8	pages of user space	page.mapping with its lowest bit set (PAGE_MAPPING_ANON)
 *	16	free pages		page._mapcount, the type of free pages
 *
 * A makedumpfile that is older than the kernel takes slab pages for such (6.10 moved the slab mark out of
 * page.flags, 46df8e73a4a3 "mm: free up PG_slab"): their struct page still says slab.
 */
#include "core/mm/excluded.h"

#include "core/arch/arch.h"
#include "core/mm/slab.h"
#include "core/target/vmcoreinfo.h"

/* Is the type of @page the one that VMCOREINFO's @key tells? Types are bits in _mapcount, inverted. */
static bool has_type(struct ir_kernel *k, uint64_t page, const char *key)
{
	int64_t mark, at;
	uint32_t type;

	if (!ir_vmcoreinfo_number(k->t, key, &mark) ||
	    !ir_vmcoreinfo_number(k->t, "OFFSET(page._mapcount)", &at) ||
	    ir_read_u32(k->t, page + (uint64_t)at, &type))
		return false;
	/* The type is the uppermost byte since 4ffca5a96678 ("mm: support only one page_type per page", 6.12). */
	return (uint32_t)mark >> 24 == 0xff ? type == (uint32_t)mark
					    : type >> 24 == (uint32_t)mark >> 24;
}

static bool says_slab(struct ir_kernel *k, uint64_t page)
{
	int64_t mark, bit, at;
	uint64_t flags;

	if (ir_vmcoreinfo_number(k->t, "NUMBER(PAGE_SLAB_MAPCOUNT_VALUE)", &mark))
		return has_type(k, page, "NUMBER(PAGE_SLAB_MAPCOUNT_VALUE)");
	return ir_vmcoreinfo_number(k->t, "NUMBER(PG_slab)", &bit) &&
	       ir_vmcoreinfo_number(k->t, "OFFSET(page.flags)", &at) &&
	       !ir_read_u64(k->t, page + (uint64_t)at, &flags) && bit >= 0 && bit < 64 &&
	       flags >> bit & 1;
}

/* The filter that took it, by its struct page; NULL when that does not say */
static const char *filter(struct ir_kernel *k, uint64_t page)
{
	uint64_t mapping;
	int64_t at;

	if (has_type(k, page, "NUMBER(PAGE_BUDDY_MAPCOUNT_VALUE)"))
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
		by = filter(k, page);
		if (by)
			return ir_fmt(k, "its page is not in the dump: %s, by struct page %016llx",
				      by, (unsigned long long)page);
	}
	return "its page is not in the dump";
}

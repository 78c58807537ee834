// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Why an object is not in the dump. makedumpfile leaves out what is free, a user's or cached file
 * data; one that is older than the kernel takes slab pages for such (6.10 moved the slab mark out of
 * page.flags, 46df8e73a4a3 "mm: free up PG_slab"). The struct page of what it left out is in the
 * dump, and still says slab.
 */
#include "core/arch/arch.h"
#include "core/mm/slab.h"
#include "core/mm/excluded.h"

#include <stdlib.h>

static bool number(struct ir_kernel *k, const char *key, int64_t *ret)
{
	char text[32], *end;

	if (!k->t->ops->vmcoreinfo || k->t->ops->vmcoreinfo(k->t, key, text, sizeof(text)))
		return false;
	*ret = strtoll(text, &end, 10);
	return end != text;
}

static bool says_slab(struct ir_kernel *k, uint64_t page)
{
	int64_t mark, bit, at;
	uint64_t flags;
	uint32_t type;

	if (number(k, "NUMBER(PAGE_SLAB_MAPCOUNT_VALUE)", &mark))
		return number(k, "OFFSET(page._mapcount)", &at) &&
		       !ir_read_u32(k->t, page + (uint64_t)at, &type) &&
		       type >> 24 == (uint32_t)mark >> 24;
	return number(k, "NUMBER(PG_slab)", &bit) && number(k, "OFFSET(page.flags)", &at) &&
	       !ir_read_u64(k->t, page + (uint64_t)at, &flags) && bit >= 0 && bit < 64 &&
	       flags >> bit & 1;
}

const char *ir_absent_cause(struct ir_kernel *k, uint64_t addr)
{
	unsigned char byte;
	uint64_t page, base;

	if (!k->arch->canonical(addr) || ir_read(k->t, addr, &byte, 1) != IR_ABSENT ||
	    !ir_head_page(k, addr, &page, &base) || !says_slab(k, page))
		return NULL;
	return ir_fmt(k, "its page was left out of the dump, but its struct page %016llx says slab: "
			 "filtered wrongly, by a makedumpfile that does not know this kernel (take a "
			 "newer one, or a lower -d)", (unsigned long long)page);
}

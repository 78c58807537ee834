// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Why an object is not in the dump. makedumpfile leaves out what is free, a user's or cached file
 * data; one that is older than the kernel takes slab pages for such (6.10 moved the slab mark out of
 * page.flags, 46df8e73a4a3 "mm: free up PG_slab"). The struct page of what it left out is in the
 * dump, and still says slab.
 */
#include "core/mm/slab.h"

#include <stdlib.h>

static bool number(struct ir_engine *e, const char *key, int64_t *ret)
{
	char text[32], *end;

	if (!e->t->ops->vmcoreinfo || e->t->ops->vmcoreinfo(e->t, key, text, sizeof(text)))
		return false;
	*ret = strtoll(text, &end, 10);
	return end != text;
}

static bool says_slab(struct ir_engine *e, uint64_t page)
{
	int64_t mark, bit, at;
	uint64_t flags;
	uint32_t type;

	if (number(e, "NUMBER(PAGE_SLAB_MAPCOUNT_VALUE)", &mark))
		return number(e, "OFFSET(page._mapcount)", &at) &&
		       !ir_read_u32(e->t, page + (uint64_t)at, &type) &&
		       type >> 24 == (uint32_t)mark >> 24;
	return number(e, "NUMBER(PG_slab)", &bit) && number(e, "OFFSET(page.flags)", &at) &&
	       !ir_read_u64(e->t, page + (uint64_t)at, &flags) && bit >= 0 && bit < 64 &&
	       flags >> bit & 1;
}

const char *ir_absent_cause(struct ir_engine *e, uint64_t addr)
{
	unsigned char byte;
	uint64_t page, base;

	if (!e->arch->canonical(addr) || ir_read(e->t, addr, &byte, 1) != IR_ABSENT ||
	    !ir_head_page(e, addr, &page, &base) || !says_slab(e, page))
		return NULL;
	return ir_fmt(e, "its page was left out of the dump, but its struct page %016llx says slab: "
			 "filtered wrongly, by a makedumpfile that does not know this kernel (take a "
			 "newer one, or a lower -d)", (unsigned long long)page);
}

static void look_at(struct ir_engine *e, const char *what, struct ir_value object)
{
	const char *cause = object.known ? ir_absent_cause(e, object.v) : NULL;

	if (cause)
		ir_list_add(e, &e->d->missing, ir_fmt(e, "%s %016llx: %s", what,
						     (unsigned long long)object.v, cause));
}

void ir_name_absent(struct ir_engine *e)
{
	const struct ir_diagnosis *d = e->d;
	struct ir_value sb = {.known = false}, task = {e->task != 0, e->task};

	if (d->inode.address.known && ir_has(e, IR_M_INODE_SB))
		sb.known = !ir_get(e, d->inode.address.v, IR_M_INODE_SB, &sb.v);
	look_at(e, "the crashed task", task);
	look_at(e, "the link's dentry", d->walk.dentry);
	look_at(e, "the inode", d->inode.address);
	look_at(e, "its super block", sb);
}

// SPDX-License-Identifier: GPL-2.0-or-later
#include "crash-time/pagetable.h"

#include <stdlib.h>
#include <string.h>

#include "core/symbols/dump_symbols.h"
#include "core/target/vmcoreinfo.h"

#define IMAGE_START UINT64_C(0xffffffff80000000) /* __START_KERNEL_map */
#define PRESENT	    UINT64_C(1)
#define HUGE_ENTRY  (UINT64_C(1) << 7)
#define ADDRESS	    UINT64_C(0x000ffffffffff000)

static bool info(const struct ir_pagetable *pt, const char *key, int base, uint64_t *ret)
{
	char text[40];

	if (ir_vmcoreinfo_value(pt->core->info, key, text, sizeof(text)))
		return false;
	*ret = text[0] == '-' ? (uint64_t)strtoll(text, NULL, base) : strtoull(text, NULL, base);
	return true;
}

static bool in_image(const struct ir_pagetable *pt, uint64_t va, uint64_t *ret)
{
	if (va < IMAGE_START || va - IMAGE_START >= pt->image_size)
		return false;
	*ret = va - IMAGE_START + pt->phys_base;
	return true;
}

void ir_pagetable_open(struct ir_pagetable *pt, struct ir_vmcore *core)
{
	/* The same table; kernels from 4.13 on have the first name. */
	static const char *const roots[] = {"SYMBOL(init_top_pgt)", "SYMBOL(init_level4_pgt)",
					    "SYMBOL(swapper_pg_dir)"};
	uint64_t five = 0, sme = 0, root;

	memset(pt, 0, sizeof(*pt));
	pt->core = core;
	(void)info(pt, "NUMBER(pgtable_l5_enabled)", 0, &five);
	(void)info(pt, "NUMBER(sme_mask)", 0, &sme);
	pt->levels = five == 1 ? 5 : 4;
	pt->mask = ADDRESS & ~sme;
	if (!info(pt, "NUMBER(phys_base)", 0, &pt->phys_base))
		return;
	if (!info(pt, "NUMBER(KERNEL_IMAGE_SIZE)", 0, &pt->image_size) || pt->image_size > 1 << 30)
		pt->image_size = 512 << 20;
	for (size_t i = 0; i < sizeof(roots) / sizeof(roots[0]); i++) {
		if (info(pt, roots[i], 16, &root) && in_image(pt, root, &pt->root))
			return;
	}
}

static enum ir_status entry(struct ir_pagetable *pt, uint64_t table, unsigned index, uint64_t *ret)
{
	unsigned i = (unsigned)(table / IR_PAGE % IR_TABLE_SLOTS);

	if (!pt->slots[i].used || pt->slots[i].paddr != table) {
		pt->slots[i].used = true;
		pt->slots[i].paddr = table;
		pt->slots[i].status =
			ir_vmcore_page(pt->core, table, (unsigned char *)pt->slots[i].entries);
	}
	if (!pt->slots[i].status)
		*ret = pt->slots[i].entries[index];
	return pt->slots[i].status;
}

enum ir_status ir_pagetable_walk(struct ir_pagetable *pt, uint64_t va, uint64_t *ret)
{
	unsigned shift = 12 + 9 * pt->levels;
	uint64_t table = pt->root, e;

	if (!table)
		return in_image(pt, va, ret) ? IR_OK : IR_ABSENT;
	/* All bits above those that are translated must be set: this is the kernel's half. */
	if ((int64_t)va >> (shift - 1) != -1)
		return IR_FAULT;
	for (unsigned level = pt->levels; level; level--) {
		enum ir_status st;

		shift -= 9;
		st = entry(pt, table, va >> shift & 511, &e);
		if (st)
			return in_image(pt, va, ret) ? IR_OK : st;
		if (!(e & PRESENT))
			return IR_FAULT;
		table = e & pt->mask;
		if (level > 1 && level < 4 && e & HUGE_ENTRY)
			break;
	}
	*ret = (table & ~((UINT64_C(1) << shift) - 1)) | (va & ((UINT64_C(1) << shift) - 1));
	return IR_OK;
}

// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/task/orc_table.h"

#include <string.h>

#define IP_SIZE	 4
#define ROW_SIZE sizeof(struct ir_orc_row)

void ir_orc_table_keep(struct ir_kernel *k, struct ir_orc_table *tab)
{
	/* A redacted slice keeps the bytes that are asked for. */
	if (k->t->sparse)
		return;
	if (ir_window_open(&tab->kept_ips, k->t, k->arena, tab->ips, tab->nr * IP_SIZE) ||
	    ir_window_open(&tab->kept_entries, k->t, k->arena, tab->entries, tab->nr * ROW_SIZE))
		memset(&tab->kept_ips, 0, sizeof(tab->kept_ips));
}

/* Row number @i of one of the two tables. What no window shows the target is asked for: it tells why. */
static enum ir_status read_row(struct ir_kernel *k, struct ir_memory_window *kept, uint64_t table,
			       uint64_t i, void *ret, size_t size)
{
	const void *p = ir_window_bytes(kept, i * size, size);

	if (!p)
		return ir_read(k->t, table + i * size, ret, size);
	memcpy(ret, p, size);
	return IR_OK;
}

enum ir_status ir_orc_table_find(struct ir_kernel *k, struct ir_orc_table *tab, uint64_t ip,
				 struct ir_orc_row *ret)
{
	bool any = tab->kept_ips.size;
	uint64_t lo = 0, hi = tab->nr;
	enum ir_status st;
	int32_t rel;

	while (lo < hi) {
		uint64_t mid = any ? ir_window_middle(&tab->kept_ips, lo, hi, IP_SIZE)
				   : lo + (hi - lo) / 2;

		st = read_row(k, &tab->kept_ips, tab->ips, mid, &rel, sizeof(rel));
		if (st)
			return st;
		if (tab->ips + IP_SIZE * mid + (uint64_t)(int64_t)rel <= ip)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (!lo)
		return IR_NOTFOUND;
	return read_row(k, &tab->kept_entries, tab->entries, lo - 1, ret, sizeof(*ret));
}

// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/slice/slice_pages.h"

#include <stdlib.h>
#include <string.h>

#include "triage/file/trouble.h"

static struct ir_slice_page **place(const struct ir_slice_pages *ps, uint64_t pfn)
{
	uint64_t mask = 2ull * ps->room - 1, i = (pfn * UINT64_C(0x9e3779b97f4a7c15)) >> 32 & mask;

	while (ps->table[i] && ps->table[i]->pfn != pfn)
		i = (i + 1) & mask;
	return &ps->table[i];
}

struct ir_slice_page *ir_slice_pages_find(const struct ir_slice_pages *ps, uint64_t pfn)
{
	return ps->room ? *place(ps, pfn) : NULL;
}

static bool grow(struct ir_slice_pages *ps)
{
	unsigned room = ps->room ? ps->room * 2 : 1024;
	struct ir_slice_page **table = ir_memory(calloc(2ul * room, sizeof(struct ir_slice_page *)));
	struct ir_slice_page **all = ir_memory(realloc(ps->all, room * sizeof(struct ir_slice_page *)));

	if (all)
		ps->all = all;
	if (!table || !all) {
		free(table);
		return false;
	}
	free(ps->table);
	ps->table = table;
	ps->room = room;
	for (unsigned i = 0; i < ps->nr; i++)
		*place(ps, all[i]->pfn) = all[i];
	return true;
}

struct ir_slice_page *ir_slice_pages_add(struct ir_slice_pages *ps, uint64_t pfn)
{
	struct ir_slice_page *p = ir_slice_pages_find(ps, pfn);

	if (p)
		return p;
	if (ps->nr >= IR_SLICE_MAX_PAGES || (ps->nr == ps->room && !grow(ps)))
		return NULL;
	p = ir_memory(calloc(1, sizeof(*p)));
	if (!p)
		return NULL;
	p->pfn = pfn;
	p->status = IR_ABSENT;
	p->to = IR_SLICE_PAGE;
	ps->all[ps->nr++] = p;
	*place(ps, pfn) = p;
	return p;
}

enum ir_status ir_slice_page_keep(struct ir_slice_page *p, const void *bytes)
{
	if (!p->bytes)
		p->bytes = ir_memory(malloc(IR_SLICE_PAGE));
	if (!p->bytes)
		return IR_NOMEM;
	memcpy(p->bytes, bytes, IR_SLICE_PAGE);
	p->status = IR_OK;
	return IR_OK;
}

static int by_pfn(const void *a, const void *b)
{
	uint64_t x = (*(struct ir_slice_page *const *)a)->pfn;
	uint64_t y = (*(struct ir_slice_page *const *)b)->pfn;

	return (x > y) - (x < y);
}

void ir_slice_pages_sort(struct ir_slice_pages *ps)
{
	if (ps->nr)
		qsort(ps->all, ps->nr, sizeof(struct ir_slice_page *), by_pfn);
}

void ir_slice_pages_release(struct ir_slice_pages *ps)
{
	for (unsigned i = 0; i < ps->nr; i++) {
		free(ps->all[i]->bytes);
		free(ps->all[i]->read);
		free(ps->all[i]);
	}
	free(ps->all);
	free(ps->table);
	memset(ps, 0, sizeof(*ps));
}

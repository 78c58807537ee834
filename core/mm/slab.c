// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/arch/arch.h"
#include "core/mm/slab.h"
#include "core/mm/object.h"
#include "core/target/vmcoreinfo.h"
#include "core/types/layout.h"

#include <stdlib.h>

#define PAGE	    4096
#define MAX_OBJECTS 32767 /* 15 bits count them */
#define MAX_CPUS    512
#define MAX_SHEAF   1024 /* objects in a per-CPU sheaf */

static bool page_size(struct ir_kernel *k, uint64_t *ret)
{
	int64_t size;

	if (ir_vmcoreinfo_number(k->t, "SIZE(page)", &size)) {
		*ret = (uint64_t)size;
		return size > 0;
	}
	return !ir_type_size(k, "page", ret) && *ret;
}

bool ir_head_page(struct ir_kernel *k, uint64_t addr, uint64_t *page, uint64_t *base)
{
	uint64_t direct, map, head, size;

	if (ir_symbol_addr(k->t, "page_offset_base", &direct) ||
	    ir_read_u64(k->t, direct, &direct) || ir_symbol_addr(k->t, "vmemmap_base", &map) ||
	    ir_read_u64(k->t, map, &map) || !page_size(k, &size) || addr < direct || addr >= map)
		return false;
	*page = map + (addr - direct) / PAGE * size;
	/* Later pages point at the first, with bit 0 set; or, in 7.2, hold the mask that leads there. */
	if (!ir_get(k, *page, IR_M_PAGE_COMPOUND_HEAD, &head) && head & 1)
		*page = head - 1 <= *page && *page - (head - 1) < 1 << 20 ? head - 1
									  : *page & (head - 1);
	if (*page < map)
		return false;
	*base = direct + (*page - map) / size * PAGE;
	return true;
}

bool ir_slab_of(struct ir_kernel *k, uint64_t addr, struct ir_slab *s)
{
	uint64_t name, pad = 0, at;

	if (!ir_head_page(k, addr, &s->page, &s->base) ||
	    ir_get(k, s->page, IR_M_SLAB_CACHE, &s->cache) || !k->arch->canonical(s->cache) ||
	    ir_get(k, s->cache, IR_M_CACHE_NAME, &name) ||
	    ir_get(k, s->cache, IR_M_CACHE_SIZE, &s->size) ||
	    ir_get(k, s->cache, IR_M_CACHE_OBJECT_SIZE, &s->object_size) || !s->size ||
	    s->object_size > s->size || addr < s->base)
		return false;
	if (ir_has(k, IR_M_CACHE_RED_LEFT) && ir_get(k, s->cache, IR_M_CACHE_RED_LEFT, &pad))
		return false;
	s->name = ir_string_at(k, name, 32);
	at = (addr - s->base) % s->size;
	s->object = at >= pad && at - pad < s->object_size ? addr - (at - pad) : 0;
	return s->name && *s->name;
}

struct search {
	struct ir_kernel *k;
	const struct ir_slab *slab;
	uint64_t offset, secret; /* where an object keeps the next free one, and what hides it */
	bool hidden;
	unsigned objects; /* in this slab */
};

static bool in_slab(const struct search *s, uint64_t object)
{
	uint64_t first =
		s->slab->object - (s->slab->object - s->slab->base) / s->slab->size * s->slab->size;

	return object >= first && (object - first) % s->slab->size == 0 &&
	       (object - first) / s->slab->size < s->objects;
}

static uint64_t swap(uint64_t v)
{
	uint64_t r = 0;

	for (int i = 0; i < 8; i++, v >>= 8)
		r = r << 8 | (v & 0xff);
	return r;
}

/*
 * The next free object, 0 at the end. With SLAB_FREELIST_HARDENED (2482ddec670f, 4.14) it is hidden by the
 * cache's secret and the place it is kept at, whose bytes are swapped since 1ad53d9fa3f6 (5.7).
 */
static bool next_free(const struct search *s, uint64_t object, uint64_t *ret)
{
	uint64_t place = object + s->offset, stored;

	if (ir_read_u64(s->k->t, place, &stored))
		return false;
	if (!s->hidden) {
		*ret = stored;
		return !stored || in_slab(s, stored);
	}
	*ret = stored ^ s->secret ^ swap(place);
	if (!*ret || in_slab(s, *ret))
		return true;
	*ret = stored ^ s->secret ^ place;
	return !*ret || in_slab(s, *ret);
}

/* Is the object on the list that starts with @first? IR_UNKNOWN where the list cannot be followed. */
static enum ir_tri on_list(const struct search *s, uint64_t first)
{
	uint64_t object = first;

	for (unsigned n = 0; object && n <= s->objects; n++) {
		if (!in_slab(s, object))
			return IR_UNKNOWN;
		if (object == s->slab->object)
			return IR_TRUE;
		if (!next_free(s, object, &object))
			return IR_UNKNOWN;
	}
	return object ? IR_UNKNOWN : IR_FALSE;
}

/* The list of the CPU that allocates from this slab now, if one does. */
static enum ir_tri on_cpu_list(const struct search *s, uint64_t cpu_slab, unsigned cpu)
{
	uint64_t offsets, offset, page, first;

	if (ir_symbol_addr(s->k->t, "__per_cpu_offset", &offsets) ||
	    ir_read_u64(s->k->t, offsets + 8 * (uint64_t)cpu, &offset) ||
	    ir_get(s->k, cpu_slab + offset, IR_M_CPU_SLAB_SLAB, &page))
		return IR_UNKNOWN;
	if (page != s->slab->page)
		return IR_FALSE;
	if (ir_get(s->k, cpu_slab + offset, IR_M_CPU_SLAB_FREELIST, &first))
		return IR_UNKNOWN;
	return on_list(s, first);
}

static enum ir_tri in_sheaf(const struct search *s, uint64_t sheaf)
{
	const struct ir_member *objects = ir_member(s->k, IR_M_SHEAF_OBJECTS);
	uint64_t size, object;

	if (!sheaf)
		return IR_FALSE;
	if (!objects || ir_get(s->k, sheaf, IR_M_SHEAF_SIZE, &size) || (uint32_t)size > MAX_SHEAF)
		return IR_UNKNOWN;
	for (uint32_t i = 0; i < (uint32_t)size; i++) {
		if (ir_read_u64(s->k->t, sheaf + objects->offset + 8ull * i, &object))
			return IR_UNKNOWN;
		if (object == s->slab->object)
			return IR_TRUE;
	}
	return IR_FALSE;
}

/* Since 6.18 (2d517aa09bbc) free objects wait in sheaves of each CPU, and in barns, which are not looked at. */
static enum ir_tri in_cpu_sheaves(const struct search *s, uint64_t sheaves, unsigned cpu)
{
	static const enum ir_member_id kinds[] = {IR_M_SHEAVES_MAIN, IR_M_SHEAVES_SPARE,
						  IR_M_SHEAVES_RCU};
	uint64_t offsets, offset, sheaf;

	if (ir_symbol_addr(s->k->t, "__per_cpu_offset", &offsets) ||
	    ir_read_u64(s->k->t, offsets + 8 * (uint64_t)cpu, &offset))
		return IR_UNKNOWN;
	for (unsigned i = 0; i < 3; i++) {
		if (!ir_get(s->k, sheaves + offset, kinds[i], &sheaf) &&
		    in_sheaf(s, sheaf) == IR_TRUE)
			return IR_TRUE;
	}
	return IR_UNKNOWN;
}

/* How many CPUs can have free objects at hand; 0 when that cannot be told. */
static unsigned cpus(struct ir_kernel *k)
{
	uint64_t at;
	uint32_t nr;

	if (ir_symbol_addr(k->t, "nr_cpu_ids", &at) || ir_read_u32(k->t, at, &nr))
		return 0;
	return nr;
}

static bool prepare(struct search *s)
{
	uint64_t counts;

	if (ir_get(s->k, s->slab->cache, IR_M_CACHE_OFFSET, &s->offset) ||
	    s->offset >= s->slab->size || ir_get(s->k, s->slab->page, IR_M_SLAB_COUNTS, &counts))
		return false;
	/* 16 bits in use, 15 bits of all, one bit: bit fields that lie together. */
	s->objects = (unsigned)(counts >> 16 & 0x7fff);
	s->hidden = ir_has(s->k, IR_M_CACHE_RANDOM);
	return s->objects && s->objects <= MAX_OBJECTS &&
	       !(s->hidden && ir_get(s->k, s->slab->cache, IR_M_CACHE_RANDOM, &s->secret));
}

enum ir_tri ir_slab_is_free(struct ir_kernel *k, const struct ir_slab *slab, const char **how)
{
	struct search s = {.k = k, .slab = slab};
	uint64_t first, cpu_slab = 0, sheaves = 0;
	enum ir_tri found, all;
	unsigned nr;

	*how = "its slab's list of free objects could not be followed";
	if (!slab->object || !prepare(&s) || ir_get(k, slab->page, IR_M_SLAB_FREELIST, &first))
		return IR_UNKNOWN;
	all = on_list(&s, first);
	if (all == IR_TRUE) {
		*how = ir_fmt(k, "on the free list of slab %016llx",
			      (unsigned long long)slab->page);
		return IR_TRUE;
	}
	if (ir_has(k, IR_M_CACHE_CPU_SLAB) &&
	    ir_get(k, slab->cache, IR_M_CACHE_CPU_SLAB, &cpu_slab))
		all = IR_UNKNOWN;
	if (ir_has(k, IR_M_CACHE_SHEAVES) && ir_get(k, slab->cache, IR_M_CACHE_SHEAVES, &sheaves))
		all = IR_UNKNOWN;
	nr = cpu_slab || sheaves ? cpus(k) : 0;
	if ((cpu_slab || sheaves) && (!nr || nr > MAX_CPUS))
		all = IR_UNKNOWN;
	for (unsigned cpu = 0; cpu < nr && cpu < MAX_CPUS; cpu++) {
		found = cpu_slab ? on_cpu_list(&s, cpu_slab, cpu) : IR_FALSE;
		if (found != IR_TRUE && sheaves)
			found = in_cpu_sheaves(&s, sheaves, cpu);
		if (found == IR_TRUE) {
			*how = ir_fmt(k, "free, in what CPU %u keeps at hand", cpu);
			return IR_TRUE;
		}
		if (found == IR_UNKNOWN)
			all = IR_UNKNOWN;
	}
	if (all == IR_FALSE)
		*how = "on no list of free objects";
	return all;
}

// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * SLUB keeps objects of one kind in a kmem_cache. A cache consists of slabs: pages that are cut
 * into objects of equal size. The first struct page of a slab (struct slab since 5.17) has the
 * cache, the head of a list of free objects, and counters: 16 bits of objects in use, 15 bits of
 * all objects, 1 bit frozen. A free object contains the address of the next free one,
 * kmem_cache.offset bytes from its start.
 *
 * A free object can be in one of these places:
 *
 *	the slab's own list
 *	the list in kmem_cache.cpu_slab of the CPU that allocates from this slab at the moment
 *	a sheaf of a CPU (kmem_cache.cpu_sheaves), an array of free objects; 6.18 introduced them
 *	a sheaf in a node's barn; these are not searched
 *	KASAN's quarantine, where it is on no list; KASAN's shadow tells (kasan.h)
 */
#include "core/arch/arch.h"
#include "core/mm/slab.h"
#include "core/mm/kasan.h"
#include "core/mm/object.h"
#include "core/target/vmcoreinfo.h"
#include "core/types/layout.h"

#include <stdlib.h>

#define PAGE	    4096
#define MAX_OBJECTS 32767 /* the counter has 15 bits */
#define MAX_CPUS    512
#define MAX_SHEAF   1024 /* objects in a per-CPU sheaf */

/* sizeof(struct page) */
static bool struct_page_size(struct ir_kernel *k, uint64_t *ret)
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
	    ir_read_u64(k->t, map, &map) || !struct_page_size(k, &size) || addr < direct ||
	    addr >= map)
		return false;
	*page = map + (addr - direct) / PAGE * size;
	/*
	 * Bit 0 marks the later pages of a compound page. The rest is the address of the first
	 * struct page, or, in 7.2, a mask that makes it from the address of the later one.
	 */
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
	uint64_t offset, secret; /* kmem_cache.offset and .random */
	bool hidden;		 /* pointers to free objects are obfuscated */
	unsigned objects;	 /* in this slab */
};

static bool in_slab(const struct search *s, uint64_t object)
{
	uint64_t first =
		s->slab->object - (s->slab->object - s->slab->base) / s->slab->size * s->slab->size;

	return object >= first && (object - first) % s->slab->size == 0 &&
	       (object - first) / s->slab->size < s->objects;
}

static uint64_t swap_bytes(uint64_t v)
{
	uint64_t r = 0;

	for (int i = 0; i < 8; i++, v >>= 8)
		r = r << 8 | (v & 0xff);
	return r;
}

/*
 * The free object after @object, 0 at the end of the list. With SLAB_FREELIST_HARDENED
 * (2482ddec670f "mm: add SLUB free list pointer obfuscation", v4.14) the pointer is xored with
 * the cache's secret and with the address it is stored at. The bytes of that address are swapped
 * since 1ad53d9fa3f6 ("slub: improve bit diffusion for freelist ptr obfuscation", v5.7).
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
	*ret = stored ^ s->secret ^ swap_bytes(place);
	if (!*ret || in_slab(s, *ret))
		return true;
	*ret = stored ^ s->secret ^ place;
	return !*ret || in_slab(s, *ret);
}

/*
 * Is the object on the list that starts with @first? IR_UNKNOWN when the list cannot be followed.
 */
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

/* Is the object on @cpu's list, in case that CPU allocates from this slab at the moment? */
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

/*
 * Is the object in one of the CPU's sheaves? They exist since 2d517aa09bbc ("slab: add opt-in
 * caching layer of percpu sheaves", v6.18). Never IR_FALSE: it could be in a barn, and these are
 * not searched.
 */
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

/* How many CPUs the kernel can have; 0 when it is not known. */
static unsigned nr_cpus(struct ir_kernel *k)
{
	uint64_t at;
	uint32_t nr;

	if (ir_symbol_addr(k->t, "nr_cpu_ids", &at) || ir_read_u32(k->t, at, &nr))
		return 0;
	return nr;
}

static bool read_cache(struct search *s)
{
	uint64_t counts;

	if (ir_get(s->k, s->slab->cache, IR_M_CACHE_OFFSET, &s->offset) ||
	    s->offset >= s->slab->size || ir_get(s->k, s->slab->page, IR_M_SLAB_COUNTS, &counts))
		return false;
	/* 16 bits of objects in use, 15 bits of all objects, 1 bit frozen. */
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
	if (!slab->object || !read_cache(&s) || ir_get(k, slab->page, IR_M_SLAB_FREELIST, &first))
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
	nr = cpu_slab || sheaves ? nr_cpus(k) : 0;
	if ((cpu_slab || sheaves) && (!nr || nr > MAX_CPUS))
		all = IR_UNKNOWN;
	for (unsigned cpu = 0; cpu < nr && cpu < MAX_CPUS; cpu++) {
		found = cpu_slab ? on_cpu_list(&s, cpu_slab, cpu) : IR_FALSE;
		if (found != IR_TRUE && sheaves)
			found = in_cpu_sheaves(&s, sheaves, cpu);
		if (found == IR_TRUE) {
			*how = ir_fmt(k, "free, in a list or sheaf of CPU %u", cpu);
			return IR_TRUE;
		}
		if (found == IR_UNKNOWN)
			all = IR_UNKNOWN;
	}
	/* Asked only where it can be: the slices that there are do not have that member's place. */
	if (ir_kasan_has_room(slab) && ir_has(k, IR_M_CACHE_KASAN)) {
		*how = "on no list of free objects, but KASAN may keep it in its quarantine";
		all = ir_kasan_is_free(k, slab, how);
	}
	if (all == IR_FALSE)
		*how = "on no list of free objects";
	return all;
}

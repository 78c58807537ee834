/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What SLUB says about an address in the direct mapping: which cache's object it is in, and whether
 * that object is free. The race does not need it; it tells freed memory from damaged memory.
 */
#ifndef IR_SLAB_H
#define IR_SLAB_H

#include "core/target/kernel.h"

/**
 * struct ir_slab - the slab that an address is in
 * @page: address of its first struct page (struct slab)
 * @base: address of its memory
 * @cache: address of the kmem_cache
 * @size: bytes from one object to the next
 * @object_size: bytes of the object itself, without padding and debug data
 * @object: address of the object that contains the address; 0 when no object does
 * @name: name of the cache, at most 31 bytes; in the arena
 */
struct ir_slab {
	uint64_t page, base, cache, size, object_size, object;
	const char *name;
};

/**
 * ir_head_page() - the (compound) page that @addr in the direct mapping is in
 * @page: set to the address of its first struct page
 * @base: set to the address of its memory
 *
 * Return: false when @addr is not in the direct mapping, or the kernel's layout is not known.
 */
bool ir_head_page(struct ir_kernel *k, uint64_t addr, uint64_t *page, uint64_t *base);

/**
 * ir_slab_of() - the slab that @addr is in. Return: false when it is in none, or that is not known.
 */
bool ir_slab_of(struct ir_kernel *k, uint64_t addr, struct ir_slab *ret);

/**
 * ir_slab_is_free() - is the object @slab->object on one of SLUB's lists of free objects?
 * @how: set to where it was found, or why that is not known, as text for the report; static or in
 *	the arena
 *
 * Return: IR_FALSE only when all places where it could be were searched.
 */
enum ir_tri ir_slab_is_free(struct ir_kernel *k, const struct ir_slab *slab, const char **how);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What SLUB says of an address in the direct mapping: which cache's object it is in, and whether that
 * object is free. Nothing of it is needed for the race; it tells freed memory from damaged memory.
 */
#ifndef IR_SLAB_H
#define IR_SLAB_H

#include "core/target/kernel.h"

/**
 * struct ir_slab - the slab an address is in
 * @page: its first struct page (struct slab); @base: where its memory starts
 * @cache: the kmem_cache; @name its name, at most 31 bytes
 * @size: bytes from one object to the next; @object_size: of them, those the object has for itself
 * @object: where the object around the address starts; 0 when the address is in none
 */
struct ir_slab {
	uint64_t page, base, cache, size, object_size, object;
	const char *name;
};

/** ir_head_page() - the first struct page of the (compound) page @addr is in, and where its memory starts */
bool ir_head_page(struct ir_kernel *k, uint64_t addr, uint64_t *page, uint64_t *base);

/** ir_slab_of() - the slab @addr is in; false where that cannot be told, or it is in none */
bool ir_slab_of(struct ir_kernel *k, uint64_t addr, struct ir_slab *ret);

/**
 * ir_slab_is_free() - is the object on one of SLUB's lists of free ones?
 * @how: set to where it was found, or why it cannot be told; in the arena
 */
enum ir_tri ir_slab_is_free(struct ir_kernel *k, const struct ir_slab *slab, const char **how);

#endif

// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Generic KASAN keeps a byte of shadow for each 8 bytes of memory: how many of them may be used (0: all),
 * or why none. SLUB gets a freed object only when it leaves KASAN's quarantine, megabytes of other frees
 * later: until then it is on no list of free objects, and its content is what it was.
 */
#include "core/mm/kasan.h"

#include "core/arch/arch.h"

/* mm/kasan/kasan.h; the last one is KASAN_KMALLOC_FREETRACK before 5.11. They have been the same since 4.4. */
#define REDZONE                                                                                    \
	0xfc /* KASAN_SLAB_REDZONE: between objects, and an object that was never allocated */
#define FREE	  0xfb /* KASAN_SLAB_FREE */
#define FREE_META 0xfa /* KASAN_SLAB_FREE_META */

bool ir_kasan_checked(const struct ir_arch *a, uint64_t address, uint64_t *from)
{
	if (!a->kasan_shadow || a->canonical(address) || address < a->kasan_shadow)
		return false;
	*from = (address - a->kasan_shadow) << 3;
	return true;
}

/* optimal_redzone(), since 4.6: 128 bytes at least behind objects as large as inodes */
bool ir_kasan_has_room(const struct ir_slab *slab)
{
	return slab->size - slab->object_size >= (slab->object_size > 512 - 64 ? 128 : 16);
}

static enum ir_status shadow_of(struct ir_kernel *k, uint64_t addr, uint8_t *ret)
{
	return ir_read(k->t, (addr >> 3) + k->arch->kasan_shadow, ret, 1);
}

enum ir_tri ir_kasan_is_free(struct ir_kernel *k, const struct ir_slab *slab, const char **how)
{
	uint64_t behind = slab->object + ((slab->object_size + 7) & ~UINT64_C(7));
	uint8_t object, between;

	if (!k->arch->kasan_shadow || !slab->object || slab->object_size + 8 > slab->size ||
	    shadow_of(k, slab->object, &object) || shadow_of(k, behind, &between) ||
	    between != REDZONE)
		return IR_UNKNOWN;
	if (object != REDZONE && object != FREE && object != FREE_META)
		return object ? IR_UNKNOWN : IR_FALSE;
	*how = ir_fmt(k, "free: KASAN's shadow of it is %02x", object);
	return IR_TRUE;
}

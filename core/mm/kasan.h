/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What generic KASAN's shadow says of an object: KASAN keeps freed ones from SLUB for a while. */
#ifndef IR_KASAN_H
#define IR_KASAN_H

#include "core/mm/slab.h"

/** ir_kasan_has_room() - is there so much room behind the objects of @slab as KASAN would have made? */
bool ir_kasan_has_room(const struct ir_slab *slab);

/**
 * ir_kasan_is_free() - has @slab->object been freed, or never been allocated?
 * @how: set to what was read, as text for the report; only when the answer is IR_TRUE
 *
 * Return: IR_UNKNOWN when there is no shadow, it is not in the dump, or does not read like one.
 */
enum ir_tri ir_kasan_is_free(struct ir_kernel *k, const struct ir_slab *slab, const char **how);

/**
 * ir_kasan_checked() - can @address, where the kernel faulted, be in the shadow of what cannot be accessed?
 * @from: set to the first of the 8 bytes whose shadow it is
 *
 * With KASAN_INLINE each access is preceded by a look at its shadow. That of NULL, and of an address that cannot be
 * one, lies where no address can be: the check dies in place of the access. Other kernels fault at such addresses, too.
 */
bool ir_kasan_checked(const struct ir_arch *a, uint64_t address, uint64_t *from);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What every reader needs of an object in memory. */
#ifndef IR_OBJECT_H
#define IR_OBJECT_H

#include "core/target/kernel.h"

/**
 * ir_object_present() - are the bytes of the object really in the dump?
 * IR_ABSENT when they cannot be read or are all zero: no live object is, and a reader that makes up
 * zeros for a missing page gives exactly that.
 */
enum ir_status ir_object_present(struct ir_kernel *k, uint64_t addr, size_t size) IR_MUST_CHECK;

/** ir_string_at() - the NUL-terminated string at @addr, at most @max bytes, or NULL */
const char *ir_string_at(struct ir_kernel *k, uint64_t addr, size_t max);

#endif

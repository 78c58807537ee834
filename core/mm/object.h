/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Helpers for reading objects from the dump's memory. */
#ifndef IR_OBJECT_H
#define IR_OBJECT_H

#include "core/target/kernel.h"

/**
 * ir_object_present() - are the bytes of the object really in the dump?
 * @size: of the object in bytes; 0 or a large one: the first KiB is examined
 *
 * Return: IR_OK, IR_FAULT for an address that cannot be the kernel's, why the bytes cannot be read,
 * or IR_ABSENT when all of them are zero: no live object is all zeros, but a reader that makes up
 * zeros for a missing page returns just that.
 */
enum ir_status ir_object_present(struct ir_kernel *k, uint64_t addr, size_t size) IR_MUST_CHECK;

/**
 * ir_string_at() - read the NUL-terminated string at @addr
 * @max: bytes of the result at most, with the NUL; not more than 1024
 *
 * Return: a copy in the arena; NULL when it cannot be read.
 */
const char *ir_string_at(struct ir_kernel *k, uint64_t addr, size_t max);

/**
 * ir_fs_name() - name of the file system of super block @sb, as its type has it ("xfs")
 *
 * Return: a copy in the arena, which a damaged super block can make any text; NULL when it cannot
 * be read.
 */
const char *ir_fs_name(struct ir_kernel *k, uint64_t sb);

#endif

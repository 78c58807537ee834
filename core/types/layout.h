/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The places of structure members in this kernel: layout.def, resolved on demand. */
#ifndef IR_LAYOUT_H
#define IR_LAYOUT_H

#include "core/lib/value.h"
#include "core/target/kernel.h"

/** enum ir_member_id - the members of layout.def */
enum ir_member_id {
#define IR_MEMBER(id, type, member) IR_M_##id,
#define IR_MEMBER_ALT(id, type, member)
#define IR_PROVED(id, name) IR_M_##id,
#include "core/types/layout.def"
#undef IR_MEMBER
#undef IR_MEMBER_ALT
	IR_NR_MEMBERS
};

/**
 * struct ir_layout - what has been resolved so far
 * @asked: the member was looked for
 * @found: its place is known
 * @by_types: types told its place, and no proof
 * @absent: it is known that this kernel has no such member
 * @members: the places, valid if @found
 * @compared: number of places that both the BTF and the target knew
 * @proved: number of places that the target knew, no BTF, and the kernel's code proves
 * @contrary: number of those in which two disagree
 */
struct ir_layout {
	bool asked[IR_NR_MEMBERS], found[IR_NR_MEMBERS], by_types[IR_NR_MEMBERS],
		absent[IR_NR_MEMBERS];
	struct ir_member members[IR_NR_MEMBERS];
	unsigned compared, proved, contrary;
};

/**
 * ir_member() - Return: the place of @id, lent; NULL when the kernel lacks it or nobody knows it
 */
const struct ir_member *ir_member(struct ir_kernel *k, enum ir_member_id id);

/** ir_has() - is the member's place known? */
bool ir_has(struct ir_kernel *k, enum ir_member_id id);

/** ir_lacks() - is it known that this kernel has no such member? False when nobody can tell. */
bool ir_lacks(struct ir_kernel *k, enum ir_member_id id);

/** ir_addr() - Return: @base plus the member's offset; 0 when its place is not known */
uint64_t ir_addr(struct ir_kernel *k, uint64_t base, enum ir_member_id id);

/**
 * ir_get() - read the member of the structure at @base as an unsigned number
 *
 * Of a member that is a structure itself, 4 or 8 bytes are read.
 *
 * Return: IR_NOTFOUND when the member's place is not known, or why it cannot be read.
 */
enum ir_status ir_get(struct ir_kernel *k, uint64_t base, enum ir_member_id id,
		      uint64_t *ret) IR_MUST_CHECK;

/** ir_get_value() - like ir_get(), but a failure is an unknown value */
struct ir_value ir_get_value(struct ir_kernel *k, uint64_t base, enum ir_member_id id);

/** ir_type_size() - size in bytes of struct or union @type; IR_UNSUPPORTED when nobody can tell */
enum ir_status ir_type_size(struct ir_kernel *k, const char *type, uint64_t *ret) IR_MUST_CHECK;

/**
 * ir_enumerator() - value of the enumeration constant @name; IR_UNSUPPORTED when nobody can tell
 */
enum ir_status ir_enumerator(struct ir_kernel *k, const char *name, int64_t *ret) IR_MUST_CHECK;

/** ir_layout_conclude() - at the end of a diagnosis, note how often BTF and debuginfo agreed */
void ir_layout_conclude(struct ir_kernel *k);

/** ir_member_name() - Return: the member's first name in layout.def, such as "inode.i_op" */
const char *ir_member_name(enum ir_member_id id);

#endif

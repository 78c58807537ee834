/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where structure members lie in this kernel: layout.def resolved as it is asked for. */
#ifndef IR_LAYOUT_H
#define IR_LAYOUT_H

#include "core/lib/value.h"
#include "core/target/kernel.h"

enum ir_member_id {
#define IR_MEMBER(id, type, member) IR_M_##id,
#define IR_MEMBER_ALT(id, type, member)
#include "core/types/layout.def"
#undef IR_MEMBER
#undef IR_MEMBER_ALT
	IR_NR_MEMBERS
};

/**
 * struct ir_layout - answers so far
 * @asked: was the target asked for that member?
 * @found: did anybody know?
 * @absent: it is known that the kernel has no such member
 * @compared: places that BTF and the target both know; in @contrary of them they disagree
 */
struct ir_layout {
	bool asked[IR_NR_MEMBERS], found[IR_NR_MEMBERS], absent[IR_NR_MEMBERS];
	struct ir_member members[IR_NR_MEMBERS];
	unsigned compared, contrary;
};

/** ir_member() - @id's place, or NULL when this kernel or this debugger has no such member */
const struct ir_member *ir_member(struct ir_kernel *k, enum ir_member_id id);

/** ir_has() - does the member exist? */
bool ir_has(struct ir_kernel *k, enum ir_member_id id);

/** ir_lacks() - is it known that this kernel has no such member? Not: it could not be told. */
bool ir_lacks(struct ir_kernel *k, enum ir_member_id id);

/** ir_addr() - @base plus the member's offset; 0 when there is no such member */
uint64_t ir_addr(struct ir_kernel *k, uint64_t base, enum ir_member_id id);

/**
 * ir_get() - read the member as an unsigned number
 * Returns IR_NOTFOUND when there is no such member, else what reading it gave.
 */
enum ir_status ir_get(struct ir_kernel *k, uint64_t base, enum ir_member_id id,
		      uint64_t *ret) IR_MUST_CHECK;

/** ir_get_value() - the same as a value that may be unknown */
struct ir_value ir_get_value(struct ir_kernel *k, uint64_t base, enum ir_member_id id);

/** ir_type_size() - sizeof(struct or union @type) */
enum ir_status ir_type_size(struct ir_kernel *k, const char *type, uint64_t *ret) IR_MUST_CHECK;

/** ir_enumerator() - value of an enumeration constant; IR_UNSUPPORTED when nobody can tell */
enum ir_status ir_enumerator(struct ir_kernel *k, const char *name, int64_t *ret) IR_MUST_CHECK;

/** ir_layout_conclude() - tell, at the end of a diagnosis, how BTF and debuginfo compare */
void ir_layout_conclude(struct ir_kernel *k);

/** ir_member_name() - "inode.i_op", for reports */
const char *ir_member_name(enum ir_member_id id);

#endif

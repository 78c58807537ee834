/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The values of flags in this kernel, and the names of the flags in a word. */
#ifndef IR_FLAGS_H
#define IR_FLAGS_H

#include "core/lib/value.h"
#include "core/target/kernel.h"

/**
 * struct ir_flags - a flag word and the names of its known bits
 * @raw: the word
 * @nr_names: entries of @names
 * @names: names of the bits that are set and known; in the arena
 */
struct ir_flags {
	struct ir_value raw;
	unsigned nr_names;
	const char *const *names;
};

/**
 * enum ir_flag_set - the sets of flags.def
 * @IR_FLAGS_NONE: it is not known which set the kernel uses
 */
enum ir_flag_set {
	IR_FLAGS_NONE,
	IR_FLAGS_LOOKUP_OLD,
	IR_FLAGS_LOOKUP_NEW,
	IR_FLAGS_XFS,
	IR_FLAGS_XFS_GC,
	IR_FLAGS_STATE_OLD,
	IR_FLAGS_STATE_U32,
	IR_FLAGS_STATE_ENUM,
};

/** ir_flags_of() - Return: @raw with the names of those of its bits that @set or @set2 has */
struct ir_flags ir_flags_of(struct ir_kernel *k, struct ir_value raw, enum ir_flag_set set,
			    enum ir_flag_set set2);

/** ir_flag_value() - Return: value of the flag @name in @set, 0 if the set has no such flag */
uint64_t ir_flag_value(enum ir_flag_set set, const char *name);

/**
 * ir_lookup_flags() - which LOOKUP_* values this kernel uses
 *
 * This is read from a test of nameidata.flags in the kernel's own code. Without one, it follows
 * from a type that came with the change of the values. Sets @k->lookup_rcu.
 *
 * Return: IR_FLAGS_NONE when neither tells.
 */
enum ir_flag_set ir_lookup_flags(struct ir_kernel *k);

/**
 * ir_state_flags() - which I_* values this kernel uses; the type of inode.i_state tells
 *
 * Return: IR_FLAGS_NONE when the type is not known.
 */
enum ir_flag_set ir_state_flags(struct ir_kernel *k);

/**
 * ir_dentry_type() - the type of a dentry, from the DCACHE_ENTRY_TYPE bits of @d_flags
 *
 * Return: a static word such as "symlink"; NULL when it is not known where the bits are in this
 * kernel.
 */
const char *ir_dentry_type(struct ir_kernel *k, uint64_t d_flags);
/**
 * ir_dentry_type_flipped() - the bit of d_flags whose flip turns type @was into @type
 *
 * Return: the bit's number; -1 when the types differ in more than one bit or in none, or it is not
 * known where the bits are.
 */
int ir_dentry_type_flipped(struct ir_kernel *k, const char *type, const char *was);

#endif

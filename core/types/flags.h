/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which value a flag has in this kernel, and which flags a word holds. */
#ifndef IR_FLAGS_H
#define IR_FLAGS_H

#include "core/lib/value.h"
#include "core/target/kernel.h"

/** struct ir_flags - a flag word and the names of its known bits */
struct ir_flags {
	struct ir_value raw;
	unsigned nr_names;
	const char *const *names;
};

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

/** ir_flags_of() - @raw with the names of the bits of @set (and @set2) it holds */
struct ir_flags ir_flags_of(struct ir_kernel *k, struct ir_value raw, enum ir_flag_set set,
			    enum ir_flag_set set2);

/** ir_flag_value() - value of the flag called @name in @set, 0 if it has none */
uint64_t ir_flag_value(enum ir_flag_set set, const char *name);

/**
 * ir_lookup_flags() - which LOOKUP_* values this kernel uses
 * Read from the test of nameidata.flags in the kernel's own code, else from the types that came
 * with the change; IR_FLAGS_NONE when neither tells. Sets e->lookup_rcu.
 */
enum ir_flag_set ir_lookup_flags(struct ir_kernel *k);

/** ir_state_flags() - which I_* values this kernel uses, from the type of inode.i_state */
enum ir_flag_set ir_state_flags(struct ir_kernel *k);

/** ir_dentry_type() - DCACHE_ENTRY_TYPE of @d_flags as a word, NULL when the era is unknown */
const char *ir_dentry_type(struct ir_kernel *k, uint64_t d_flags);
/** ir_dentry_type_flipped() - the one bit of d_flags in which two types differ; -1 when it is not one */
int ir_dentry_type_flipped(struct ir_kernel *k, const char *type, const char *was);

#endif

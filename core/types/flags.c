// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/arch/arch.h"
#include "core/types/flags.h"
#include "core/types/layout.h"

#include <string.h>

#define MAX_NAMES 24

static const struct {
	enum ir_flag_set set;
	uint64_t bit;
	const char *name;
} flags[] = {
#define IR_FLAG(set, bit, name) {IR_FLAGS_##set, bit, name},
#include "core/types/flags.def"
#undef IR_FLAG
};

struct ir_flags ir_flags_of(struct ir_kernel *k, struct ir_value raw, enum ir_flag_set set,
			    enum ir_flag_set set2)
{
	const char **names = ir_arena_alloc(k->arena, MAX_NAMES * sizeof(*names));
	struct ir_flags f = {.raw = raw, .names = names};

	for (size_t i = 0; raw.known && names && i < sizeof(flags) / sizeof(flags[0]); i++) {
		if (set && (flags[i].set == set || flags[i].set == set2) && raw.v & flags[i].bit &&
		    f.nr_names < MAX_NAMES)
			names[f.nr_names++] = flags[i].name;
	}
	return f;
}

uint64_t ir_flag_value(enum ir_flag_set set, const char *name)
{
	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		if (flags[i].set == set && !strcmp(flags[i].name, name))
			return flags[i].bit;
	}
	return 0;
}

/*
 * LOOKUP_RCU is 0x40 or 0x100. The functions that call ->get_link test it in nd->flags. In the
 * other numbering each of these bits has another meaning (LOOKUP_MOUNTPOINT, LOOKUP_OPEN), for
 * which these functions never test. So the bit that they test is LOOKUP_RCU.
 */
static uint32_t rcu_bit_from_code(struct ir_kernel *k)
{
	static const char *const names[] = {"pick_link", "step_into_slowpath", "step_into",
					    "trailing_symlink"};
	const struct ir_member *m = ir_member(k, IR_M_ND_FLAGS);
	const uint32_t candidates = 0x40 | 0x100;

	for (size_t i = 0; m && k->arch->find_test && i < sizeof(names) / sizeof(names[0]); i++) {
		uint32_t mask = candidates;
		struct ir_symbol sym;
		uint64_t insn;

		if (ir_symbol_lookup(k->t, names[i], &sym) ||
		    k->arch->find_test(k, sym.addr, sym.addr + (sym.size ? sym.size : 2048),
				       (int64_t)m->offset, &mask, &insn))
			continue;
		mask &= candidates;
		if (mask == candidates)
			continue;
		ir_note_origin(
			k, ir_fmt(k, "LOOKUP_RCU = 0x%x is what %s+0x%llx tests in nameidata.flags",
				  mask, names[i], (unsigned long long)(insn - sym.addr)));
		return mask;
	}
	return 0;
}

enum ir_flag_set ir_lookup_flags(struct ir_kernel *k)
{
	int64_t v;

	if (!k->lookup_rcu)
		k->lookup_rcu = rcu_bit_from_code(k);
	/*
	 * DCACHE_* became enumerators in the same series of commits that moved LOOKUP_RCU (6.15).
	 */
	if (!k->lookup_rcu) {
		enum ir_status st = ir_enumerator(k, "DCACHE_OP_HASH", &v);

		if (st && st != IR_NOTFOUND)
			return IR_FLAGS_NONE;
		k->lookup_rcu = st ? 0x40 : 0x100;
		ir_note_origin(k,
			       ir_fmt(k, "LOOKUP_RCU = 0x%x because DCACHE_OP_HASH is %s",
				      k->lookup_rcu,
				      k->lookup_rcu == 0x100 ? "an enumerator" : "no enumerator"));
	}
	return k->lookup_rcu == 0x40	? IR_FLAGS_LOOKUP_OLD
	       : k->lookup_rcu == 0x100 ? IR_FLAGS_LOOKUP_NEW
					: IR_FLAGS_NONE;
}

enum ir_flag_set ir_state_flags(struct ir_kernel *k)
{
	const struct ir_member *m = ir_member(k, IR_M_INODE_STATE);
	enum ir_status st;
	int64_t v;

	if (!m || !m->size)
		return IR_FLAGS_NONE;
	if (m->size == 8)
		return IR_FLAGS_STATE_OLD;
	/* Last, because finding out that there is no such enumerator reads all types. */
	st = ir_enumerator(k, "I_DIRTY_TIME", &v);
	if (st && st != IR_NOTFOUND)
		return IR_FLAGS_NONE;
	return st ? IR_FLAGS_STATE_U32 : IR_FLAGS_STATE_ENUM;
}

static const char *const dentry_types[] = {"miss",    "whiteout", "directory", "autodir",
					   "regular", "special",  "symlink",   "unknown"};

/*
 * DCACHE_ENTRY_TYPE moved down by one bit with 9748cb2dc393 ("VFS: repack DENTRY_ flags.", v6.15);
 * the types kept their order.
 */
static int dentry_type_shift(struct ir_kernel *k)
{
	enum ir_flag_set set = ir_lookup_flags(k);

	return set == IR_FLAGS_NONE ? -1 : set == IR_FLAGS_LOOKUP_OLD ? 20 : 19;
}

const char *ir_dentry_type(struct ir_kernel *k, uint64_t d_flags)
{
	int shift = dentry_type_shift(k);

	return shift < 0 ? NULL : dentry_types[d_flags >> shift & 7];
}

int ir_dentry_type_flipped(struct ir_kernel *k, const char *type, const char *was)
{
	unsigned diff = 0;

	for (unsigned i = 0; i < 8; i++)
		diff ^= (!strcmp(dentry_types[i], type) ? i : 0) ^
			(!strcmp(dentry_types[i], was) ? i : 0);
	if (!diff || diff & (diff - 1) || dentry_type_shift(k) < 0)
		return -1;
	return dentry_type_shift(k) + __builtin_ctz(diff);
}

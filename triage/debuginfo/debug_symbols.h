/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The symbol table of a vmlinux, moved to where that kernel ran. For dumps whose own table (kallsyms) is
 * lost. Copied out of the file, so that nobody who changes it meanwhile changes a diagnosis.
 */
#ifndef IR_DEBUG_SYMBOLS_H
#define IR_DEBUG_SYMBOLS_H

#include "triage/debuginfo/debug_elf.h"
#include "core/target/target.h"

struct ir_debug_symbol {
	uint64_t addr;
	uint32_t name, hash; /* @name is an offset in the strings */
	uint32_t next;	     /* one more than the number of the next whose hash ends alike; 0: none */
};

#define IR_DEBUG_BUCKETS 65536

/**
 * struct ir_debug_symbols - zero-initialise it
 * @heads: by the end of the hash, as @next
 * @offset: what KASLR added; symbols have it added already
 * @agreed: names of VMCOREINFO that lie where the file has them, moved by @offset
 */
struct ir_debug_symbols {
	uint32_t nr;
	struct ir_debug_symbol *all;
	uint32_t *heads;
	char *strings;
	uint64_t strings_size, offset;
	unsigned agreed;
	bool sorted;
};

/**
 * ir_debug_symbols_load() - read them from @f, and prove from @t's VMCOREINFO where the kernel ran
 * Returns NULL, or why they cannot be used; then there are none.
 */
const char *ir_debug_symbols_load(struct ir_debug_symbols *s, const struct ir_debug_elf *f,
				  struct ir_target *t);
/** ir_debug_symbols_each() - as struct ir_target_ops.each_symbol, in the order of addresses */
enum ir_status ir_debug_symbols_each(struct ir_debug_symbols *s, const char *base, ir_symbol_fn *fn,
				     void *arg) IR_MUST_CHECK;
/** ir_debug_symbols_at() - as struct ir_target_ops.symbol_at; of several names, the one kallsyms gives */
enum ir_status ir_debug_symbols_at(struct ir_debug_symbols *s, uint64_t addr,
				   struct ir_symbol *ret) IR_MUST_CHECK;
/** ir_debug_symbols_has() - is one of the symbols called @base at @addr? */
bool ir_debug_symbols_has(const struct ir_debug_symbols *s, const char *base, uint64_t addr);
/** ir_debug_symbols_release() - free them. Idempotent. */
void ir_debug_symbols_release(struct ir_debug_symbols *s);

#endif

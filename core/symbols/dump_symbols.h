/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Symbols of the kernel and its modules from the dump's own memory, for targets that have nothing but
 * the memory: what struct ir_target_ops asks of symbols and VMCOREINFO, answered by core's readers.
 */
#ifndef IR_DUMP_SYMBOLS_H
#define IR_DUMP_SYMBOLS_H

#include "core/lib/arena.h"
#include "core/symbols/data_symbols.h"
#include "core/symbols/kallsyms.h"
#include "core/symbols/module_symbols.h"

/**
 * struct ir_other_symbols - the kernel's symbols from elsewhere, for what its own table cannot tell
 * As the operations of struct ir_target_ops; IR_UNSUPPORTED: there are none.
 */
struct ir_other_symbols {
	enum ir_status (*each)(struct ir_target *t, const char *base, ir_symbol_fn *fn, void *arg);
	enum ir_status (*at)(struct ir_target *t, uint64_t addr, struct ir_symbol *ret);
};

#define IR_MAX_ASKED 128

/** struct ir_asked - a name that the kernel's own table was asked for; @addr of the first, 0: it has none */
struct ir_asked {
	char name[64];
	uint64_t addr;
};

/**
 * struct ir_dump_symbols - what has been found so far; zero-initialise it, and set @t
 * @t: whose memory is read
 * @arena: of what lives as long as the dump is open
 * @kernel: the diagnosis that is running, or NULL
 * @other: asked where the dump's own table cannot be read or names no data; NULL: nobody
 * @asked: with @other: what the dump's own table answered, to be held against the other
 */
struct ir_dump_symbols {
	struct ir_target *t;
	struct ir_arena arena;
	struct ir_kernel *kernel;
	enum ir_status kallsyms_status;
	bool kallsyms_tried, modules_tried;
	struct ir_kallsyms kallsyms;
	struct ir_data_symbols data;
	struct ir_module_symbols *modules;
	const struct ir_other_symbols *other;
	unsigned nr_asked;
	struct ir_asked asked[IR_MAX_ASKED];
};

/** ir_dump_symbols_attach() - as struct ir_target_ops.attach */
void ir_dump_symbols_attach(struct ir_dump_symbols *ds, struct ir_kernel *k);

/** ir_dump_symbols_each() - as struct ir_target_ops.each_symbol */
enum ir_status ir_dump_symbols_each(struct ir_dump_symbols *ds, const char *base, ir_symbol_fn *fn,
				    void *arg) IR_MUST_CHECK;

/** ir_dump_symbols_at() - as struct ir_target_ops.symbol_at */
enum ir_status ir_dump_symbols_at(struct ir_dump_symbols *ds, uint64_t addr,
				  struct ir_symbol *ret) IR_MUST_CHECK;

/** ir_dump_symbols_each_in_modules() - the same for a target that has only the kernel proper's symbols */
enum ir_status ir_dump_symbols_each_in_modules(struct ir_dump_symbols *ds, const char *base,
					       ir_symbol_fn *fn, void *arg) IR_MUST_CHECK;

/** ir_dump_symbols_at_in_modules() - the same for a target that has only the kernel proper's symbols */
enum ir_status ir_dump_symbols_at_in_modules(struct ir_dump_symbols *ds, uint64_t addr,
					     struct ir_symbol *ret) IR_MUST_CHECK;

/** ir_dump_symbols_release() - free what @ds holds. Idempotent. */
void ir_dump_symbols_release(struct ir_dump_symbols *ds);

#endif

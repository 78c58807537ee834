/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Symbols of the kernel and its modules from the dump's own memory, for targets that have only the
 * memory. These functions serve as the symbol operations of struct ir_target_ops.
 */
#ifndef IR_DUMP_SYMBOLS_H
#define IR_DUMP_SYMBOLS_H

#include "core/lib/arena.h"
#include "core/symbols/data_symbols.h"
#include "core/symbols/kallsyms.h"
#include "core/symbols/module_symbols.h"

/**
 * struct ir_other_symbols - another source of the kernel's symbols, such as a vmlinux
 * @each: as struct ir_target_ops.each_symbol
 * @at: as struct ir_target_ops.symbol_at
 *
 * Both return IR_UNSUPPORTED when there is no such source after all.
 */
struct ir_other_symbols {
	enum ir_status (*each)(struct ir_target *t, const char *base, ir_symbol_fn *fn, void *arg);
	enum ir_status (*at)(struct ir_target *t, uint64_t addr, struct ir_symbol *ret);
};

#define IR_MAX_ASKED 128

/**
 * struct ir_asked - a name that the kernel's own table was asked for, and its answer
 * @name: the name, without compiler suffix
 * @addr: address of the first such symbol, 0 when the table has none
 */
struct ir_asked {
	char name[64];
	uint64_t addr;
};

#define IR_KEPT_ANSWERS 128

/**
 * struct ir_symbol_answer - the symbol that covers an address
 * @addr: the address, 0: no answer is kept here
 */
struct ir_symbol_answer {
	uint64_t addr;
	struct ir_symbol symbol;
};

/**
 * struct ir_dump_symbols - what has been found so far; zero-initialise it, and set @t
 * @t: the target whose memory is read
 * @arena: owns what lives as long as the dump is open
 * @kernel: the kernel of the running diagnosis, or NULL
 * @kallsyms_status: why @kallsyms cannot be used, IR_OK if it can
 * @kallsyms_tried: @kallsyms was opened, or could not be
 * @modules_tried: @modules was opened, or could not be
 * @kallsyms: the kernel's own table
 * @data: data found by the code that uses it
 * @modules: the modules' symbols, NULL when there are none; belongs to @kernel
 * @other: asked where the dump's own table cannot be read or names no data; may be NULL
 * @nr_asked: entries of @asked
 * @kept: by address, symbols that were found last: tasks sleep in the same few functions
 * @asked: only with @other: the answers of the dump's own table, to be compared with it
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
	struct ir_symbol_answer kept[IR_KEPT_ANSWERS];
	unsigned nr_asked;
	struct ir_asked asked[IR_MAX_ASKED];
};

/* Each of these works as the operation of struct ir_target_ops that it names. */

/** ir_dump_symbols_attach() - as struct ir_target_ops.attach */
void ir_dump_symbols_attach(struct ir_dump_symbols *ds, struct ir_kernel *k);

/** ir_dump_symbols_each() - as struct ir_target_ops.each_symbol */
enum ir_status ir_dump_symbols_each(struct ir_dump_symbols *ds, const char *base, ir_symbol_fn *fn,
				    void *arg) IR_MUST_CHECK;

/** ir_dump_symbols_at() - as struct ir_target_ops.symbol_at */
enum ir_status ir_dump_symbols_at(struct ir_dump_symbols *ds, uint64_t addr,
				  struct ir_symbol *ret) IR_MUST_CHECK;

/**
 * ir_dump_symbols_each_in_modules() - modules only, for a target that has the kernel's own symbols
 */
enum ir_status ir_dump_symbols_each_in_modules(struct ir_dump_symbols *ds, const char *base,
					       ir_symbol_fn *fn, void *arg) IR_MUST_CHECK;

/**
 * ir_dump_symbols_at_in_modules() - modules only, for a target that has the kernel's own symbols
 */
enum ir_status ir_dump_symbols_at_in_modules(struct ir_dump_symbols *ds, uint64_t addr,
					     struct ir_symbol *ret) IR_MUST_CHECK;

/** ir_dump_symbols_release() - free what @ds holds. Idempotent. */
void ir_dump_symbols_release(struct ir_dump_symbols *ds);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Symbols of the loaded modules, from the tables the kernel keeps for each in its own memory
 * (struct module.kallsyms). For targets whose debugger has none.
 */
#ifndef IR_MODULE_SYMBOLS_H
#define IR_MODULE_SYMBOLS_H

#include "core/target/kernel.h"

struct ir_module_symbols;

/**
 * ir_module_symbols_open() - list the modules; their symbols are read when they are asked for
 * @ret: belongs to the diagnosis of @e, as everything in it does
 *
 * A list that is damaged is used as far as it goes.
 */
enum ir_status ir_module_symbols_open(struct ir_kernel *k,
				      struct ir_module_symbols **ret) IR_MUST_CHECK;

/** ir_module_symbols_each() - as struct ir_target_ops.each_symbol: the xfs module's */
enum ir_status ir_module_symbols_each(struct ir_module_symbols *ms, const char *base,
				      ir_symbol_fn *fn, void *arg) IR_MUST_CHECK;

/** ir_module_symbols_at() - as struct ir_target_ops.symbol_at */
enum ir_status ir_module_symbols_at(struct ir_module_symbols *ms, uint64_t addr,
				    struct ir_symbol *ret) IR_MUST_CHECK;

#endif

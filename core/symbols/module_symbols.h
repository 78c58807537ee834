/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Symbols of the loaded modules, from the tables that the kernel keeps for each of them in its
 * memory (struct module.kallsyms). This is for targets whose debugger does not have them.
 */
#ifndef IR_MODULE_SYMBOLS_H
#define IR_MODULE_SYMBOLS_H

#include "core/target/kernel.h"

#define IR_MODULE_AREAS 16

struct ir_module_symbols;

/** struct ir_module_area - a range of a module's memory */
struct ir_module_area {
	uint64_t start, size;
};

/**
 * ir_module_areas() - where the module @name lies
 * @ret: receives up to IR_MODULE_AREAS ranges
 *
 * Return: how many they are; 0 when the module is not loaded, or not known.
 */
unsigned ir_module_areas(struct ir_kernel *k, const char *name, struct ir_module_area *ret);

/**
 * ir_module_symbols_open() - list the modules; their symbols are read on demand
 * @ret: set to the list, which is in the arena of @k
 *
 * A damaged list is used as far as it can be read.
 *
 * Return: IR_UNSUPPORTED when the layout of struct module is not known, IR_NOMEM, or why the list's
 * head was not found.
 */
enum ir_status ir_module_symbols_open(struct ir_kernel *k,
				      struct ir_module_symbols **ret) IR_MUST_CHECK;

/**
 * ir_module_symbols_each() - as struct ir_target_ops.each_symbol; only the xfs module is searched
 */
enum ir_status ir_module_symbols_each(struct ir_module_symbols *ms, const char *base,
				      ir_symbol_fn *fn, void *arg) IR_MUST_CHECK;

/** ir_module_symbols_at() - as struct ir_target_ops.symbol_at */
enum ir_status ir_module_symbols_at(struct ir_module_symbols *ms, uint64_t addr,
				    struct ir_symbol *ret) IR_MUST_CHECK;

#endif

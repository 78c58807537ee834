/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Find the kernel's data where its symbol table names only code: the code refers to the data. */
#ifndef IR_DATA_SYMBOLS_H
#define IR_DATA_SYMBOLS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/target/target.h"

enum {
#define IR_DATA(name, form, first, second) +1
	IR_NR_DATA_ROWS = 0
#include "core/symbols/data_symbols.def"
#undef IR_DATA
};

/**
 * struct ir_data_symbols - what has been found so far; zero it before the first use
 * @tried: for each row of data_symbols.def: it was looked for
 * @addr: for each row the address found, 0 when there is none
 * @stop_btf: end of the BTF
 * @stop_orc_ips: end of the first unwind table
 */
struct ir_data_symbols {
	bool tried[IR_NR_DATA_ROWS];
	uint64_t addr[IR_NR_DATA_ROWS];
	uint64_t stop_btf, stop_orc_ips;
};

/**
 * ir_data_symbol() - address of the kernel's data @name, proved by the functions that use it
 * @t: is asked for the symbols of these functions
 *
 * Return: IR_NOTFOUND when data_symbols.def does not have @name, or its address could not be
 * proved.
 */
enum ir_status ir_data_symbol(struct ir_data_symbols *s, struct ir_target *t, const char *name,
			      uint64_t *ret) IR_MUST_CHECK;

/** ir_ref_fn - called for each address that a function refers to; return false to stop */
typedef bool ir_ref_fn(uint64_t addr, void *arg);

/**
 * ir_each_ref() - call @fn for every address of the kernel's image or modules in @function's
 * instructions
 * @module: the module that @function is in, "" for the kernel
 *
 * Return: IR_NOTFOUND when not all of its code can be read, IR_UNSUPPORTED on other processors.
 */
enum ir_status ir_each_ref(struct ir_target *t, const char *function, const char *module,
			   ir_ref_fn *fn, void *arg) IR_MUST_CHECK;

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Data of the kernel where its symbol table names code only: found by what the code refers to. */
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

/** struct ir_data_symbols - what has been looked for; zero it before the first use */
struct ir_data_symbols {
	bool tried[IR_NR_DATA_ROWS];
	uint64_t addr[IR_NR_DATA_ROWS];
	uint64_t stop_btf, stop_orc_ips;
};

/**
 * ir_data_symbol() - address of the kernel's data @name, proved by the functions that use it
 * @t answers for the functions' names. IR_NOTFOUND: not a symbol that is looked for so, or not proved.
 */
enum ir_status ir_data_symbol(struct ir_data_symbols *s, struct ir_target *t, const char *name,
			      uint64_t *ret) IR_MUST_CHECK;

/** ir_ref_fn - called for each address a function refers to; return false to stop */
typedef bool ir_ref_fn(uint64_t addr, void *arg);

/**
 * ir_each_ref() - every address of the kernel's image or of modules that @function has in its instructions
 * @function: of the kernel or, with @module, of that module. IR_NOTFOUND: not all of its code can be read.
 */
enum ir_status ir_each_ref(struct ir_target *t, const char *function, const char *module,
			   ir_ref_fn *fn, void *arg) IR_MUST_CHECK;

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where struct module keeps what its symbols are found by. Kernels since 6.4 keep a module's memory otherwise; that is not proved. */
#ifndef IR_MODULE_LAYOUT_H
#define IR_MODULE_LAYOUT_H

#include "core/proof/proof.h"

/** ir_list_in_modules() - pointers back to its start, in each; and the code that lists modules */
void ir_list_in_modules(struct ir_kernel *k, struct ir_proof *p);
/** ir_name_in_modules() - a text that the module's kobject has, too; and the code that lists modules */
void ir_name_in_modules(struct ir_kernel *k, struct ir_proof *p);
/** ir_core_in_modules() - its memory, in which it lies itself; and the code that asks whether an address lies there */
void ir_core_in_modules(struct ir_kernel *k, struct ir_proof *p);
/** ir_base_in_modules() - where in the description of that memory its address is: the place is counted from there */
void ir_base_in_modules(struct ir_kernel *k, struct ir_proof *p);
/** ir_size_in_modules() - and where its size is */
void ir_size_in_modules(struct ir_kernel *k, struct ir_proof *p);
/** ir_kallsyms_in_modules() - leads to a table of symbols behind which their names begin */
void ir_kallsyms_in_modules(struct ir_kernel *k, struct ir_proof *p);
/** ir_symtab_in_modules() - the place of that table's address; runs after the ways of the code */
void ir_symtab_in_modules(struct ir_kernel *k, struct ir_proof *p);
/** ir_number_in_modules() - of the number of its entries */
void ir_number_in_modules(struct ir_kernel *k, struct ir_proof *p);
/** ir_strtab_in_modules() - of the address of the names */
void ir_strtab_in_modules(struct ir_kernel *k, struct ir_proof *p);

#endif

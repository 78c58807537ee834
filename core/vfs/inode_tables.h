/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The operation tables that a verdict turns on, and the names of any. */
#ifndef IR_INODE_TABLES_H
#define IR_INODE_TABLES_H

#include "core/lib/value.h"
#include "core/target/kernel.h"

/**
 * struct ir_table - a pointer to an operations table
 * @address: the pointer
 * @symbol: the object that starts exactly there, or NULL
 * @near: "name+0x40" when the pointer lies inside something else, or NULL
 * @near_module: that is a module's
 * @from: for the table that was called through: register ("rax") or "inode"
 */
struct ir_table {
	struct ir_value address;
	const char *symbol;
	const char *near;
	bool near_module;
	const char *from;
};

/**
 * struct ir_inode_tables - the operation tables that matter, by address; 0 when not found
 * @empty_iops: what inode_init_always() stores, not merely a symbol of that name
 * @xfs: xfs_inode_operations and its siblings
 * @modules_name_data: a module's symbols name one of them, so they name data and not only code
 * @xfs_built_in: XFS is in the kernel itself
 */
#define IR_NR_XFS_TABLES 5
struct ir_inode_tables {
	uint64_t empty_iops, no_open_fops;
	uint64_t xfs[IR_NR_XFS_TABLES];
	bool modules_name_data, xfs_built_in;
};

/** ir_inode_tables() - what ir_find_kernel_tables() found; never NULL */
const struct ir_inode_tables *ir_inode_tables(const struct ir_kernel *k);
/** ir_find_kernel_tables() - fill e->tables; notes where each came from in d->origins */
void ir_find_kernel_tables(struct ir_kernel *k);

/** ir_xfs_table_name() - name of the XFS inode table at @addr, or NULL */
const char *ir_xfs_table_name(const struct ir_kernel *k, uint64_t addr);

/** ir_xfs_table() - address of the XFS inode table called @name, 0 when this kernel has none */
uint64_t ir_xfs_table(const struct ir_kernel *k, const char *name);

/** ir_kernel_table_name() - the same, and of the kernel's own tables that are known; no symbol is needed */
const char *ir_kernel_table_name(const struct ir_kernel *k, uint64_t addr);

/** ir_xfs_table_expected() - the tables XFS gives an inode of @mode: bit n for e->tables.xfs[n] */
unsigned ir_xfs_table_expected(uint64_t mode);

/** ir_table_at() - name the operations table at @addr */
struct ir_table ir_table_at(struct ir_kernel *k, struct ir_value addr, const char *from);

#endif

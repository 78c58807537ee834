/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The operation tables that verdicts depend on, and names for any table. */
#ifndef IR_INODE_TABLES_H
#define IR_INODE_TABLES_H

#include "core/lib/value.h"
#include "core/target/kernel.h"

/* The type in an i_mode. The kernel's numbers, whatever those of the machine that reads the dump are. */
#define IR_S_IFMT  0170000
#define IR_S_IFIFO 0010000
#define IR_S_IFCHR 0020000
#define IR_S_IFBLK 0060000
#define IR_S_IFDIR 0040000
#define IR_S_IFREG 0100000
#define IR_S_IFLNK 0120000

/**
 * struct ir_table - a pointer to an operations table
 * @address: the pointer
 * @symbol: name of the object that starts exactly there, or NULL
 * @near: "name+0x40" when no object starts there but a symbol precedes it, or NULL
 * @near_module: @near is in a module
 * @from: where the pointer to the table called through was: a register ("rax") or "inode"; else
 *	NULL
 */
struct ir_table {
	struct ir_value address;
	const char *symbol;
	const char *near;
	bool near_module;
	const char *from;
};

/**
 * struct ir_inode_tables - addresses of the operation tables that matter; 0 when not found
 * @empty_iops: the table that inode_init_always() stores, which need not have that symbol
 * @no_open_fops: likewise, of file operations
 * @xfs: XFS's tables, in the order of inode_tables_known.def
 * @modules_name_data: a module has a symbol for one of @xfs, so modules' symbols name data, too
 * @xfs_built_in: XFS is not a module
 */
#define IR_NR_XFS_TABLES 5
struct ir_inode_tables {
	uint64_t empty_iops, no_open_fops;
	uint64_t xfs[IR_NR_XFS_TABLES];
	bool modules_name_data, xfs_built_in;
};

/**
 * ir_inode_tables() - the tables that ir_find_kernel_tables() found
 *
 * Return: never NULL; all addresses are 0 before they were looked for.
 */
const struct ir_inode_tables *ir_inode_tables(const struct ir_kernel *k);
/** ir_find_kernel_tables() - fill @k->tables, and note the origin of each in @k->notes */
void ir_find_kernel_tables(struct ir_kernel *k);

/** ir_xfs_table_name() - name of the XFS inode table at @addr, or NULL */
const char *ir_xfs_table_name(const struct ir_kernel *k, uint64_t addr);
/** ir_xfs_table_type() - the type in i_mode of the files that have XFS's table at @addr; 0: of several, or it is none of XFS's */
unsigned ir_xfs_table_type(const struct ir_kernel *k, uint64_t addr);
/** ir_is_xfs_symlink() - do both i_mode and the table i_op say that it is one of XFS's symlinks? */
bool ir_is_xfs_symlink(const struct ir_kernel *k, uint64_t mode, uint64_t i_op);

/** ir_xfs_table() - address of the XFS inode table called @name, 0 when this kernel has none */
uint64_t ir_xfs_table(const struct ir_kernel *k, const char *name);

/**
 * ir_kernel_table_name() - name of the table at @addr: XFS's, empty_iops or no_open_fops; or NULL
 */
const char *ir_kernel_table_name(const struct ir_kernel *k, uint64_t addr);

/**
 * ir_xfs_table_expected() - the tables that XFS may give an inode
 * @mode: i_mode
 *
 * Return: a set; bit n stands for xfs[n] of struct ir_inode_tables.
 */
unsigned ir_xfs_table_expected(uint64_t mode);

/**
 * ir_table_lies_inside() - does @t point into something else that has a name, and not only seem to?
 *
 * Where a module's data has no names, every table in it seems to lie behind the last function.
 */
bool ir_table_lies_inside(const struct ir_kernel *k, const struct ir_table *t);

/**
 * ir_table_at() - describe the operations table at @addr
 * @from: as in struct ir_table; static or in the arena
 *
 * Return: the names in it are in the arena; without any when @addr is not known.
 */
struct ir_table ir_table_at(struct ir_kernel *k, struct ir_value addr, const char *from);

#endif

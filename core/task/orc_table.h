/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rows of ORC tables by address; unwind_orc.c teaches the format. */
#ifndef IR_ORC_TABLE_H
#define IR_ORC_TABLE_H

#include "core/target/kernel.h"
#include "core/target/memory_window.h"

/**
 * struct ir_orc_table - the two tables of the kernel or of a module; zeroed, it has no rows
 * @ips, @entries: their addresses
 * @nr: how many rows they have
 * @kept_ips, @kept_entries: what of them was read; empty for a table that is not kept
 */
struct ir_orc_table {
	uint64_t ips, entries, nr;
	struct ir_memory_window kept_ips, kept_entries;
};

/** struct ir_orc_row - an entry as it is stored */
struct ir_orc_row {
	int16_t sp_offset, bp_offset;
	uint16_t bits;
};

/** ir_orc_table_keep() - keep what is read of the table from now on; it is searched in few pages then */
void ir_orc_table_keep(struct ir_kernel *k, struct ir_orc_table *tab);

/**
 * ir_orc_table_find() - the row for the code at @ip
 *
 * Return: IR_NOTFOUND when @ip is below all of it, or why the table cannot be read.
 */
enum ir_status ir_orc_table_find(struct ir_kernel *k, struct ir_orc_table *tab, uint64_t ip,
				 struct ir_orc_row *ret) IR_MUST_CHECK;

#endif

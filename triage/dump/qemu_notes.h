/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What QEMU's dump-guest-memory writes of each CPU beside its NT_PRSTATUS: the control registers. */
#ifndef IR_QEMU_NOTES_H
#define IR_QEMU_NOTES_H

#include "triage/dump/kdump_check.h"

/**
 * struct ir_qemu_cpu - where a CPU of x86-64 had its page tables
 * @top_table: physical address of the top one, without the bits beside it (CR3)
 * @levels: of the tables, 4 or 5 (CR4.LA57)
 */
struct ir_qemu_cpu {
	uint64_t top_table;
	unsigned levels;
};

/**
 * ir_qemu_cpu() - the @index-th CPU of a dump that QEMU wrote
 * @fd: its first file, which is read where @g has no part of a kdump file
 *
 * Return: false when there are not so many, or it is no such dump.
 */
bool ir_qemu_cpu(const struct ir_guard *g, int fd, unsigned index, struct ir_qemu_cpu *ret);

#endif

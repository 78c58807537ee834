/* SPDX-License-Identifier: GPL-2.0-or-later */
/* x86-64 page tables, walked in the physical memory of a dump. */
#ifndef IR_PAGETABLE_H
#define IR_PAGETABLE_H

#include "crash-time/vmcore.h"

#define IR_TABLE_SLOTS 16

/**
 * struct ir_pagetable - where translation starts
 * @root: physical address of the kernel's top table, 0 when not known
 * @levels: 4 or 5
 * @mask: the bits of an entry that are an address
 * @phys_base: what the kernel's image is shifted by; @image_size bytes of it are mapped, 0: not known
 * @slots: tables that were read lately
 */
struct ir_pagetable {
	struct ir_vmcore *core;
	uint64_t root, mask, phys_base, image_size;
	unsigned levels;
	struct {
		uint64_t paddr;
		bool used;
		enum ir_status status;
		uint64_t entries[IR_PAGE / 8];
	} slots[IR_TABLE_SLOTS];
};

/** ir_pagetable_open() - take what @core's VMCOREINFO tells; without it nothing translates */
void ir_pagetable_open(struct ir_pagetable *pt, struct ir_vmcore *core);

/**
 * ir_pagetable_walk() - physical address of @va
 * Returns IR_FAULT when the tables say that nothing is mapped there, another status when a table
 * itself cannot be read; the kernel's image is then still found, because it is linear.
 */
enum ir_status ir_pagetable_walk(struct ir_pagetable *pt, uint64_t va, uint64_t *ret) IR_MUST_CHECK;

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The crashed machine as the capture kernel sees it: door "dump". */
#ifndef IR_TARGET_VMCORE_H
#define IR_TARGET_VMCORE_H

#include "core/symbols/dump_symbols.h"
#include "crash-time/pagetable.h"
#include "crash-time/vmcore.h"

#define IR_VMCORE_SLOTS 64

/**
 * struct ir_target_vmcore - one open dump
 * @target: hand this to core/
 * @pages: kernel virtual pages read lately, or why there are none
 */
struct ir_target_vmcore {
	struct ir_target target;
	struct ir_vmcore core;
	struct ir_pagetable tables;
	struct ir_dump_symbols symbols;
	struct ir_dump_info info;
	struct {
		bool used;
		uint64_t addr;
		enum ir_status status;
		unsigned char bytes[IR_PAGE];
	} pages[IR_VMCORE_SLOTS];
};

/**
 * ir_target_vmcore_open() - open the dump at @path
 * @v: overwritten; close it in any case
 * Returns NULL, else what is wrong with it.
 */
const char *ir_target_vmcore_open(struct ir_target_vmcore *v, const char *path) IR_MUST_CHECK;

/** ir_target_vmcore_close() - free all @v holds. Idempotent. */
void ir_target_vmcore_close(struct ir_target_vmcore *v);

#endif

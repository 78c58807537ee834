/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The data that x86-64 code refers to. */
#ifndef IR_X86_REFS_H
#define IR_X86_REFS_H

#include "core/arch/arch.h"

/** ir_x86_refs() - struct ir_arch.refs */
enum ir_status ir_x86_refs(struct ir_target *t, uint64_t start, uint64_t size, ir_code_ref_fn *fn,
			   void *arg) IR_MUST_CHECK;

#endif

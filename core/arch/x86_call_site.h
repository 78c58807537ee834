/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What an indirect call of x86-64 calls: which slot of which table. */
#ifndef IR_X86_CALL_SITE_H
#define IR_X86_CALL_SITE_H

#include "core/arch/arch.h"

/** ir_x86_call_site() - as struct ir_arch.call_site */
enum ir_status ir_x86_call_site(struct ir_kernel *k, uint64_t ret,
				struct ir_call_site *site) IR_MUST_CHECK;

/** ir_x86_null_check() - as struct ir_arch.null_check */
bool ir_x86_null_check(struct ir_kernel *k, const struct ir_regs *regs, struct ir_call_site *site);

/** ir_x86_null_check_code() - as struct ir_arch.null_check_code */
enum ir_tri ir_x86_null_check_code(const struct ir_regs *regs, const struct ir_value *fault,
				   const uint8_t *code, size_t size);

#endif

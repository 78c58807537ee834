/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What an indirect call of A64 code calls: which slot of which table. */
#ifndef IR_A64_CALL_SITE_H
#define IR_A64_CALL_SITE_H

#include "core/arch/arch.h"

/** ir_a64_call_site() - as struct ir_arch.call_site */
enum ir_status ir_a64_call_site(struct ir_kernel *k, uint64_t ret,
				struct ir_call_site *site) IR_MUST_CHECK;

/** ir_a64_null_check() - as struct ir_arch.null_check */
bool ir_a64_null_check(struct ir_kernel *k, const struct ir_regs *regs, struct ir_call_site *site);

#endif

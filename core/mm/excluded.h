/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Why an object is not in the dump. */
#ifndef IR_EXCLUDED_H
#define IR_EXCLUDED_H

#include "core/target/kernel.h"

/**
 * ir_absent_cause() - why @addr is not in the dump, as a phrase in the kernel's arena
 *
 * Return: NULL when it is in the dump, or its address is not mapped.
 */
const char *ir_absent_cause(struct ir_kernel *k, uint64_t addr);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Why an object is not in the dump. */
#ifndef IR_EXCLUDED_H
#define IR_EXCLUDED_H

#include "core/target/kernel.h"

/**
 * ir_absent_cause() - why the page of @addr is not in the dump
 *
 * Return: a phrase for the report, static or in the arena; NULL when the page is in the dump or the
 * address is not mapped.
 */
const char *ir_absent_cause(struct ir_kernel *k, uint64_t addr);

#endif

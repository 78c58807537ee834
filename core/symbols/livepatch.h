/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Functions that a live patch has replaced. */
#ifndef IR_LIVEPATCH_H
#define IR_LIVEPATCH_H

#include "core/target/kernel.h"

/**
 * ir_livepatch_target() - the function that runs when the one at @addr is called
 * @how: set to what led from @addr to another function, as text for the report; "" when nothing did
 *
 * Follows a jump at the function's start and the kernel's own list of live-patched functions.
 *
 * Return: its address; @addr itself when it is not replaced.
 */
uint64_t ir_livepatch_target(struct ir_kernel *k, uint64_t addr, const char **how);

#endif

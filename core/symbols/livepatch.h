/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Functions that a live patch has replaced. */
#ifndef IR_LIVEPATCH_H
#define IR_LIVEPATCH_H

#include "core/target/kernel.h"

/**
 * ir_livepatch_target() - the function that runs when @addr is called
 * Follows a jump at its start, and the kernel's own list of live-patched functions. @how receives
 * "" or what led away, for a person.
 */
uint64_t ir_livepatch_target(struct ir_kernel *k, uint64_t addr, const char **how);

#endif

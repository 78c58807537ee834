/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The modules in memory whose bytes the proofs look at. */
#ifndef IR_MODULE_SAMPLES_H
#define IR_MODULE_SAMPLES_H

#include "core/target/kernel.h"

#define IR_MODULE_SAMPLES 16   /* modules that are looked at */
#define IR_MODULE_MIN	  2    /* fewer prove nothing */
#define IR_MODULE_BYTES	  2048 /* of each; none that is known has more */

/** struct ir_module_samples - @nr modules: each one's address and, of its bytes, those that the dump has */
struct ir_module_samples {
	struct ir_kernel *k;
	unsigned nr;
	uint64_t addr[IR_MODULE_SAMPLES];
	size_t len[IR_MODULE_SAMPLES];
	uint8_t bytes[IR_MODULE_SAMPLES][IR_MODULE_BYTES];
};

/**
 * ir_sample_modules() - the first modules on the kernel's list
 * @list: where the list's node is in a module
 *
 * Return: in the arena; NULL for fewer than IR_MODULE_MIN, or if one cannot be read.
 */
struct ir_module_samples *ir_sample_modules(struct ir_kernel *k, uint64_t list);

/** ir_sampled_word() - the word at @at of module number @i. Return: false if the dump does not have it. */
bool ir_sampled_word(const struct ir_module_samples *s, unsigned i, size_t at, uint64_t *ret);

#endif

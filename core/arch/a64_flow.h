/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Following values through A64 code: functions that arch_aarch64.c puts into struct ir_arch. */
#ifndef IR_A64_FLOW_H
#define IR_A64_FLOW_H

#include "core/arch/code_paths.h"

struct ir_a64_insn;

/** ir_a64_follow() - struct ir_arch.follow */
enum ir_status ir_a64_follow(struct ir_target *t, struct ir_code *c);
/** ir_a64_reaches() - struct ir_arch.reaches */
enum ir_tri ir_a64_reaches(struct ir_code *c, size_t from, size_t to, const uint16_t *avoid,
			   unsigned nr_avoid);
/** ir_a64_guards() - struct ir_arch.guards */
enum ir_tri ir_a64_guards(struct ir_code *c, size_t compare, size_t to);
/** ir_a64_text() - struct ir_arch.text */
size_t ir_a64_text(const struct ir_code *c, size_t at, char *buf, size_t size);
/** ir_a64_jumps_to() - struct ir_arch.jumps_to */
enum ir_status ir_a64_jumps_to(struct ir_target *t, uint64_t addr, uint64_t *ret);

/**
 * ir_a64_flow_insn() - decode the instruction at offset @at, and where execution goes on after it
 * Return: false when there is none.
 */
bool ir_a64_flow_insn(const struct ir_code *c, size_t at, struct ir_a64_insn *in,
		      struct ir_flow *ret);
/** ir_a64_flow_at() - the same as an ir_flow_fn */
ir_flow_fn ir_a64_flow_at;

#endif

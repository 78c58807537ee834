/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Following values through x86-64 code: the functions that arch_x86_64.c puts into struct ir_arch.
 */
#ifndef IR_X86_FLOW_H
#define IR_X86_FLOW_H

#include "core/arch/code_paths.h"

/** ir_x86_follow() - struct ir_arch.follow */
enum ir_status ir_x86_follow(struct ir_target *t, struct ir_code *c);
struct ir_x86_insn;

/**
 * ir_x86_flow_insn() - decode the instruction at offset @at, and where execution goes on after it
 * Return: false when there is none.
 */
bool ir_x86_flow_insn(const struct ir_code *c, size_t at, struct ir_x86_insn *in,
		      struct ir_flow *ret);
/** ir_x86_flow_at() - the same as an ir_flow_fn */
ir_flow_fn ir_x86_flow_at;
/** ir_x86_reaches() - struct ir_arch.reaches */
enum ir_tri ir_x86_reaches(struct ir_code *c, size_t from, size_t to, const uint16_t *avoid,
			   unsigned nr_avoid);
/** ir_x86_guards() - struct ir_arch.guards */
enum ir_tri ir_x86_guards(struct ir_code *c, size_t compare, size_t to);
/** ir_x86_text() - struct ir_arch.text */
size_t ir_x86_text(const struct ir_code *c, size_t at, char *buf, size_t size);
/** ir_x86_jumps_to() - struct ir_arch.jumps_to */
enum ir_status ir_x86_jumps_to(struct ir_target *t, uint64_t addr, uint64_t *ret);
/** ir_x86_register() - the index in a register set of the register that instructions call @number */
int ir_x86_register(int number);
/**
 * ir_x86_thunk_register() - the register that the retpoline thunk at @addr calls through
 *
 * Return: its number as instructions encode it (rax is 0); -1 when there is no thunk at @addr.
 */
int ir_x86_thunk_register(struct ir_target *t, uint64_t addr);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Searching A64 code for single instructions: functions that arch_aarch64.c puts into struct ir_arch. */
#ifndef IR_A64_SCAN_H
#define IR_A64_SCAN_H

#include "core/arch/arch.h"

/** ir_a64_is_bug() - struct ir_arch.is_bug */
enum ir_tri ir_a64_is_bug(struct ir_target *t, uint64_t ip);
/** ir_a64_follows_call() - struct ir_arch.follows_call */
bool ir_a64_follows_call(struct ir_target *t, uint64_t ret);
/** ir_a64_load_at() - struct ir_arch.load_at */
enum ir_status ir_a64_load_at(struct ir_target *t, uint64_t ip, int *base_reg,
			      int64_t *disp) IR_MUST_CHECK;
/**
 * ir_a64_leads_to() - where a call to a piece of code goes that only jumps on, since nothing but that lies within a call's reach
 * @addr: what is called
 * @ret: what is reached by that; unchanged unless IR_OK
 *
 * Return: IR_OK; IR_NOTFOUND when @addr is no such place; IR_ABSENT when the dump does not have it.
 */
enum ir_status ir_a64_leads_to(struct ir_target *t, uint64_t addr, uint64_t *ret) IR_MUST_CHECK;
/** ir_a64_find_call() - struct ir_arch.find_call */
enum ir_status ir_a64_find_call(struct ir_target *t, uint64_t start, uint64_t size, uint64_t target,
				uint64_t *ret) IR_MUST_CHECK;
/** ir_a64_find_store() - struct ir_arch.find_store */
enum ir_status ir_a64_find_store(struct ir_kernel *k, uint64_t start, uint64_t size, int64_t disp,
				 uint64_t *value, uint64_t *insn) IR_MUST_CHECK;
/** ir_a64_find_test() - struct ir_arch.find_test */
enum ir_status ir_a64_find_test(struct ir_kernel *k, uint64_t start, uint64_t before, int64_t disp,
				uint32_t *mask, uint64_t *insn) IR_MUST_CHECK;
/** ir_a64_refs() - struct ir_arch.refs */
enum ir_status ir_a64_refs(struct ir_target *t, uint64_t start, uint64_t size, ir_code_ref_fn *fn,
			   void *arg) IR_MUST_CHECK;

#endif

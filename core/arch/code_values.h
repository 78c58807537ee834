/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Following the values of registers through a function. Each pass goes over all instructions in
 * their order. At a jump it merges the values of the registers into those recorded at the jump's
 * target. Passes are repeated until nothing changes any more; one more pass then records the steps.
 * What each instruction does to the values is the processor's.
 */
#ifndef IR_CODE_VALUES_H
#define IR_CODE_VALUES_H

#include "core/arch/code_paths.h"

struct ir_values;

/**
 * struct ir_values_cpu - a processor, to one that follows values
 * @nr_regs: general registers, IR_CODE_REGS at most
 * @sp: the stack pointer among them: its value is always IR_ROOT_STACK
 * @flow: where execution goes on after an instruction
 * @enter: set the registers as they are when the function is called; all are unknown but @sp
 * @decode: the same as @flow for the instruction at @v->at, and keep it for @execute
 * @execute: do to the values what this instruction does
 */
struct ir_values_cpu {
	unsigned nr_regs;
	int sp;
	ir_flow_fn *flow;
	void (*enter)(struct ir_values *v);
	bool (*decode)(struct ir_values *v, struct ir_flow *ret);
	void (*execute)(struct ir_values *v);
};

/**
 * struct ir_values - a pass over a function. The processor's code puts it into a struct of its own.
 * @t: the target, for symbols
 * @c: the function
 * @cpu: the processor
 * @r: what the registers hold before the instruction at @at
 * @at: where the pass is
 * @changed: the pass found something new
 * @last: the last pass records the steps
 * @hidden: the targets of some jumps are not known
 * @hook_tried, @hook: ir_values_tracer() has looked; the function starts with a call of a tracer
 * @scratch: written instead of a step in all other passes, never read
 */
struct ir_values {
	struct ir_target *t;
	struct ir_code *c;
	const struct ir_values_cpu *cpu;
	struct ir_place r[IR_CODE_REGS];
	size_t at;
	bool changed, last;
	bool hidden;
	bool hook_tried, hook;
	struct ir_step scratch;
};

/** ir_place_unknown - a value that is not known */
extern const struct ir_place ir_place_unknown;

/** ir_place_const() - the constant @v; unknown when it does not fit */
struct ir_place ir_place_const(int64_t v);

/** ir_place_add() - the value @v plus @by bytes */
struct ir_place ir_place_add(struct ir_place v, int64_t by);

/** ir_values_result() - the value that the instruction at @v->at produces */
struct ir_place ir_values_result(const struct ir_values *v);

/** ir_values_set() - register @reg gets the value @to; the stack pointer stays what it is */
void ir_values_set(struct ir_values *v, int reg, struct ir_place to);

/** ir_values_step() - add a step of kind @kind at @v->at; its other members are 0 */
struct ir_step *ir_values_step(struct ir_values *v, enum ir_step_kind kind);

/** ir_values_call() - the step @call, just added, returns to offset @ret: is it the watched one? */
void ir_values_call(struct ir_values *v, const struct ir_step *call, size_t ret);

/**
 * ir_values_tracer() - is the call of @target at @v->at the one for ftrace that a function begins with?
 * @mark: the last offset at which that call can be
 *
 * It keeps all registers. At boot the kernel makes a nop of it; in its file it is a call.
 */
bool ir_values_tracer(struct ir_values *v, uint64_t target, size_t mark);

/** ir_values_follow() - struct ir_arch.follow; the caller has set @t, @c and @cpu of @v, the rest is 0 */
enum ir_status ir_values_follow(struct ir_values *v);

#endif

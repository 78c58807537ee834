/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The paths through a function: which instructions can be reached from which. Of the processor this
 * needs only where execution goes on after each instruction.
 */
#ifndef IR_CODE_PATHS_H
#define IR_CODE_PATHS_H

#include "core/arch/code.h"

/**
 * enum ir_flow_kind - where execution goes on after an instruction
 * @IR_FLOW_ON: at the next one; so it does after a call
 * @IR_FLOW_JUMP: at struct ir_flow.to
 * @IR_FLOW_BRANCH: at either of these two
 * @IR_FLOW_END: nowhere in this function
 * @IR_FLOW_INDIRECT: at an address that the instruction does not show
 */
enum ir_flow_kind { IR_FLOW_ON, IR_FLOW_JUMP, IR_FLOW_BRANCH, IR_FLOW_END, IR_FLOW_INDIRECT };

/**
 * struct ir_flow - an instruction, as far as paths are concerned
 * @kind: where execution goes on
 * @len: its length in bytes; of what is no instruction, the bytes to go on by
 * @to: for a jump or a branch the offset in the function that it goes to; it may lie outside
 * @returns: it returns to the caller
 * @sets_flags: it may change the flags that branches look at
 * @reads_flags: it is no branch, and what it does depends on them
 * @taken_if: a branch is taken if the operands of the compare before it were equal, or unequal
 */
struct ir_flow {
	enum ir_flow_kind kind;
	unsigned len;
	int64_t to;
	bool returns, sets_flags, reads_flags;
	enum { IR_IF_OTHER, IR_IF_EQUAL, IR_IF_UNEQUAL } taken_if;
};

/**
 * ir_flow_fn - describe the instruction at offset @at, which is inside of @c
 *
 * Return: false when there is none; only @ret->len is valid then.
 */
typedef bool ir_flow_fn(const struct ir_code *c, size_t at, struct ir_flow *ret);

/**
 * ir_code_find_labels() - number the jump targets of @c
 * @hidden: set when the targets of some jumps are not known
 *
 * Return: false when there are too many.
 */
bool ir_code_find_labels(struct ir_code *c, ir_flow_fn *flow, bool *hidden);

/** ir_code_reaches() - struct ir_arch.reaches, with the processor's @flow */
enum ir_tri ir_code_reaches(struct ir_code *c, ir_flow_fn *flow, size_t from, size_t to,
			    const uint16_t *avoid, unsigned nr_avoid);

/** ir_code_guards() - struct ir_arch.guards, with the processor's @flow */
enum ir_tri ir_code_guards(struct ir_code *c, ir_flow_fn *flow, size_t compare, size_t to);

#endif

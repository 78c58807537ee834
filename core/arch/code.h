/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a function of the dumped kernel does with its arguments: its instructions, with the values
 * in them followed from where they came. A processor's arch_*.c fills this in; who asks sees loads,
 * stores, compares and calls, and no registers.
 *
 * Values are followed along every path the jumps allow. Where paths meet with different values, or
 * an instruction is not understood, the value is unknown: what is told is true on all paths.
 */
#ifndef IR_CODE_H
#define IR_CODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/lib/status.h"
#include "core/target/target.h"

#define IR_CODE_BYTES  16384 /* of one function; the largest asked for has 5 KiB */
#define IR_CODE_LABELS 768   /* places jumped to */
#define IR_CODE_STEPS  2560
#define IR_CODE_REGS   16

/**
 * struct ir_place - a value: that of @root plus @offset
 * @root: nothing known, a constant, the stack pointer, an argument of the function, what another
 *	register held when it was called, or what the instruction at byte @root - IR_ROOT_INSN
 *	produced
 */
struct ir_place {
	uint16_t root;
	int32_t offset;
};
/* clang-format off */
enum { IR_ROOT_UNKNOWN, IR_ROOT_CONST, IR_ROOT_STACK, IR_ROOT_ARG, IR_ROOT_ENTRY = 9,
       IR_ROOT_INSN = 16 };
/* clang-format on */

/* clang-format off */
enum ir_step_kind { IR_STEP_LOAD, IR_STEP_STORE, IR_STEP_COMPARE, IR_STEP_TEST, IR_STEP_AND,
		    IR_STEP_OR, IR_STEP_CALL };
/* clang-format on */

/**
 * struct ir_step - an instruction that does something with memory, or calls
 * @at: offset in the function
 * @mem: the memory operand, if @has_mem; with an unknown root its offset is the displacement
 * @value: what was loaded, stored, compared or, with IR_STEP_CALL, the function called through a
 *	register; with AND and OR on a register what it held before, @result after
 * @imm: the constant operand, if @has_imm
 * @target: of a direct call, 0 for others; @tail: a jump out of the function
 * @args: the first three arguments of a call
 */
struct ir_step {
	enum ir_step_kind kind;
	uint16_t at;
	uint8_t width;
	bool has_mem, has_imm, tail;
	struct ir_place mem, value, result, args[3];
	int64_t imm;
	uint64_t target;
};

/** struct ir_code - one function, and room for the analysis; only @start to @steps is for readers */
struct ir_code {
	uint64_t start;
	size_t size;
	bool settled; /* false: too many jumps to follow the values */
	size_t watch;	/* a call that ends here is watched; 0: none */
	int watched;	/* its index in @steps, -1 when no step is that call */
	struct ir_place at_call[IR_CODE_REGS]; /* what the registers hold at the watched call */
	unsigned nr_steps;
	struct ir_step steps[IR_CODE_STEPS];
	unsigned nr_labels;
	int16_t label_at[IR_CODE_BYTES];
	bool reached[IR_CODE_LABELS];
	struct ir_place states[IR_CODE_LABELS][IR_CODE_REGS];
	uint8_t seen[IR_CODE_BYTES];
	uint16_t work[IR_CODE_BYTES];
	uint8_t bytes[IR_CODE_BYTES + 16];
};

/**
 * ir_code_open() - read and follow the function at @addr
 * The room is the engine's and is used again by the next call. IR_ABSENT: not all of it is in the
 * dump; IR_UNSUPPORTED: not on this processor; IR_CORRUPT: too large or too tangled.
 */
enum ir_status ir_code_open(struct ir_kernel *k, uint64_t addr, uint64_t size,
			    struct ir_code **ret) IR_MUST_CHECK;

/**
 * ir_code_open_call() - the same, and look at the call that returns to @ret
 * Return: as ir_code_open(); IR_NOTFOUND when there is no such call, or nothing is seen to lead to it.
 */
enum ir_status ir_code_open_call(struct ir_kernel *k, uint64_t addr, uint64_t size, uint64_t ret,
				 struct ir_code **code) IR_MUST_CHECK;

/**
 * ir_code_loaded_from() - where the value @p was read from; false if it is no loaded value
 * What its address is counted from may be unknown: look at @mem->root.
 */
bool ir_code_loaded_from(const struct ir_code *c, struct ir_place p, struct ir_place *mem);

/** ir_place_same() - certainly the same value? */
bool ir_place_same(struct ir_place a, struct ir_place b);

/** ir_insn_text() - "step_into+0x5b7 (ffffffff8135fed7) mov 0x8(%rax),%r15" */
const char *ir_insn_text(struct ir_kernel *k, const struct ir_code *c, const char *function,
			 size_t at);

#endif

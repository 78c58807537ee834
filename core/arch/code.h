/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a function of the dumped kernel does with its arguments: its loads, stores, compares and
 * calls, and for each value in them where it came from. The processor's code (struct
 * ir_arch.follow) finds this out; users see no registers.
 *
 * Values are followed along every path that the jumps allow. A value is unknown where paths meet
 * with different values, and after an instruction that is not understood. So what is known is true
 * on all paths.
 */
#ifndef IR_CODE_H
#define IR_CODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/lib/status.h"
#include "core/target/target.h"

#define IR_CODE_BYTES  16384 /* of one function; the largest one that is needed has 5 KiB */
#define IR_CODE_LABELS 768   /* jump targets in one function */
#define IR_CODE_STEPS  2560
#define IR_CODE_REGS   32
#define IR_CODE_RETURN SIZE_MAX /* no offset: the function's return */

/**
 * struct ir_place - a value: @root plus @offset
 * @root: where the value came from:
 *	IR_ROOT_UNKNOWN: not known
 *	IR_ROOT_CONST: nowhere, @offset is the value
 *	IR_ROOT_STACK: the stack pointer; the offset is not kept
 *	IR_ROOT_ARG + n: argument number n of the function, from 0
 *	IR_ROOT_ENTRY + n: another register, as it was when the function was called
 *	IR_ROOT_INSN + n: the instruction at offset n of the function produced it; where it produced
 *		two values, n + 1 stands for the second
 * @offset: bytes
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
/** enum ir_step_kind - what an instruction does; COMPARE: cmp, TEST: a test of bits; ADD: with memory only */
enum ir_step_kind { IR_STEP_LOAD, IR_STEP_STORE, IR_STEP_COMPARE, IR_STEP_TEST, IR_STEP_AND,
		    IR_STEP_OR, IR_STEP_ADD, IR_STEP_CALL };
/* clang-format on */

/**
 * struct ir_step - an instruction that accesses memory, compares, tests or calls
 * @kind: what it does
 * @at: its offset in the function, in bytes
 * @width: bytes it works on
 * @has_mem: it has a memory operand
 * @has_imm: it has a constant operand
 * @tail: a call that is a jump out of the function
 * @mem: the address of the memory operand; if its root is unknown, its offset is the displacement
 * @to_reg: the memory operand is read, and a register gets the result
 * @value: what is loaded, stored, compared or tested; for AND and OR on a register its value
 *	before; for IR_STEP_CALL the function, if it is called through a register
 * @result: for AND and OR on a register its value after; for a compare or a test of a register with another
 *	register, or a compare with a constant, the other operand
 * @args: the first three arguments of a call
 * @imm: the constant operand, sign-extended
 * @target: address that a direct call calls, else 0
 */
struct ir_step {
	enum ir_step_kind kind;
	uint16_t at;
	uint8_t width;
	bool has_mem, has_imm, tail, to_reg;
	struct ir_place mem, value, result, args[3];
	int64_t imm;
	uint64_t target;
};

/**
 * struct ir_code - one function, and memory for its analysis
 * @start: its address
 * @size: its length in bytes
 * @settled: false: it has more steps than fit
 * @nr_steps: entries of @steps
 * @steps: in the order of their addresses
 *
 * The rest belongs to the processor's code:
 * @nr_labels: jump targets in the function
 * @label_at: for each byte the number of the jump target there, -1 if there is none
 * @reached: for each jump target: its @states are valid
 * @states: for each jump target the values of the registers there
 * @seen: for each byte: a path search was here
 * @work: offsets that the path search has still to go on from
 * @bytes: the instructions
 */
struct ir_code {
	uint64_t start;
	size_t size;
	bool settled;
	size_t watch; /* a call that ends here is watched; 0: none */
	int watched;  /* its index in @steps, -1 when no step is that call */
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
 * ir_code_open() - read the function at @addr and follow its values
 * @size: its length in bytes
 * @ret: set to the result, which is valid until the next call: all calls share one buffer
 *
 * Return: IR_ABSENT when not all of it is in the dump, IR_UNSUPPORTED on a processor that cannot do
 * this, IR_CORRUPT when it is too large or has too many jumps or steps, IR_NOMEM.
 */
enum ir_status ir_code_open(struct ir_kernel *k, uint64_t addr, uint64_t size,
			    struct ir_code **ret) IR_MUST_CHECK;

/**
 * ir_code_open_call() - the same, and look at the call that returns to @ret
 * Return: as ir_code_open(); IR_NOTFOUND when there is no such call, or nothing is seen to lead to it.
 */
enum ir_status ir_code_open_call(struct ir_kernel *k, uint64_t addr, uint64_t size, uint64_t ret,
				 struct ir_code **code) IR_MUST_CHECK;

/** ir_code_load_of() - the step that loaded the value @p; NULL if it is not a loaded value */
const struct ir_step *ir_code_load_of(const struct ir_code *c, struct ir_place p);

/**
 * ir_code_function_of() - the step that read from memory the function that @call calls
 *
 * What is loaded from the stack had been put aside there: no table is on it. So the step is where it came from.
 *
 * Return: @call itself if it did; NULL when the function is not a loaded value.
 */
const struct ir_step *ir_code_function_of(const struct ir_code *c, const struct ir_step *call);

/** ir_code_holder() - the register that certainly holds @p at the watched call, -1: none */
int ir_code_holder(const struct ir_code *c, struct ir_place p);

/**
 * ir_code_loaded_from() - find the memory that the value @p was loaded from
 * @mem: set to its address, whose root may be unknown
 *
 * Return: false if @p is not a loaded value.
 */
bool ir_code_loaded_from(const struct ir_code *c, struct ir_place p, struct ir_place *mem);

/** ir_place_same() - are both certainly the same value? Unknown and stack values never are. */
bool ir_place_same(struct ir_place a, struct ir_place b);

/**
 * ir_insn_text() - describe the instruction at offset @at of @function
 *
 * Return: text like "step_into+0x5b7 (ffffffff8135fed7) mov 0x8(%rax),%r15", in the arena.
 */
const char *ir_insn_text(struct ir_kernel *k, const struct ir_code *c, const char *function,
			 size_t at);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A decoder of A64, arm64's instructions: as much as following values through a function needs. What
 * is not understood (vectors, floating point, memory tags, system instructions' names) is IR_A64_UNKNOWN, and
 * may have changed every register.
 */
#ifndef IR_A64_INSN_H
#define IR_A64_INSN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define IR_A64_LEN 4  /* bytes of each instruction */
#define IR_A64_LR  30 /* the link register */
#define IR_A64_SP                                                                                  \
	31 /* number of the stack pointer; in other operands 31 is the register that is 0 */
#define IR_A64_ZR 31

/**
 * enum ir_a64_op - what an instruction does
 * @IR_A64_UNKNOWN: not understood
 * @IR_A64_UDF: it is undefined for good: no code
 * @IR_A64_ADD: add, adds, sub, subs with an immediate: @imm is what is added
 * @IR_A64_ADD_REG, @IR_A64_ADD_EXT: the same with a register, shifted or extended; @minus: sub, subs
 * @IR_A64_CARRY: adc, sbc and the like
 * @IR_A64_LOGIC, @IR_A64_LOGIC_REG: @what is one of enum ir_a64_logic
 * @IR_A64_MOVE_WIDE: movz, movn: @imm is the value; movk: it changes the 16 bits from bit @shift on
 * @IR_A64_SELECT: csel, csinc, csinv, csneg
 * @IR_A64_CCMP: ccmp, ccmn
 * @IR_A64_DATA1, @IR_A64_DATA2, @IR_A64_DATA3: other ones that only compute @rd, from one to three registers
 * @IR_A64_BRK: brk: @imm is its number
 * @IR_A64_HINT: nop, bti, paciasp, ... (@imm is its number)
 * @IR_A64_SYSTEM: msr, mrs, barriers, cache maintenance
 * @IR_A64_CALL_OUT: svc, hvc, smc
 * @IR_A64_ATOMIC: it reads and writes memory, or is one half of that (ldxr, stxr)
 */
enum ir_a64_op {
	IR_A64_UNKNOWN,
	IR_A64_UDF,
	IR_A64_ADR,
	IR_A64_ADRP,
	IR_A64_ADD,
	IR_A64_ADD_REG,
	IR_A64_ADD_EXT,
	IR_A64_CARRY,
	IR_A64_LOGIC,
	IR_A64_LOGIC_REG,
	IR_A64_MOVE_WIDE,
	IR_A64_BITFIELD,
	IR_A64_EXTRACT,
	IR_A64_SELECT,
	IR_A64_CCMP,
	IR_A64_DATA1,
	IR_A64_DATA2,
	IR_A64_DATA3,
	IR_A64_B,
	IR_A64_BL,
	IR_A64_B_COND,
	IR_A64_CBZ,
	IR_A64_TBZ,
	IR_A64_BR,
	IR_A64_BLR,
	IR_A64_RET,
	IR_A64_ERET,
	IR_A64_BRK,
	IR_A64_CALL_OUT,
	IR_A64_HINT,
	IR_A64_SYSTEM,
	IR_A64_LOAD,
	IR_A64_STORE,
	IR_A64_PREFETCH,
	IR_A64_ATOMIC,
};

/** enum ir_a64_logic - as the instructions encode it; ands sets flags */
enum ir_a64_logic { IR_A64_AND, IR_A64_ORR, IR_A64_EOR, IR_A64_ANDS };

/**
 * enum ir_a64_mode - where the memory operand of a load or store is
 * @IR_A64_OFFSET: at @rn + @imm
 * @IR_A64_PRE: the same, and @rn becomes that address
 * @IR_A64_POST: at @rn, which then becomes @rn + @imm
 * @IR_A64_INDEXED: at @rn + @rm, extended and shifted
 * @IR_A64_LITERAL: at @imm bytes from the instruction
 */
enum ir_a64_mode { IR_A64_OFFSET, IR_A64_PRE, IR_A64_POST, IR_A64_INDEXED, IR_A64_LITERAL };

/**
 * struct ir_a64_insn - a decoded instruction
 * @op: what it does
 * @word: its bits
 * @width: bytes it works on; of loads and stores, bytes of memory that one register is for
 * @to: LOAD, STORE, ATOMIC: bytes of the registers
 * @flags: it sets the condition flags
 * @minus: ADD_REG, ADD_EXT, CARRY: sub; CCMP: ccmp and not ccmn; CBZ, TBZ: cbnz, tbnz
 * @keeps: MOVE_WIDE: movk
 * @invert: LOGIC_REG: the last operand is inverted
 * @pair: memory: two registers, @rd and @ra
 * @what: LOGIC: enum ir_a64_logic
 * @rd: destination, or the register that is loaded, stored, tested
 * @rn: first operand; base of a memory operand; register of an indirect branch
 * @rm: second operand
 * @ra: third operand, or second register of a pair
 * @shift: ADD_REG, LOGIC_REG: bits that @rm is shifted by; INDEXED; TBZ: the bit's number
 * @cond: condition, as encoded
 * @mode: kind of memory operand
 * @imm: the constant; for direct branches, adr, adrp and LITERAL the distance from the instruction, for
 *	adrp from its page
 * @writes: bit n: register n may be changed, bit 31: sp
 */
struct ir_a64_insn {
	enum ir_a64_op op;
	uint32_t word;
	uint8_t width, to;
	bool flags, minus, keeps, invert, pair;
	uint8_t what, rd, rn, rm, ra, shift, cond;
	enum ir_a64_mode mode;
	int64_t imm;
	uint32_t writes;
};

/** ir_a64_decode() - decode @word; what is not understood becomes IR_A64_UNKNOWN */
void ir_a64_decode(uint32_t word, struct ir_a64_insn *ret);

/** ir_a64_decode_memory() - the same for loads and stores: for ir_a64_decode() */
void ir_a64_decode_memory(uint32_t word, struct ir_a64_insn *ret);

/**
 * ir_a64_flow() - where execution goes on after it
 *
 * IR_A64_OPAQUE: not known; @IR_A64_CALLS: at the next one, when the called function returns.
 */
enum ir_a64_flow {
	IR_A64_ON,
	IR_A64_CALLS,
	IR_A64_JUMP,
	IR_A64_BRANCH,
	IR_A64_END,
	IR_A64_INDIRECT,
	IR_A64_OPAQUE
};
enum ir_a64_flow ir_a64_flow(const struct ir_a64_insn *in);

/** ir_a64_reads_flags() - does what it does depend on the condition flags? Branches do not count. */
bool ir_a64_reads_flags(const struct ir_a64_insn *in);

/**
 * ir_a64_print() - print @in, which is at address @at, as objdump does
 *
 * Of what is not understood the word is printed; system registers are printed by their encoding.
 */
void ir_a64_print(const struct ir_a64_insn *in, uint64_t at, char *buf, size_t size);

/** ir_a64_print_memory() - the same for loads and stores: for ir_a64_print() */
void ir_a64_print_memory(const struct ir_a64_insn *in, uint64_t at, char *buf, size_t size);

/** ir_a64_print_branch() - the same for jumps, calls, hints and system instructions */
void ir_a64_print_branch(const struct ir_a64_insn *in, uint64_t at, char *buf, size_t size);

/** ir_a64_reg() - name of register @number; @sp: 31 is the stack pointer */
const char *ir_a64_reg(unsigned number, unsigned width, bool sp);

#endif

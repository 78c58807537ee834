/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An x86-64 instruction decoder: as much as following values through a function needs. */
#ifndef IR_X86_INSN_H
#define IR_X86_INSN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** enum ir_x86_map - the opcode table: one-byte opcodes, or those after 0f, 0f 38, 0f 3a */
enum ir_x86_map { IR_X86_ONE, IR_X86_0F, IR_X86_0F38, IR_X86_0F3A };

/**
 * struct ir_x86_insn - a decoded instruction
 * @len: its length in bytes
 * @width: bytes the operation works on
 * @map: opcode table
 * @op: opcode, the last byte of it
 * @rex: the REX prefix, 0 if it has none
 * @has_modrm: @reg is valid, and @rm if not @has_mem
 * @has_mem: the operand is memory at [@base + @index * scale + @disp]
 * @ip_relative: @disp counts from the end of the instruction
 * @segment: it has an fs or gs prefix: the operand is per-CPU or thread-local
 * @has_imm: @imm is valid
 * @locked: it has a lock prefix
 * @high: @rm is a byte in bits 8 to 15 (ah, ch, dh, bh)
 * @reg: the register operand; in opcode groups a part of the opcode
 * @rm: the other register operand
 * @base: base register, -1 if there is none
 * @index: index register, -1 if there is none
 * @disp: displacement in bytes
 * @imm: sign-extended; for relative jumps and calls the distance from the end of the instruction
 *
 * Registers have the numbers that instructions encode: rax is 0, r15 is 15.
 */
struct ir_x86_insn {
	unsigned len, width;
	enum ir_x86_map map;
	uint8_t op, rex;
	bool has_modrm, has_mem, ip_relative, segment, has_imm, locked, high;
	int reg, rm, base, index;
	int32_t disp;
	int64_t imm;
};

/**
 * ir_x86_decode() - decode the instruction that starts at @b
 * @size: readable bytes at @b
 *
 * Return: false for an instruction that does not occur in the kernel's code, or is cut off.
 */
bool ir_x86_decode(const uint8_t *b, size_t size, struct ir_x86_insn *ret);

/**
 * enum ir_x86_flow - where execution goes on after an instruction
 * @IR_X86_ON: at the next instruction
 * @IR_X86_JUMP: @imm bytes after the instruction's end
 * @IR_X86_BRANCH: at either of these two
 * @IR_X86_END: nowhere in this function (ret, hlt, int3)
 * @IR_X86_INDIRECT: at an address that the instruction does not show
 */
enum ir_x86_flow { IR_X86_ON, IR_X86_JUMP, IR_X86_BRANCH, IR_X86_END, IR_X86_INDIRECT };

/** ir_x86_flow() - where execution goes on after @in; for a call, at the next instruction */
enum ir_x86_flow ir_x86_flow(const struct ir_x86_insn *in);

/** ir_x86_keeps_registers() - is it a nop, a fence or such, of those that have two opcode bytes? */
bool ir_x86_keeps_registers(const struct ir_x86_insn *in);

/** ir_x86_writes_flags() - may the instruction change the condition flags? */
bool ir_x86_writes_flags(const struct ir_x86_insn *in);

/**
 * ir_x86_print() - print @in, which is at address @at, as objdump does
 *
 * Only the forms that reports show have a mnemonic; of others the opcode is printed.
 */
void ir_x86_print(const struct ir_x86_insn *in, uint64_t at, char *buf, size_t size);

#endif

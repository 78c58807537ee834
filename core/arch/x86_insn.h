/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One x86-64 instruction taken apart, as far as following values through a function needs it. */
#ifndef IR_X86_INSN_H
#define IR_X86_INSN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** enum ir_x86_map - which table of opcodes */
enum ir_x86_map { IR_X86_ONE, IR_X86_0F, IR_X86_0F38, IR_X86_0F3A };

/**
 * struct ir_x86_insn - registers are numbered as instructions encode them: rax is 0, r15 is 15
 * @len: bytes
 * @has_modrm: @reg is valid, and @rm if not @has_mem
 * @has_mem: the operand is memory at [@base + @index * scale + @disp]; -1: no such register
 * @ip_relative: @disp counts from the end of the instruction
 * @segment: of a per-CPU or thread-local operand (fs, gs)
 * @high: @rm is a byte in bits 8 to 15 (ah, ch, dh, bh)
 * @imm: sign-extended; for relative jumps and calls the distance from the end of the instruction
 * @width: bytes the operation works on
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

/** ir_x86_decode() - take apart what starts at @b; false for what the kernel's own code never has */
bool ir_x86_decode(const uint8_t *b, size_t size, struct ir_x86_insn *ret);

/**
 * enum ir_x86_flow - where execution goes on
 * JUMP and BRANCH: to @imm bytes after the instruction; BRANCH also straight on
 * END: nowhere (ret, hlt); INDIRECT: nobody knows
 */
enum ir_x86_flow { IR_X86_ON, IR_X86_JUMP, IR_X86_BRANCH, IR_X86_END, IR_X86_INDIRECT };

/** ir_x86_flow() - of a decoded instruction; calls go on */
enum ir_x86_flow ir_x86_flow(const struct ir_x86_insn *in);

/** ir_x86_writes_flags() - may the instruction change the condition flags? */
bool ir_x86_writes_flags(const struct ir_x86_insn *in);

/** ir_x86_print() - the instruction at @at as objdump has it, for the forms that reports show */
void ir_x86_print(const struct ir_x86_insn *in, uint64_t at, char *buf, size_t size);

#endif

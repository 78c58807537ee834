// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A64, as in the Arm Architecture Reference Manual, chapter C4: instructions are 4 bytes, and bits
 * 28 to 25 tell the group. Loads and stores are in a64_memory.c.
 */
#include "core/arch/a64_bits.h"

/* DecodeBitMasks() of the manual: a run of ones, rotated, repeated. */
static bool bit_mask(uint32_t w, unsigned width, uint64_t *ret)
{
	unsigned n = bits(w, 22, 1), imms = bits(w, 10, 6), immr = bits(w, 16, 6), len = 6, size;
	uint64_t run, mask;

	if (!n) {
		for (len = 5; len && bits(imms, len, 1); len--)
			;
		if (!len)
			return false;
	}
	size = 1u << len;
	imms &= size - 1;
	immr &= size - 1;
	if (size > 8 * width || imms == size - 1)
		return false;
	run = (UINT64_C(1) << (imms + 1)) - 1;
	mask = size == 64 ? UINT64_MAX : (UINT64_C(1) << size) - 1;
	if (immr)
		run = (run >> immr | run << (size - immr)) & mask;
	for (unsigned done = size; done < 64; done *= 2)
		run |= run << done;
	*ret = width == 8 ? run : run & UINT32_MAX;
	return true;
}

static void move_wide(uint32_t w, struct ir_a64_insn *in)
{
	unsigned opc = bits(w, 29, 2);
	uint64_t v = bits(w, 5, 16);

	in->op = IR_A64_MOVE_WIDE;
	in->shift = (uint8_t)(16 * bits(w, 21, 2));
	if (opc == 1 || in->shift >= 8u * in->width) {
		unknown(in);
		return;
	}
	in->keeps = opc == 3;
	v = in->keeps ? v : v << in->shift;
	if (!opc)
		v = in->width == 8 ? ~v : ~v & UINT32_MAX;
	in->imm = (int64_t)v;
	writes(in, in->rd);
}

static void immediate(uint32_t w, struct ir_a64_insn *in)
{
	uint64_t mask;

	switch (bits(w, 23, 3)) {
	case 0:
	case 1:
		in->op = w >> 31 ? IR_A64_ADRP : IR_A64_ADR;
		in->width = 8;
		in->imm = sign_extended(bits(w, 5, 19) << 2 | bits(w, 29, 2), 21);
		in->imm *= w >> 31 ? 4096 : 1;
		writes(in, in->rd);
		return;
	case 2:
		in->op = IR_A64_ADD;
		in->imm = (int64_t)bits(w, 10, 12) << (bits(w, 22, 1) ? 12 : 0);
		in->minus = bits(w, 30, 1);
		in->imm = in->minus ? -in->imm : in->imm;
		in->flags = bits(w, 29, 1);
		if (in->flags)
			writes(in, in->rd);
		else
			writes_or_sp(in, in->rd);
		return;
	case 4:
		if (!bit_mask(w, in->width, &mask))
			break;
		in->op = IR_A64_LOGIC;
		in->what = (uint8_t)bits(w, 29, 2);
		in->imm = (int64_t)mask;
		in->flags = in->what == IR_A64_ANDS;
		if (in->flags)
			writes(in, in->rd);
		else
			writes_or_sp(in, in->rd);
		return;
	case 5: move_wide(w, in); return;
	case 6:
		if (bits(w, 29, 2) == 3 || bits(w, 22, 1) != w >> 31 ||
		    (in->width == 4 && (bits(w, 15, 1) || bits(w, 21, 1))))
			break;
		in->op = IR_A64_BITFIELD;
		writes(in, in->rd);
		return;
	case 7:
		if (bits(w, 29, 2) || bits(w, 21, 1) || bits(w, 22, 1) != w >> 31 ||
		    (in->width == 4 && bits(w, 15, 1)))
			break;
		in->op = IR_A64_EXTRACT;
		writes(in, in->rd);
		return;
	}
	unknown(in); /* of 3, the instructions for memory tags */
}

/* Hints with an effect on registers sign or check a return address, or one in x17. */
static void hint(uint32_t w, struct ir_a64_insn *in)
{
	unsigned n = bits(w, 5, 7);

	in->op = IR_A64_HINT;
	in->imm = n;
	if (n == 7 || (n >= 24 && n <= 31))
		writes(in, IR_A64_LR);
	else if (n == 8 || n == 10 || n == 12 || n == 14)
		writes(in, 17);
	else if (n > 38 || (n > 32 && n % 2) || (n > 6 && n < 16) || n == 19 || n == 21 || n == 23)
		unknown(in);
}

static void system_insn(uint32_t w, struct ir_a64_insn *in)
{
	unsigned op0 = bits(w, 19, 2);

	if (bits(w, 12, 10) == 0x32 && in->rd == 31) {
		hint(w, in);
		return;
	}
	in->op = IR_A64_SYSTEM;
	if (!bits(w, 21, 1) && !op0) {
		unsigned crn = bits(w, 12, 4), op2 = bits(w, 5, 3);

		/* clrex and barriers; msr to a field of the processor's state */
		if (in->rd == 31 && crn == 3 && bits(w, 16, 3) == 3 && op2 >= 1 && op2 != 3)
			return;
		if (in->rd == 31 && crn == 4 && !(bits(w, 16, 3) == 0 && op2 < 3))
			return;
		unknown(in);
		return;
	}
	if (!op0)
		unknown(in);
	else if (bits(w, 21, 1)) /* mrs, sysl */
		writes(in, in->rd);
}

/* br, blr, ret, eret, also with authentication of the pointer */
static void to_register(uint32_t w, struct ir_a64_insn *in)
{
	unsigned opc = bits(w, 21, 4), signs = bits(w, 10, 6), op4 = bits(w, 0, 5);
	bool plain = !signs && !op4, zero = (signs & ~1u) == 2 && op4 == 31;

	unknown(in);
	if (bits(w, 16, 5) != 31)
		return;
	if ((opc == 0 || opc == 1) && (plain || zero))
		in->op = opc ? IR_A64_BLR : IR_A64_BR;
	else if ((opc == 8 || opc == 9) && (signs & ~1u) == 2)
		in->op = opc == 9 ? IR_A64_BLR : IR_A64_BR;
	else if (opc == 2 && (plain || (zero && in->rn == 31)))
		in->op = IR_A64_RET;
	else if (opc == 4 && in->rn == 31 && (plain || zero))
		in->op = IR_A64_ERET;
	else
		return;
	if (in->op == IR_A64_RET && zero)
		in->rn = IR_A64_LR;
	in->flags = false;
	in->writes = in->op == IR_A64_BLR ? UINT32_C(1) << IR_A64_LR : 0;
}

static void branch(uint32_t w, struct ir_a64_insn *in)
{
	if (bits(w, 26, 5) == 5) {
		in->op = w >> 31 ? IR_A64_BL : IR_A64_B;
		in->imm = 4 * sign_extended(bits(w, 0, 26), 26);
		in->writes = w >> 31 ? UINT32_C(1) << IR_A64_LR : 0;
	} else if (bits(w, 25, 6) == 0x1a) {
		in->op = IR_A64_CBZ;
		in->minus = bits(w, 24, 1);
		in->imm = 4 * sign_extended(bits(w, 5, 19), 19);
	} else if (bits(w, 25, 6) == 0x1b) {
		in->op = IR_A64_TBZ;
		in->minus = bits(w, 24, 1);
		in->shift = (uint8_t)(w >> 31 << 5 | bits(w, 19, 5));
		in->imm = 4 * sign_extended(bits(w, 5, 14), 14);
	} else if (w >> 24 == 0x54 && !bits(w, 4, 1)) {
		in->op = IR_A64_B_COND;
		in->cond = (uint8_t)bits(w, 0, 4);
		in->imm = 4 * sign_extended(bits(w, 5, 19), 19);
	} else if (w >> 24 == 0xd4) {
		unsigned opc = bits(w, 21, 3), ll = bits(w, 0, 5);

		in->imm = bits(w, 5, 16);
		if (opc == 1 && !ll) {
			in->op = IR_A64_BRK;
		} else if (!opc && ll >= 1 && ll <= 3) {
			in->op = IR_A64_CALL_OUT;
			in->writes = UINT32_MAX & ~(UINT32_C(1) << IR_A64_SP);
		} else {
			unknown(in);
		}
	} else if (w >> 25 == 0x6b) {
		to_register(w, in);
	} else if (w >> 22 == 0x354) {
		system_insn(w, in);
	} else {
		unknown(in);
	}
}

/* Register operands in other groups than those that add or combine bits */
static void data(uint32_t w, struct ir_a64_insn *in)
{
	unsigned op = bits(w, 10, 6), s = bits(w, 29, 1);
	bool wide = w >> 31, two = !bits(w, 30, 1), ok;

	if (two) { /* 2: udiv, sdiv; 8 to 11: shifts; 16 to 23: crc32; 12: pacga */
		in->op = IR_A64_DATA2;
		ok = op == 2 || op == 3 || (op >= 8 && op <= 11) || (op == 12 && wide) ||
		     (op >= 16 && op <= 23 && ((op & 3) == 3) == wide);
	} else {
		in->op = IR_A64_DATA1;
		ok = in->rm == 0 ? op < 6 && (op != 3 || wide) : false;
		/* pacia to autdzb, xpaci, xpacd */
		if (in->rm == 1 && wide)
			ok = op < 8 || (op < 18 && in->rn == 31);
	}
	if (!ok || s) {
		unknown(in);
		return;
	}
	writes(in, in->rd);
}

static void multiply(uint32_t w, struct ir_a64_insn *in)
{
	unsigned op = bits(w, 21, 3), o0 = bits(w, 15, 1);
	bool wide = w >> 31;

	in->op = IR_A64_DATA3;
	if (bits(w, 29, 2) || !(op == 0 || (wide && (op == 1 || op == 5)) ||
				(wide && !o0 && (op == 2 || op == 6) && in->ra == 31)))
		unknown(in);
	else
		writes(in, in->rd);
}

static void conditional(uint32_t w, struct ir_a64_insn *in)
{
	in->cond = (uint8_t)bits(w, 12, 4);
	in->minus = bits(w, 30, 1);
	if (bits(w, 21, 3) == 4 && !bits(w, 29, 1) && !bits(w, 11, 1)) {
		in->op = IR_A64_SELECT;
		writes(in, in->rd);
	} else if (bits(w, 21, 3) == 2 && bits(w, 29, 1) && !bits(w, 10, 1) && !bits(w, 4, 1)) {
		in->op = IR_A64_CCMP;
		in->flags = true;
		in->imm = in->rm;
	} else if (bits(w, 21, 3) == 0 && !bits(w, 10, 6)) {
		in->op = IR_A64_CARRY;
		in->flags = bits(w, 29, 1);
		writes(in, in->rd);
	} else {
		unknown(in);
	}
}

static void registers(uint32_t w, struct ir_a64_insn *in)
{
	in->shift = (uint8_t)bits(w, 10, 6);
	in->flags = false;
	if (!bits(w, 28, 1) && !bits(w, 24, 1)) {
		in->op = IR_A64_LOGIC_REG;
		in->what = (uint8_t)bits(w, 29, 2);
		in->invert = bits(w, 21, 1);
		in->flags = in->what == IR_A64_ANDS;
	} else if (!bits(w, 28, 1) && !bits(w, 21, 1)) {
		in->op = IR_A64_ADD_REG;
		in->minus = bits(w, 30, 1);
		in->flags = bits(w, 29, 1);
		if (bits(w, 22, 2) == 3) {
			unknown(in);
			return;
		}
	} else if (!bits(w, 28, 1)) {
		in->op = IR_A64_ADD_EXT;
		in->minus = bits(w, 30, 1);
		in->flags = bits(w, 29, 1);
		in->shift = (uint8_t)bits(w, 10, 3);
		if (bits(w, 22, 2) || in->shift > 4) {
			unknown(in);
			return;
		}
		if (!in->flags) {
			writes_or_sp(in, in->rd);
			return;
		}
	} else {
		if (bits(w, 24, 1))
			multiply(w, in);
		else if (bits(w, 21, 3) == 6)
			data(w, in);
		else
			conditional(w, in);
		return;
	}
	if (in->op != IR_A64_ADD_EXT && in->width == 4 && in->shift > 31)
		unknown(in);
	else
		writes(in, in->rd);
}

void ir_a64_decode(uint32_t word, struct ir_a64_insn *ret)
{
	*ret = (struct ir_a64_insn){
		.word = word,
		.width = word >> 31 ? 8 : 4,
		.rd = (uint8_t)bits(word, 0, 5),
		.rn = (uint8_t)bits(word, 5, 5),
		.rm = (uint8_t)bits(word, 16, 5),
		.ra = (uint8_t)bits(word, 10, 5),
	};
	switch (bits(word, 25, 4)) {
	case 8:
	case 9: immediate(word, ret); break;
	case 10:
	case 11: branch(word, ret); break;
	case 4:
	case 6:
	case 12:
	case 14: ir_a64_decode_memory(word, ret); break;
	case 5:
	case 13: registers(word, ret); break;
	case 0:
		if (word >> 16)
			unknown(ret);
		else
			ret->op = IR_A64_UDF;
		break;
	default: unknown(ret); /* vectors and floating point */
	}
}

enum ir_a64_flow ir_a64_flow(const struct ir_a64_insn *in)
{
	switch (in->op) {
	case IR_A64_B: return IR_A64_JUMP;
	case IR_A64_B_COND: /* the conditions 14 and 15 always hold */
		return in->cond >= 14 ? IR_A64_JUMP : IR_A64_BRANCH;
	case IR_A64_CBZ:
	case IR_A64_TBZ: return IR_A64_BRANCH;
	case IR_A64_BL:
	case IR_A64_BLR: return IR_A64_CALLS;
	case IR_A64_BR: return IR_A64_INDIRECT;
	case IR_A64_RET:
	case IR_A64_ERET:
	case IR_A64_UDF: return IR_A64_END;
	case IR_A64_UNKNOWN:
		/* Of the group of branches it may be one. */
		return bits(in->word, 26, 3) == 5 ? IR_A64_OPAQUE : IR_A64_ON;
	default: return IR_A64_ON;
	}
}

bool ir_a64_reads_flags(const struct ir_a64_insn *in)
{
	return in->op == IR_A64_SELECT || in->op == IR_A64_CCMP || in->op == IR_A64_CARRY ||
	       in->op == IR_A64_UNKNOWN;
}

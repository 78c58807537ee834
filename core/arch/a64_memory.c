// SPDX-License-Identifier: GPL-2.0-or-later
/* A64's loads and stores of general registers: how they are encoded, and how they are printed. */
#include "core/arch/a64_bits.h"

#include <stdio.h>

static void literal(uint32_t w, struct ir_a64_insn *in)
{
	unsigned opc = bits(w, 30, 2);

	in->op = opc == 3 ? IR_A64_PREFETCH : IR_A64_LOAD;
	in->mode = IR_A64_LITERAL;
	in->imm = 4 * sign_extended(bits(w, 5, 19), 19);
	in->width = opc == 1 ? 8 : 4;
	in->to = opc ? 8 : 4;
	if (opc != 3)
		writes(in, in->rd);
}

static void pair(uint32_t w, struct ir_a64_insn *in)
{
	static const enum ir_a64_mode modes[] = {IR_A64_OFFSET, IR_A64_POST, IR_A64_OFFSET,
						 IR_A64_PRE};
	unsigned opc = bits(w, 30, 2), mode = bits(w, 23, 2);
	bool load = bits(w, 22, 1);

	if (opc == 3 || (opc == 1 && (!load || !mode))) {
		unknown(in);
		return;
	}
	in->op = load ? IR_A64_LOAD : IR_A64_STORE;
	in->pair = true;
	in->mode = modes[mode];
	in->width = opc == 2 ? 8 : 4;
	in->to = opc ? 8 : 4;
	in->imm = in->width * sign_extended(bits(w, 15, 7), 7);
	if (load) {
		writes(in, in->rd);
		writes(in, in->ra);
	}
	/* Of one register, or of one that is its own base, it is not defined what a pair does. */
	if (load && (in->rd == in->ra || (in->mode != IR_A64_OFFSET && in->rn != IR_A64_SP &&
					  (in->writes >> in->rn & 1))))
		unknown(in);
	else if (in->mode != IR_A64_OFFSET)
		writes_or_sp(in, in->rn);
}

/* The size and direction of a load or store of one register; false when there is none such. */
static bool single(uint32_t w, struct ir_a64_insn *in)
{
	unsigned size = bits(w, 30, 2), opc = bits(w, 22, 2);

	if (opc == 3 && size >= 2)
		return false;
	in->width = (uint8_t)(1u << size);
	in->to = size == 3 || opc == 2 ? 8 : 4;
	in->op = opc ? IR_A64_LOAD : IR_A64_STORE;
	if (opc)
		writes(in, in->rd);
	return true;
}

static bool is_prefetch(uint32_t w)
{
	return bits(w, 30, 2) == 3 && bits(w, 22, 2) == 2;
}

/* Of memory that other processors see change: it is read, changed and written. */
static void swap(uint32_t w, struct ir_a64_insn *in)
{
	unsigned what = bits(w, 12, 4);

	in->width = (uint8_t)(1u << bits(w, 30, 2));
	in->to = in->width == 8 ? 8 : 4;
	in->op = IR_A64_ATOMIC;
	if (what == 12 && bits(w, 22, 2) == 2 && in->rm == 31)
		in->op = IR_A64_LOAD; /* ldapr */
	else if (what > 8)
		unknown(in);
	writes(in, in->rd);
}

static void one_register(uint32_t w, struct ir_a64_insn *in)
{
	bool prefetch = is_prefetch(w), scaled = bits(w, 24, 1);
	unsigned form = bits(w, 10, 2);

	if (!scaled && bits(w, 21, 1) && form == 0) {
		swap(w, in);
		return;
	}
	if ((!scaled && bits(w, 21, 1) && (form != 2 || !bits(w, 14, 1))) ||
	    (prefetch && !scaled && form != 0 && !bits(w, 21, 1))) {
		unknown(in);
		return;
	}
	if (prefetch) {
		in->op = IR_A64_PREFETCH;
		in->width = in->to = 8;
	} else if (!single(w, in)) {
		unknown(in);
		return;
	}
	if (scaled) {
		in->imm = (int64_t)bits(w, 10, 12) * (prefetch ? 8 : in->width);
		return;
	}
	if (bits(w, 21, 1)) {
		in->mode = IR_A64_INDEXED;
		in->what = (uint8_t)bits(w, 13, 3); /* how the index is extended */
		in->shift = bits(w, 12, 1) ? (uint8_t)bits(w, 30, 2) : 0;
		return;
	}
	in->imm = sign_extended(bits(w, 12, 9), 9);
	in->mode = form == 1 ? IR_A64_POST : form == 3 ? IR_A64_PRE : IR_A64_OFFSET;
	if (in->mode != IR_A64_OFFSET)
		writes_or_sp(in, in->rn);
}

/* ldxr, stxr, cas and their kin; ldar and stlr */
static void exclusive(uint32_t w, struct ir_a64_insn *in)
{
	unsigned size = bits(w, 30, 2);
	bool o2 = bits(w, 23, 1), load = bits(w, 22, 1), o1 = bits(w, 21, 1);

	in->width = (uint8_t)(1u << size);
	in->op = IR_A64_ATOMIC;
	if (o2 && !o1) {
		in->op = load ? IR_A64_LOAD : IR_A64_STORE;
		writes(in, load ? in->rd : IR_A64_ZR);
		if (in->rm != 31 || in->ra != 31)
			unknown(in);
	} else if (o2) { /* cas: the old value goes to the register of the expected one */
		writes(in, in->rm);
		if (in->ra != 31)
			unknown(in);
	} else if (o1 && size < 2) { /* casp */
		in->width = size ? 8 : 4;
		in->pair = true;
		writes(in, in->rm);
		writes(in, (in->rm + 1u) & 31);
		if (in->ra != 31 || in->rm % 2 || in->rd % 2)
			unknown(in);
	} else if (load) {
		in->pair = o1;
		writes(in, in->rd);
		writes(in, o1 ? in->ra : IR_A64_ZR);
	} else {
		in->pair = o1;
		writes(in, in->rm);
	}
	in->to = in->width == 8 ? 8 : 4;
}

void ir_a64_decode_memory(uint32_t w, struct ir_a64_insn *in)
{
	unsigned group = bits(w, 27, 3), low = bits(w, 24, 2);

	if (bits(w, 26, 1)) /* vector registers */
		unknown(in);
	else if (group == 1 && !low)
		exclusive(w, in);
	else if (group == 3 && !low)
		literal(w, in);
	else if (group == 5 && low < 2)
		pair(w, in);
	else if (group == 7 && low < 2)
		one_register(w, in);
	else if (group == 3 && low == 1 && !bits(w, 21, 1) && !bits(w, 10, 2) && !is_prefetch(w) &&
		 single(w, in))
		in->imm = sign_extended(bits(w, 12, 9), 9); /* ldapur, stlur */
	else
		unknown(in);
}

static void print_operand(const struct ir_a64_insn *in, char *buf, size_t size)
{
	static const char *const extends[] = {"uxtb", "uxth", "uxtw", "lsl",
					      "sxtb", "sxth", "sxtw", "sxtx"};
	const char *base = ir_a64_reg(in->rn, 8, true);
	long long imm = in->imm;

	switch (in->mode) {
	case IR_A64_OFFSET:
	case IR_A64_LITERAL:
		if (imm)
			snprintf(buf, size, "[%s, #%lld]", base, imm);
		else
			snprintf(buf, size, "[%s]", base);
		return;
	case IR_A64_PRE: snprintf(buf, size, "[%s, #%lld]!", base, imm); return;
	case IR_A64_POST: snprintf(buf, size, "[%s], #%lld", base, imm); return;
	case IR_A64_INDEXED: break;
	}
	if (bits(in->word, 12, 1))
		snprintf(buf, size, "[%s, %s, %s #%u]", base,
			 ir_a64_reg(in->rm, in->what & 1 ? 8 : 4, false), extends[in->what],
			 in->shift);
	else if (in->what == 3)
		snprintf(buf, size, "[%s, %s]", base, ir_a64_reg(in->rm, 8, false));
	else
		snprintf(buf, size, "[%s, %s, %s]", base,
			 ir_a64_reg(in->rm, in->what & 1 ? 8 : 4, false), extends[in->what]);
}

static const char *suffix(const struct ir_a64_insn *in)
{
	return in->width == 1 ? "b" : in->width == 2 ? "h" : "";
}

/* "b", "sh", "sw", ...: the size of what is loaded, where the register does not tell */
static const char *loaded(const struct ir_a64_insn *in)
{
	static const char *const sizes[] = {"b", "h", "", ""}, *const is_signed[] = {"sb", "sh",
										     "sw"};
	unsigned size = bits(in->word, 30, 2);

	return in->op == IR_A64_LOAD && bits(in->word, 23, 1) && size < 3 ? is_signed[size]
									  : sizes[size];
}

static void print_atomic(const struct ir_a64_insn *in, char *buf, size_t size)
{
	static const char *const names[] = {"ldadd",  "ldclr",	"ldeor",  "ldset", "ldsmax",
					    "ldsmin", "ldumax", "ldumin", "swp"};
	static const char *const orders[] = {"", "l", "a", "al"};
	const char *base = ir_a64_reg(in->rn, 8, true), *rs = ir_a64_reg(in->rm, in->to, false),
		   *rt = ir_a64_reg(in->rd, in->to, false);
	const char *rt2 = ir_a64_reg(in->ra, in->to, false);
	uint32_t w = in->word;
	bool load = bits(w, 22, 1), o0 = bits(w, 15, 1);

	if (bits(w, 27, 3) == 7 && in->rd == 31 && !bits(w, 23, 1) && bits(w, 12, 4) < 8)
		snprintf(buf, size, "st%s%s%s %s, [%s]", names[bits(w, 12, 4)] + 2,
			 orders[bits(w, 22, 2)], suffix(in), rs, base);
	else if (bits(w, 27, 3) == 7)
		snprintf(buf, size, "%s%s%s %s, %s, [%s]", names[bits(w, 12, 4)],
			 orders[bits(w, 22, 2)], suffix(in), rs, rt, base);
	else if (bits(w, 23, 1))
		snprintf(buf, size, "cas%s%s %s, %s, [%s]", orders[load << 1 | o0], suffix(in), rs,
			 rt, base);
	else if (bits(w, 21, 1) && !(w >> 31))
		snprintf(buf, size, "casp%s %s, %s, %s, %s, [%s]", orders[load << 1 | o0], rs,
			 ir_a64_reg(in->rm + 1u, in->to, false), rt,
			 ir_a64_reg(in->rd + 1u, in->to, false), base);
	else
		snprintf(buf, size, "%s%s%s%s %s%s%s%s%s, [%s]", load ? "ld" : "st",
			 o0 ? load ? "a" : "l" : "", in->pair ? "xp" : "xr", suffix(in),
			 load ? "" : ir_a64_reg(in->rm, 4, false), load ? "" : ", ", rt,
			 in->pair ? ", " : "", in->pair ? rt2 : "", base);
}

static void print_prefetch(const struct ir_a64_insn *in, const char *operand, char *buf,
			   size_t size)
{
	static const char *const what[] = {"pld", "pli", "pst"};
	unsigned form = bits(in->word, 24, 1) || in->mode != IR_A64_OFFSET;

	if (in->rd >> 3 == 3 || (in->rd >> 1 & 3) == 3)
		snprintf(buf, size, "prf%sm #0x%02x, %s", form ? "" : "u", in->rd, operand);
	else
		snprintf(buf, size, "prf%sm %sl%u%s, %s", form ? "" : "u", what[in->rd >> 3],
			 (in->rd >> 1 & 3) + 1, in->rd & 1 ? "strm" : "keep", operand);
}

void ir_a64_print_memory(const struct ir_a64_insn *in, uint64_t at, char *buf, size_t size)
{
	const char *rt = ir_a64_reg(in->rd, in->to, false),
		   *name = in->op == IR_A64_LOAD ? "ld" : "st";
	uint32_t w = in->word;
	unsigned group = bits(w, 27, 3);
	char operand[48];

	print_operand(in, operand, sizeof(operand));
	if (in->mode == IR_A64_LITERAL)
		snprintf(operand, sizeof(operand), "0x%llx",
			 (unsigned long long)(at + (uint64_t)in->imm));
	if (in->op == IR_A64_ATOMIC)
		print_atomic(in, buf, size);
	else if (in->op == IR_A64_PREFETCH)
		print_prefetch(in, operand, buf, size);
	else if (in->mode == IR_A64_LITERAL)
		snprintf(buf, size, "ldr%s %s, %s", bits(w, 30, 2) == 2 ? "sw" : "", rt, operand);
	else if (in->pair)
		snprintf(buf, size, "%s%sp%s %s, %s, %s", name, bits(w, 23, 2) ? "" : "n",
			 bits(w, 30, 2) == 1 ? "sw" : "", rt, ir_a64_reg(in->ra, in->to, false),
			 operand);
	else if (group == 1) /* ldar, stlr; ldlar, stllr */
		snprintf(buf, size, "%s%s%s%s %s, %s", name, bits(w, 15, 1) ? "" : "l",
			 in->op == IR_A64_LOAD ? "ar" : "lr", suffix(in), rt, operand);
	else if (group == 3)
		snprintf(buf, size, "%s%s%s %s, %s", name, in->op == IR_A64_LOAD ? "apur" : "lur",
			 loaded(in), rt, operand);
	else if (bits(w, 21, 1) && !bits(w, 24, 1) && in->mode == IR_A64_OFFSET)
		snprintf(buf, size, "ldapr%s %s, %s", suffix(in), rt, operand);
	else
		snprintf(buf, size, "%s%s%s %s, %s", name,
			 bits(w, 24, 1) || bits(w, 21, 1) || in->mode != IR_A64_OFFSET ? "r"
			 : bits(w, 10, 2) == 2					       ? "tr"
										       : "ur",
			 loaded(in), rt, operand);
}

// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A64 as text, as objdump prints it: where the manual prefers another name for an instruction (mov, cmp,
 * lsl, ...), it has that one.
 */
#include "core/arch/a64_bits.h"

#include <stdio.h>

static const char *const conditions[] = {"eq", "ne", "cs", "cc", "mi", "pl", "vs", "vc",
					 "hi", "ls", "ge", "lt", "gt", "le", "al", "nv"};
static const char *const shifts[] = {"lsl", "lsr", "asr", "ror"};

struct text {
	const struct ir_a64_insn *in;
	char *buf;
	size_t size;
	const char *rd, *rn, *rm, *ra; /* names of the registers */
};

const char *ir_a64_reg(unsigned number, unsigned width, bool sp)
{
	static const char *const wide[] = {
		"x0",  "x1",  "x2",  "x3",  "x4",  "x5",  "x6",	 "x7",	"x8",  "x9",  "x10",
		"x11", "x12", "x13", "x14", "x15", "x16", "x17", "x18", "x19", "x20", "x21",
		"x22", "x23", "x24", "x25", "x26", "x27", "x28", "x29", "x30", "xzr", "sp"};
	static const char *const half[] = {
		"w0",  "w1",  "w2",  "w3",  "w4",  "w5",  "w6",	 "w7",	"w8",  "w9",  "w10",
		"w11", "w12", "w13", "w14", "w15", "w16", "w17", "w18", "w19", "w20", "w21",
		"w22", "w23", "w24", "w25", "w26", "w27", "w28", "w29", "w30", "wzr", "wsp"};

	number &= 31;
	return (width == 8 ? wide : half)[number + (sp && number == 31)];
}

static unsigned long long hex(const struct ir_a64_insn *in, uint64_t v)
{
	return in->width == 8 ? v : v & UINT32_MAX;
}

static void print_add(struct text *t)
{
	const struct ir_a64_insn *in = t->in;
	uint64_t imm = (uint64_t)(in->minus ? -in->imm : in->imm);
	const char *lsl = bits(in->word, 22, 1) ? ", lsl #12" : "";
	const char *rd = ir_a64_reg(in->rd, in->width, !in->flags);
	const char *rn = ir_a64_reg(in->rn, in->width, true);

	imm >>= *lsl ? 12 : 0;
	if (in->flags && in->rd == 31)
		snprintf(t->buf, t->size, "%s %s, #0x%llx%s", in->minus ? "cmp" : "cmn", rn,
			 (unsigned long long)imm, lsl);
	else if (!in->flags && !in->minus && !imm && !*lsl && (in->rd == 31 || in->rn == 31))
		snprintf(t->buf, t->size, "mov %s, %s", rd, rn);
	else
		snprintf(t->buf, t->size, "%s%s %s, %s, #0x%llx%s", in->minus ? "sub" : "add",
			 in->flags ? "s" : "", rd, rn, (unsigned long long)imm, lsl);
}

/* Can movz or movn make this value? Then mov with it is another instruction. */
static bool is_wide_move(uint64_t v, unsigned width)
{
	for (unsigned n = 0; n < 2; n++) {
		uint64_t has = n ? ~v : v;

		if (width == 4)
			has &= UINT32_MAX;
		for (unsigned s = 0; s < 8 * width; s += 16) {
			if (!(has & ~(UINT64_C(0xffff) << s)))
				return true;
		}
	}
	return false;
}

static void print_logic(struct text *t)
{
	static const char *const names[] = {"and", "orr", "eor", "ands"};
	const struct ir_a64_insn *in = t->in;
	unsigned long long v = (unsigned long long)in->imm;
	const char *rd = ir_a64_reg(in->rd, in->width, in->what != IR_A64_ANDS);

	if (in->what == IR_A64_ANDS && in->rd == 31)
		snprintf(t->buf, t->size, "tst %s, #0x%llx", t->rn, v);
	else if (in->what == IR_A64_ORR && in->rn == 31 &&
		 (in->rd == 31 || !is_wide_move(v, in->width)))
		snprintf(t->buf, t->size, "mov %s, #0x%llx", rd, v);
	else
		snprintf(t->buf, t->size, "%s %s, %s, #0x%llx", names[in->what], rd, t->rn, v);
}

static void print_move_wide(struct text *t)
{
	const struct ir_a64_insn *in = t->in;
	unsigned v = bits(in->word, 5, 16), opc = bits(in->word, 29, 2);
	bool plain = !v && in->shift;
	char lsl[16] = "";

	if (in->shift)
		snprintf(lsl, sizeof(lsl), ", lsl #%u", in->shift);
	if (opc == 0)
		plain |= in->width == 4 && v == 0xffff;
	if (in->keeps || plain)
		snprintf(t->buf, t->size, "mov%s %s, #0x%x%s",
			 in->keeps  ? "k"
			 : opc == 2 ? "z"
				    : "n",
			 t->rd, v, lsl);
	else
		snprintf(t->buf, t->size, "mov %s, #0x%llx", t->rd, hex(in, (uint64_t)in->imm));
}

/* sbfm, bfm and ubfm have many names, as what they do has. */
static void print_bitfield(struct text *t)
{
	static const char *const fields[][2] = {
		{"sbfiz", "sbfx"}, {"bfi", "bfxil"}, {"ubfiz", "ubfx"}};
	static const char *const extends[] = {"sxtb", "sxth", "sxtw"};
	const struct ir_a64_insn *in = t->in;
	unsigned opc = bits(in->word, 29, 2), r = bits(in->word, 16, 6), s = bits(in->word, 10, 6),
		 top = 8u * in->width - 1;
	const char *half = ir_a64_reg(in->rn, 4, false);

	if (opc == 0 && s == top)
		snprintf(t->buf, t->size, "asr %s, %s, #%u", t->rd, t->rn, r);
	else if (opc == 2 && s == top)
		snprintf(t->buf, t->size, "lsr %s, %s, #%u", t->rd, t->rn, r);
	else if (opc == 2 && s + 1 == r)
		snprintf(t->buf, t->size, "lsl %s, %s, #%u", t->rd, t->rn, top - s);
	else if (opc == 0 && !r && (s == 7 || s == 15 || s == 31))
		snprintf(t->buf, t->size, "%s %s, %s",
			 extends[s == 7	   ? 0
				 : s == 15 ? 1
					   : 2],
			 t->rd, half);
	else if (opc == 2 && !r && in->width == 4 && (s == 7 || s == 15))
		snprintf(t->buf, t->size, "uxt%c %s, %s", s == 7 ? 'b' : 'h', t->rd, t->rn);
	else if (opc == 1 && s < r && in->rn == 31)
		snprintf(t->buf, t->size, "bfc %s, #%u, #%u", t->rd, top + 1 - r, s + 1);
	else if (s < r)
		snprintf(t->buf, t->size, "%s %s, %s, #%u, #%u", fields[opc][0], t->rd, t->rn,
			 top + 1 - r, s + 1);
	else
		snprintf(t->buf, t->size, "%s %s, %s, #%u, #%u", fields[opc][1], t->rd, t->rn, r,
			 s - r + 1);
}

static void print_extract(struct text *t)
{
	const struct ir_a64_insn *in = t->in;

	if (in->rn == in->rm)
		snprintf(t->buf, t->size, "ror %s, %s, #%u", t->rd, t->rn, bits(in->word, 10, 6));
	else
		snprintf(t->buf, t->size, "extr %s, %s, %s, #%u", t->rd, t->rn, t->rm,
			 bits(in->word, 10, 6));
}

/* The last operand: a register, shifted or extended */
static void print_last(const struct ir_a64_insn *in, char *buf, size_t size)
{
	static const char *const extends[] = {"uxtb", "uxth", "uxtw", "uxtx",
					      "sxtb", "sxth", "sxtw", "sxtx"};
	unsigned option = bits(in->word, 13, 3);
	bool by_sp = (in->rd == 31 && !in->flags) || in->rn == 31;

	if (in->op != IR_A64_ADD_EXT) {
		const char *rm = ir_a64_reg(in->rm, in->width, false);

		if (in->shift || bits(in->word, 22, 2))
			snprintf(buf, size, "%s, %s #%u", rm, shifts[bits(in->word, 22, 2)],
				 in->shift);
		else
			snprintf(buf, size, "%s", rm);
		return;
	}
	buf += snprintf(buf, size, "%s",
			ir_a64_reg(in->rm, in->width == 8 && (option & 3) == 3 ? 8 : 4, false));
	size -= 3;
	if (by_sp && option == (in->width == 8 ? 3u : 2u)) {
		if (in->shift)
			snprintf(buf, size, ", lsl #%u", in->shift);
	} else if (in->shift) {
		snprintf(buf, size, ", %s #%u", extends[option], in->shift);
	} else {
		snprintf(buf, size, ", %s", extends[option]);
	}
}

static void print_add_reg(struct text *t)
{
	const struct ir_a64_insn *in = t->in;
	bool ext = in->op == IR_A64_ADD_EXT;
	const char *rd = ir_a64_reg(in->rd, in->width, ext && !in->flags),
		   *s = in->flags ? "s" : "";
	const char *rn = ir_a64_reg(in->rn, in->width, ext);
	char last[32];

	print_last(in, last, sizeof(last));
	if (in->flags && in->rd == 31)
		snprintf(t->buf, t->size, "%s %s, %s", in->minus ? "cmp" : "cmn", rn, last);
	else if (!ext && in->minus && in->rn == 31)
		snprintf(t->buf, t->size, "neg%s %s, %s", s, rd, last);
	else
		snprintf(t->buf, t->size, "%s%s %s, %s, %s", in->minus ? "sub" : "add", s, rd, rn,
			 last);
}

static void print_logic_reg(struct text *t)
{
	static const char *const names[][2] = {
		{"and", "bic"}, {"orr", "orn"}, {"eor", "eon"}, {"ands", "bics"}};
	const struct ir_a64_insn *in = t->in;
	char last[32];

	print_last(in, last, sizeof(last));
	if (in->what == IR_A64_ORR && !in->invert && in->rn == 31 && !in->shift &&
	    !bits(in->word, 22, 2))
		snprintf(t->buf, t->size, "mov %s, %s", t->rd, last);
	else if (in->what == IR_A64_ORR && in->invert && in->rn == 31)
		snprintf(t->buf, t->size, "mvn %s, %s", t->rd, last);
	else if (in->what == IR_A64_ANDS && !in->invert && in->rd == 31)
		snprintf(t->buf, t->size, "tst %s, %s", t->rn, last);
	else
		snprintf(t->buf, t->size, "%s %s, %s, %s", names[in->what][in->invert], t->rd,
			 t->rn, last);
}

static void print_carry(struct text *t)
{
	const char *name = t->in->minus ? "sbc" : "adc", *s = t->in->flags ? "s" : "";

	if (t->in->minus && t->in->rn == 31)
		snprintf(t->buf, t->size, "ngc%s %s, %s", s, t->rd, t->rm);
	else
		snprintf(t->buf, t->size, "%s%s %s, %s, %s", name, s, t->rd, t->rn, t->rm);
}

static void print_select(struct text *t)
{
	static const char *const names[] = {"csel", "csinc", "csinv", "csneg"};
	static const char *const same[] = {"", "cinc", "cinv", "cneg"};
	const struct ir_a64_insn *in = t->in;
	unsigned what = in->minus << 1 | bits(in->word, 10, 1);
	const char *inverted = conditions[in->cond ^ 1];

	if (what && in->rn == in->rm && in->cond < 14 && in->rn == 31 && what < 3)
		snprintf(t->buf, t->size, "cset%s %s, %s", what == 2 ? "m" : "", t->rd, inverted);
	else if (what && in->rn == in->rm && in->cond < 14)
		snprintf(t->buf, t->size, "%s %s, %s, %s", same[what], t->rd, t->rn, inverted);
	else
		snprintf(t->buf, t->size, "%s %s, %s, %s, %s", names[what], t->rd, t->rn, t->rm,
			 conditions[in->cond]);
}

static void print_ccmp(struct text *t)
{
	const struct ir_a64_insn *in = t->in;
	const char *name = in->minus ? "ccmp" : "ccmn";
	unsigned nzcv = bits(in->word, 0, 4);

	if (bits(in->word, 11, 1))
		snprintf(t->buf, t->size, "%s %s, #0x%x, #0x%x, %s", name, t->rn, in->rm, nzcv,
			 conditions[in->cond]);
	else
		snprintf(t->buf, t->size, "%s %s, %s, #0x%x, %s", name, t->rn, t->rm, nzcv,
			 conditions[in->cond]);
}

static void print_data1(struct text *t)
{
	static const char *const names[] = {"rbit", "rev16", "rev32", "rev", "clz", "cls"};
	static const char *const signs[] = {"pacia",  "pacib",	"pacda",  "pacdb",  "autia",
					    "autib",  "autda",	"autdb",  "paciza", "pacizb",
					    "pacdza", "pacdzb", "autiza", "autizb", "autdza",
					    "autdzb", "xpaci",	"xpacd"};
	const struct ir_a64_insn *in = t->in;
	unsigned op = bits(in->word, 10, 6);

	if (!in->rm)
		snprintf(t->buf, t->size, "%s %s, %s",
			 op == 2 && in->width == 4 ? "rev" : names[op], t->rd, t->rn);
	else if (op < 8)
		snprintf(t->buf, t->size, "%s %s, %s", signs[op], t->rd,
			 ir_a64_reg(in->rn, 8, true));
	else
		snprintf(t->buf, t->size, "%s %s", signs[op], t->rd);
}

static void print_data2(struct text *t)
{
	static const char *const names[] = {"", "",    "udiv", "sdiv", "",    "",     "",
					    "", "lsl", "lsr",  "asr",  "ror", "pacga"};
	static const char sizes[] = "bhwx";
	const struct ir_a64_insn *in = t->in;
	unsigned op = bits(in->word, 10, 6);

	if (op >= 16)
		snprintf(t->buf, t->size, "crc32%s%c %s, %s, %s", op & 4 ? "c" : "", sizes[op & 3],
			 ir_a64_reg(in->rd, 4, false), ir_a64_reg(in->rn, 4, false), t->rm);
	else
		snprintf(t->buf, t->size, "%s %s, %s, %s", names[op], t->rd, t->rn,
			 op == 12 ? ir_a64_reg(in->rm, 8, true) : t->rm);
}

static void print_data3(struct text *t)
{
	const struct ir_a64_insn *in = t->in;
	unsigned op = bits(in->word, 21, 3);
	bool sub = bits(in->word, 15, 1), whole = !op, high = op == 2 || op == 6;
	const char *sign = whole ? "" : op & 4 ? "u" : "s";
	const char *rn = ir_a64_reg(in->rn, whole || high ? in->width : 4, false);
	const char *rm = ir_a64_reg(in->rm, whole || high ? in->width : 4, false);

	if (high || in->ra == 31)
		snprintf(t->buf, t->size, "%s%s%s %s, %s, %s", sign, sub ? "mneg" : "mul",
			 whole	? ""
			 : high ? "h"
				: "l",
			 t->rd, rn, rm);
	else
		snprintf(t->buf, t->size, "%sm%s%s %s, %s, %s, %s", sign, sub ? "sub" : "add",
			 whole ? "" : "l", t->rd, rn, rm, t->ra);
}

void ir_a64_print(const struct ir_a64_insn *in, uint64_t at, char *buf, size_t size)
{
	struct text t = {
		.in = in,
		.buf = buf,
		.size = size,
		.rd = ir_a64_reg(in->rd, in->width, false),
		.rn = ir_a64_reg(in->rn, in->width, false),
		.rm = ir_a64_reg(in->rm, in->width, false),
		.ra = ir_a64_reg(in->ra, in->width, false),
	};

	switch (in->op) {
	case IR_A64_ADD: print_add(&t); return;
	case IR_A64_ADD_REG:
	case IR_A64_ADD_EXT: print_add_reg(&t); return;
	case IR_A64_CARRY: print_carry(&t); return;
	case IR_A64_LOGIC: print_logic(&t); return;
	case IR_A64_LOGIC_REG: print_logic_reg(&t); return;
	case IR_A64_MOVE_WIDE: print_move_wide(&t); return;
	case IR_A64_BITFIELD: print_bitfield(&t); return;
	case IR_A64_EXTRACT: print_extract(&t); return;
	case IR_A64_SELECT: print_select(&t); return;
	case IR_A64_CCMP: print_ccmp(&t); return;
	case IR_A64_DATA1: print_data1(&t); return;
	case IR_A64_DATA2: print_data2(&t); return;
	case IR_A64_DATA3: print_data3(&t); return;
	case IR_A64_LOAD:
	case IR_A64_STORE:
	case IR_A64_PREFETCH:
	case IR_A64_ATOMIC: ir_a64_print_memory(in, at, buf, size); return;
	default: ir_a64_print_branch(in, at, buf, size);
	}
}

// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * An x86-64 instruction is at most 15 bytes:
 *
 *	prefixes	66 (16-bit operands), fs, gs, lock, rep, ...; last the REX prefix, 40 to 4f,
 *			with the bits W (64-bit operands), R, X, B (bit 3 of reg, index, base or rm)
 *	opcode		one byte; or 0f and one; or 0f 38 or 0f 3a and one
 *	ModRM		mod (2 bits), reg (3), rm (3): a register and a register or memory operand
 *	SIB		scale (2), index (3), base (3), if ModRM asks for it
 *	displacement	0, 1 or 4 bytes, as ModRM says
 *	immediate	as the opcode says
 *
 * The tables below say for each opcode what follows it.
 */
#include "core/arch/x86_insn.h"

#include <stdio.h>
#include <string.h>

/*
 * What follows each opcode:
 *
 *	.	nothing
 *	M	ModRM
 *	b	ModRM and 8 bits
 *	z	ModRM and 32 bits (16 with an operand-size prefix)
 *	g	ModRM, and an immediate for two of the eight operations that reg selects
 *	1	8 bits
 *	2	16 bits
 *	3	16 bits and 8 bits
 *	4	32 bits (16 with an operand-size prefix)
 *	8	32 bits, 64 with REX.W (16 with an operand-size prefix)
 *	a	a 64-bit address
 *	x	does not occur in kernel code
 */
/* clang-format off */
static const char one_byte[] = "MMMM14xxMMMM14xx" /* 00 */ "MMMM14xxMMMM14xx" /* 10 */
			       "MMMM14xxMMMM14xx" /* 20 */ "MMMM14xxMMMM14xx" /* 30 */
			       "xxxxxxxxxxxxxxxx" /* 40 */ "................" /* 50 */
			       "xxxMxxxx4z1b...." /* 60 */ "1111111111111111" /* 70 */
			       "bzxbMMMMMMMMMMMM" /* 80 */ "..........x....." /* 90 */
			       "aaaa....14......" /* a0 */ "1111111188888888" /* b0 */
			       "bb2.xxbz3.2..1x." /* c0 */ "MMMMxxx.MMMMMMMM" /* d0 */
			       "1111111144x1...." /* e0 */ "x.xx..gg......MM" /* f0 */;
static const char two_byte[] = "MMMMx........Mxx" /* 00 */ "MMMMMMMMMMMMMMMM" /* 10 */
			       "MMMMxxxxMMMMMMMM" /* 20 */ ".......xxxxxxxxx" /* 30 */
			       "MMMMMMMMMMMMMMMM" /* 40 */ "MMMMMMMMMMMMMMMM" /* 50 */
			       "MMMMMMMMMMMMMMMM" /* 60 */ "bbbbMMM.MMxxMMMM" /* 70 */
			       "4444444444444444" /* 80 */ "MMMMMMMMMMMMMMMM" /* 90 */
			       "...MbMxx...MbMMM" /* a0 */ "MMMMMMMMMMbMMMMM" /* b0 */
			       "MMbMbbbM........" /* c0 */ "MMMMMMMMMMMMMMMM" /* d0 */
			       "MMMMMMMMMMMMMMMM" /* e0 */ "MMMMMMMMMMMMMMMM" /* f0 */;
/* clang-format on */

/* The bytes that were not read yet; @over: more were asked for than there are. */
struct cursor {
	const uint8_t *p, *end;
	bool over;
};

static int64_t read_signed(struct cursor *c, unsigned bytes)
{
	uint64_t v = 0;

	if ((size_t)(c->end - c->p) < bytes) {
		c->over = true;
		return 0;
	}
	for (unsigned i = 0; i < bytes; i++)
		v |= (uint64_t)*c->p++ << 8 * i;
	switch (bytes) {
	case 1: return (int8_t)v;
	case 2: return (int16_t)v;
	case 4: return (int32_t)v;
	}
	return (int64_t)v;
}

/* Read the prefixes; false if there are too many. *@small: operands are 16 bits wide. */
static bool read_prefixes(struct cursor *c, struct ir_x86_insn *in, bool *small)
{
	for (unsigned n = 0; n < 14 && c->p < c->end; n++, c->p++) {
		switch (*c->p) {
		case 0x66: *small = true; break;
		case 0x64:
		case 0x65: in->segment = true; break;
		case 0xf0: in->locked = true; break;
		case 0x2e:
		case 0x36:
		case 0x3e:
		case 0x26:
		case 0xf2:
		case 0xf3: break;
		case 0x67: return false; /* 32-bit addresses: never seen in kernels */
		default:
			if ((*c->p & 0xf0) != 0x40)
				return true;
			in->rex = *c->p++;
			return true;
		}
	}
	return false;
}

static void read_modrm(struct cursor *c, struct ir_x86_insn *in)
{
	unsigned b = (unsigned)read_signed(c, 1) & 0xff, mod = b >> 6, rm = b & 7, sib = 0;

	in->has_modrm = true;
	in->reg = (int)((b >> 3 & 7) | (in->rex & 4) << 1);
	in->base = in->index = -1;
	in->rm = (int)(rm | (in->rex & 1u) << 3);
	if (mod == 3)
		return;
	in->has_mem = true;
	if (rm == 4) {
		sib = (unsigned)read_signed(c, 1) & 0xff;
		rm = sib & 7;
		in->index = (int)((sib >> 3 & 7) | (in->rex & 2) << 2);
		if (in->index == 4) /* rsp cannot be an index: its number means "no index" */
			in->index = -1;
		if (rm != 5 || mod)
			in->base = (int)(rm | (in->rex & 1u) << 3);
	} else if (rm == 5 && !mod) {
		in->ip_relative = true;
	} else {
		in->base = in->rm;
	}
	if (mod == 1)
		in->disp = (int32_t)read_signed(c, 1);
	else if (mod == 2 || rm == 5)
		in->disp = (int32_t)read_signed(c, 4);
}

static void read_immediate(struct cursor *c, struct ir_x86_insn *in, unsigned bytes)
{
	in->has_imm = true;
	in->imm = read_signed(c, bytes);
}

static bool read_operands(struct cursor *c, struct ir_x86_insn *in, char form, bool small)
{
	unsigned full = small ? 2 : 4;

	switch (form) {
	case '.': return true;
	case 'M': read_modrm(c, in); return true;
	case 'b':
		read_modrm(c, in);
		read_immediate(c, in, 1);
		return true;
	case 'z':
		read_modrm(c, in);
		read_immediate(c, in, full);
		return true;
	case 'g':
		read_modrm(c, in);
		if ((in->reg & 7) < 2)
			read_immediate(c, in, in->op & 1 ? full : 1);
		return true;
	case '1': read_immediate(c, in, 1); return true;
	case '2': read_immediate(c, in, 2); return true;
	case '3':
		read_immediate(c, in, 2);
		(void)read_signed(c, 1);
		return true;
	case '4':
		/* In 64-bit mode near jumps and calls have 32 bits, even with the prefix. */
		read_immediate(c, in,
			       in->op == 0xe8 || in->op == 0xe9 || in->map == IR_X86_0F ? 4 : full);
		return true;
	case '8': read_immediate(c, in, in->rex & 8 ? 8 : full); return true;
	case 'a': (void)read_signed(c, 8); return true;
	}
	return false;
}

bool ir_x86_decode(const uint8_t *b, size_t size, struct ir_x86_insn *ret)
{
	struct cursor c = {b, b + (size < 15 ? size : 15), false};
	struct ir_x86_insn in = {.base = -1, .index = -1};
	bool small = false, ok, byte;

	/* Two zero bytes would decode as an add, but they are memory that was never written. */
	if (size >= 2 && !b[0] && !b[1])
		return false;
	if (!read_prefixes(&c, &in, &small))
		return false;
	in.op = (uint8_t)read_signed(&c, 1);
	if (in.op == 0x0f) {
		in.op = (uint8_t)read_signed(&c, 1);
		in.map = in.op == 0x38 ? IR_X86_0F38 : in.op == 0x3a ? IR_X86_0F3A : IR_X86_0F;
		if (in.map != IR_X86_0F)
			in.op = (uint8_t)read_signed(&c, 1);
	}
	ok = read_operands(&c, &in,
			   in.map == IR_X86_ONE	   ? one_byte[in.op]
			   : in.map == IR_X86_0F   ? two_byte[in.op]
			   : in.map == IR_X86_0F38 ? 'M'
						   : 'b',
			   small);
	if (!ok || c.over)
		return false;
	/* Even opcodes of the arithmetic, test, mov and shift groups work on bytes. */
	byte = in.map == IR_X86_ONE && !(in.op & 1) &&
	       ((in.op < 0x40 && (in.op & 7) < 6) || in.op == 0x80 || in.op == 0x84 ||
		in.op == 0x86 || in.op == 0x88 || in.op == 0x8a || in.op == 0xa8 || in.op == 0xc6 ||
		in.op == 0xf6 || in.op == 0xfe);
	in.width = byte ? 1 : in.rex & 8 ? 8 : small ? 2 : 4;
	if (in.has_modrm && byte && !in.rex) {
		/* In the other opcodes (groups) @reg is a part of the opcode. */
		if (in.op < 0x40 || (in.op >= 0x84 && in.op <= 0x8a))
			in.reg = in.reg >= 4 ? in.reg - 4 : in.reg;
		in.high = !in.has_mem && in.rm >= 4;
		in.rm -= in.high ? 4 : 0;
	}
	in.len = (unsigned)(c.p - b);
	*ret = in;
	return true;
}

enum ir_x86_flow ir_x86_flow(const struct ir_x86_insn *in)
{
	if (in->map == IR_X86_0F)
		return in->op >> 4 == 8 ? IR_X86_BRANCH : IR_X86_ON;
	if (in->map != IR_X86_ONE)
		return IR_X86_ON;
	if (in->op >> 4 == 7 || (in->op >= 0xe0 && in->op <= 0xe3))
		return IR_X86_BRANCH;
	switch (in->op) {
	case 0xe9:
	case 0xeb: return IR_X86_JUMP;
	case 0xc2:
	case 0xc3:
	case 0xca:
	case 0xcb:
	case 0xcc:
	case 0xcf:
	case 0xf4: return IR_X86_END;
	case 0xff: return (in->reg & 7) == 4 || (in->reg & 7) == 5 ? IR_X86_INDIRECT : IR_X86_ON;
	}
	return IR_X86_ON;
}

bool ir_x86_keeps_registers(const struct ir_x86_insn *in)
{
	unsigned number = in->reg & 7;

	if (in->map != IR_X86_0F) /* pushf, popf */
		return in->map == IR_X86_ONE && (in->op == 0x9c || in->op == 0x9d);
	if (in->op == 0xae) /* fences, saves; rdfsbase and its like have smaller numbers */
		return in->has_mem || number >= 5;
	/* endbr64 (rdsspq has another number there); long nops, prefetches and ud2 */
	return (in->op == 0x1e && number == 7) || in->op == 0x1f || in->op == 0x0d ||
	       in->op == 0x18 || in->op == 0x0b;
}

bool ir_x86_writes_flags(const struct ir_x86_insn *in)
{
	if (in->map == IR_X86_0F) /* cmov, jcc, setcc, movzx, movsx and long nops do not */
		return !((in->op & 0xf0) == 0x40 || (in->op & 0xf0) == 0x80 ||
			 (in->op & 0xf0) == 0x90 || in->op == 0xb6 || in->op == 0xb7 ||
			 in->op == 0xbe || in->op == 0xbf || in->op == 0x1f || in->op == 0x1e);
	if (in->map != IR_X86_ONE)
		return true;
	return !((in->op >= 0x50 && in->op <= 0x5f) || in->op == 0x63 || in->op >> 4 == 7 ||
		 (in->op >= 0x88 && in->op <= 0x8f) || (in->op >= 0xb0 && in->op <= 0xbf) ||
		 in->op == 0xc6 || in->op == 0xc7 || in->op == 0x90 || in->op == 0xe9 ||
		 in->op == 0xeb);
}

static const char *const names64[] = {"rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi",
				      "r8",  "r9",  "r10", "r11", "r12", "r13", "r14", "r15"};
static const char *const names32[] = {"eax", "ecx", "edx",  "ebx",  "esp",  "ebp",  "esi",  "edi",
				      "r8d", "r9d", "r10d", "r11d", "r12d", "r13d", "r14d", "r15d"};
static const char *const names16[] = {"ax",  "cx",  "dx",   "bx",   "sp",   "bp",   "si",   "di",
				      "r8w", "r9w", "r10w", "r11w", "r12w", "r13w", "r14w", "r15w"};
static const char *const names8[] = {"al",  "cl",  "dl",   "bl",   "spl",  "bpl",  "sil",  "dil",
				     "r8b", "r9b", "r10b", "r11b", "r12b", "r13b", "r14b", "r15b"};

static const char *reg_name(int reg, unsigned width)
{
	const char *const *names = width == 8	? names64
				   : width == 4 ? names32
				   : width == 2 ? names16
						: names8;

	return names[reg & 15];
}

static void print_rm(const struct ir_x86_insn *in, uint64_t at, char *buf, size_t size)
{
	const char *sign = in->disp < 0 ? "-" : "";
	unsigned disp = in->disp < 0 ? 0u - (unsigned)in->disp : (unsigned)in->disp;

	if (in->high)
		snprintf(buf, size, "%%%ch", "acdb"[in->rm & 3]);
	else if (!in->has_mem)
		snprintf(buf, size, "%%%s", reg_name(in->rm, in->width));
	else if (in->ip_relative)
		snprintf(buf, size, "0x%llx",
			 (unsigned long long)(at + in->len + (uint64_t)(int64_t)in->disp));
	else if (in->base < 0 || in->index >= 0)
		snprintf(buf, size, "%s0x%x(...)", sign, disp);
	else if (disp)
		snprintf(buf, size, "%s0x%x(%%%s)", sign, disp, names64[in->base]);
	else
		snprintf(buf, size, "(%%%s)", names64[in->base]);
}

static const char *mnemonic(const struct ir_x86_insn *in)
{
	static const char *const arithmetic[] = {"add", "or",  "adc", "sbb",
						 "and", "sub", "xor", "cmp"};

	if (in->map != IR_X86_ONE)
		return NULL;
	if (in->op < 0x40 && (in->op & 7) < 6)
		return arithmetic[in->op >> 3];
	switch (in->op) {
	case 0x80:
	case 0x81:
	case 0x83: return arithmetic[in->reg & 7];
	case 0x84:
	case 0x85:
	case 0xa8:
	case 0xa9: return "test";
	case 0xf6:
	case 0xf7: return (in->reg & 7) < 2 ? "test" : NULL;
	case 0x88:
	case 0x89:
	case 0x8a:
	case 0x8b:
	case 0xc6:
	case 0xc7: return "mov";
	case 0x8d: return "lea";
	}
	return NULL;
}

/* "call *%r11", "jmp *0x8(%rax)": where to, a register or memory says. False: @in is none. */
static bool print_indirect(const struct ir_x86_insn *in, uint64_t at, char *buf, size_t size)
{
	struct ir_x86_insn wide = *in;
	unsigned which = in->reg & 7;
	char rm[48];

	if (in->map != IR_X86_ONE || in->op != 0xff || (which != 2 && which != 4))
		return false;
	wide.width = 8; /* without a prefix that says so */
	print_rm(&wide, at, rm, sizeof(rm));
	snprintf(buf, size, "%s *%s", which == 2 ? "call" : "jmp", rm);
	return true;
}

void ir_x86_print(const struct ir_x86_insn *in, uint64_t at, char *buf, size_t size)
{
	const char *name = mnemonic(in);
	unsigned long long to = at + in->len + (uint64_t)in->imm;
	bool to_reg = in->op == 0x8d || (in->op & 2 && !in->has_imm);
	char rm[48];

	if (ir_x86_flow(in) == IR_X86_BRANCH || ir_x86_flow(in) == IR_X86_JUMP ||
	    (in->map == IR_X86_ONE && in->op == 0xe8)) {
		snprintf(buf, size, "%s 0x%llx",
			 in->op == 0xe8 && in->map == IR_X86_ONE ? "call"
			 : ir_x86_flow(in) == IR_X86_JUMP	 ? "jmp"
								 : "jcc",
			 to);
		return;
	}
	if (print_indirect(in, at, buf, size))
		return;
	if (!name) {
		snprintf(buf, size, "opcode %s%02x", in->map == IR_X86_ONE ? "" : "0f ", in->op);
		return;
	}
	if (!in->has_modrm) {
		snprintf(buf, size, "%s $0x%llx,%%%s", name,
			 (unsigned long long)in->imm & (in->width < 8 ? 0xffffffffu : ~0ull),
			 reg_name(0, in->width));
		return;
	}
	print_rm(in, at, rm, sizeof(rm));
	if (in->has_imm)
		snprintf(buf, size, "%s%s $%s0x%llx,%s", name,
			 !in->has_mem	  ? ""
			 : in->width == 8 ? "q"
			 : in->width == 4 ? "l"
			 : in->width == 2 ? "w"
					  : "b",
			 in->imm < 0 ? "-" : "",
			 (unsigned long long)(in->imm < 0 ? 0 - (uint64_t)in->imm
							  : (uint64_t)in->imm),
			 rm);
	else if (to_reg)
		snprintf(buf, size, "%s %s,%%%s", name, rm, reg_name(in->reg, in->width));
	else
		snprintf(buf, size, "%s %%%s,%s", name, reg_name(in->reg, in->width), rm);
}

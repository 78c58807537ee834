// SPDX-License-Identifier: GPL-2.0-or-later
/* A64's jumps, calls, hints and system instructions as text. */
#include "core/arch/a64_bits.h"

#include <stdio.h>

/* The system registers that reports are likely to show */
static const struct {
	uint16_t code; /* op0, op1, CRn, CRm, op2 */
	const char *name;
} registers[] = {
	{0xc208, "sp_el0"},    {0xc684, "tpidr_el1"}, {0xe682, "tpidr_el2"},
	{0xde82, "tpidr_el0"}, {0xda11, "daif"},      {0xc212, "currentel"},
};

static void print_system(const struct ir_a64_insn *in, char *buf, size_t size)
{
	uint32_t w = in->word;
	unsigned code = bits(w, 5, 16), op2 = bits(w, 5, 3), crm = bits(w, 8, 4);
	const char *rt = ir_a64_reg(in->rd, 8, false);
	char name[32];

	snprintf(name, sizeof(name), "s%u_%u_c%u_c%u_%u", bits(w, 19, 2), bits(w, 16, 3),
		 bits(w, 12, 4), crm, op2);
	for (size_t i = 0; i < sizeof(registers) / sizeof(registers[0]); i++) {
		if (registers[i].code == code)
			snprintf(name, sizeof(name), "%s", registers[i].name);
	}
	if (bits(w, 20, 1) && bits(w, 21, 1))
		snprintf(buf, size, "mrs %s, %s", rt, name);
	else if (bits(w, 20, 1))
		snprintf(buf, size, "msr %s, %s", name, rt);
	else if (bits(w, 19, 1) && bits(w, 21, 1))
		snprintf(buf, size, "sysl %s", rt);
	else if (bits(w, 19, 1))
		snprintf(buf, size, "sys");
	else if (bits(w, 12, 4) == 4)
		snprintf(buf, size, "msr");
	else
		snprintf(buf, size,
			 op2 == 2   ? "clrex"
			 : op2 == 5 ? "dmb"
			 : op2 == 6 ? "isb"
			 : op2 == 7 ? "sb"
				    : "dsb");
}

static void print_hint(const struct ir_a64_insn *in, char *buf, size_t size)
{
	static const char *const names[] = {
		"nop",	     "yield",	"wfe",	     "wfi",	"sev",	     "sevl",
		"dgh",	     "xpaclri", "pacia1716", "",	"pacib1716", "",
		"autia1716", "",	"autib1716", "",	"esb",	     "psb csync",
		"tsb csync", "",	"csdb",	     "",	"clearbhb",  "",
		"paciaz",    "paciasp", "pacibz",    "pacibsp", "autiaz",    "autiasp",
		"autibz",    "autibsp", "bti",	     "",	"bti c",     "",
		"bti j",     "",	"bti jc"};

	snprintf(buf, size, "%s", names[in->imm]);
}

static void print_indirect(const struct ir_a64_insn *in, char *buf, size_t size)
{
	static const char *const names[] = {"br", "blr", "ret"};
	uint32_t w = in->word;
	bool plain = !bits(w, 10, 6), with = bits(w, 24, 1);
	const char *name = names[in->op - IR_A64_BR], *key = bits(w, 10, 1) ? "b" : "a";
	const char *rn = ir_a64_reg(in->rn, 8, false);

	if (in->op == IR_A64_RET && !plain)
		snprintf(buf, size, "reta%s", key);
	else if (in->op == IR_A64_RET && in->rn == IR_A64_LR)
		snprintf(buf, size, "ret");
	else if (plain)
		snprintf(buf, size, "%s %s", name, rn);
	else if (with)
		snprintf(buf, size, "%sa%s %s, %s", name, key, rn, ir_a64_reg(in->rd, 8, true));
	else
		snprintf(buf, size, "%sa%sz %s", name, key, rn);
}

void ir_a64_print_branch(const struct ir_a64_insn *in, uint64_t at, char *buf, size_t size)
{
	static const char *const conditions[] = {"eq", "ne", "cs", "cc", "mi", "pl", "vs", "vc",
						 "hi", "ls", "ge", "lt", "gt", "le", "al", "nv"};
	static const char *const out[] = {"", "svc", "hvc", "smc"};
	unsigned long long to = at + (uint64_t)in->imm;

	switch (in->op) {
	case IR_A64_ADR:
		snprintf(buf, size, "adr %s, 0x%llx", ir_a64_reg(in->rd, 8, false), to);
		break;
	case IR_A64_ADRP:
		snprintf(buf, size, "adrp %s, 0x%llx", ir_a64_reg(in->rd, 8, false),
			 (unsigned long long)((at & ~UINT64_C(4095)) + (uint64_t)in->imm));
		break;
	case IR_A64_B: snprintf(buf, size, "b 0x%llx", to); break;
	case IR_A64_BL: snprintf(buf, size, "bl 0x%llx", to); break;
	case IR_A64_B_COND: snprintf(buf, size, "b.%s 0x%llx", conditions[in->cond], to); break;
	case IR_A64_CBZ:
		snprintf(buf, size, "cb%sz %s, 0x%llx", in->minus ? "n" : "",
			 ir_a64_reg(in->rd, in->width, false), to);
		break;
	case IR_A64_TBZ:
		snprintf(buf, size, "tb%sz %s, #%u, 0x%llx", in->minus ? "n" : "",
			 ir_a64_reg(in->rd, in->width, false), in->shift, to);
		break;
	case IR_A64_BR:
	case IR_A64_BLR:
	case IR_A64_RET: print_indirect(in, buf, size); break;
	case IR_A64_ERET:
		snprintf(buf, size, "eret%s",
			 !bits(in->word, 10, 6)	 ? ""
			 : bits(in->word, 10, 1) ? "ab"
						 : "aa");
		break;
	case IR_A64_BRK: snprintf(buf, size, "brk #0x%llx", (unsigned long long)in->imm); break;
	case IR_A64_CALL_OUT:
		snprintf(buf, size, "%s #0x%llx", out[in->word & 3], (unsigned long long)in->imm);
		break;
	case IR_A64_UDF: snprintf(buf, size, "udf #%u", in->word); break;
	case IR_A64_HINT: print_hint(in, buf, size); break;
	case IR_A64_SYSTEM: print_system(in, buf, size); break;
	default: snprintf(buf, size, ".inst 0x%08x", in->word); break;
	}
}

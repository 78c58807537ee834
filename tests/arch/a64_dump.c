// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * a64_dump FILE ADDRESS: what the A64 decoder makes of each word of FILE, which lies at ADDRESS:
 *
 *	text, where execution goes on and the target, the memory operand, the registers written
 *
 * with tabs between; "unknown" is what the decoder does not understand. tests/arch/a64 compares it.
 */
#include <stdio.h>
#include <stdlib.h>

#include "core/arch/a64_insn.h"

static const char *const flows[] = {"on", "call", "jump", "branch", "end", "indirect", "opaque"};

static void print(const struct ir_a64_insn *in, uint64_t at)
{
	enum ir_a64_flow flow = ir_a64_flow(in);
	char text[96];

	if (in->op == IR_A64_UNKNOWN) {
		puts("unknown");
		return;
	}
	ir_a64_print(in, at, text, sizeof(text));
	printf("%s\t%s", text, flows[flow]);
	if (flow == IR_A64_JUMP || flow == IR_A64_BRANCH || in->op == IR_A64_BL)
		printf(" %llx", (unsigned long long)(at + (uint64_t)in->imm));
	if (in->op < IR_A64_LOAD)
		printf("\t-");
	else if (in->mode == IR_A64_LITERAL)
		printf("\t%llx", (unsigned long long)(at + (uint64_t)in->imm));
	else if (in->mode == IR_A64_INDEXED)
		printf("\t%u+%u", in->rn, in->rm);
	else
		printf("\t%u%s%lld", in->rn,
		       in->mode == IR_A64_PRE    ? "!"
		       : in->mode == IR_A64_POST ? "*"
						 : " ",
		       (long long)in->imm);
	printf("\t%x%s\n", in->writes, in->flags ? "F" : "");
}

int main(int argc, char **argv)
{
	FILE *f = argc == 3 ? fopen(argv[1], "rb") : NULL;
	uint64_t at = argc == 3 ? strtoull(argv[2], NULL, 16) : 0;
	uint8_t b[4];

	if (!f)
		return 2;
	for (; fread(b, 1, 4, f) == 4; at += 4) {
		struct ir_a64_insn in;

		ir_a64_decode(b[0] | b[1] << 8 | b[2] << 16 | (uint32_t)b[3] << 24, &in);
		print(&in, at);
	}
	fclose(f);
	return 0;
}

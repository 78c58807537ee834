// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What an indirect call of A64 code calls. Compilers load the function from its table and call it:
 *
 *	ldr x23, [x1, #8]; ...; blr x23		or, signed, blraa x23, x17
 *
 * As on x86-64 (x86_call_site.c) the values are followed through the function. Where that does not
 * come to the call, the nearest load of the register before it is taken, and the site says so.
 */
#include "core/arch/a64_call_site.h"

#include "core/arch/a64_insn.h"
#include "core/arch/code.h"
#include "core/target/kernel.h"

#include <stdio.h>
#include <string.h>

#include "core/lib/bytes.h"

#define WINDOW	    1024 /* bytes before a call searched for the load it uses */
#define CHECK_INSNS 16	 /* instructions between a check of the function's hash and the call */
#define BELOW	    128	 /* bytes before a function that a check may look at */

/* Closest load of the called register before the call: a hint. */
static void nearest_load(struct ir_target *t, uint64_t ret, struct ir_call_site *site)
{
	struct ir_a64_insn in;
	uint8_t b[WINDOW];
	struct ir_symbol sym;
	uint64_t start = ret - WINDOW;

	if (!ir_symbol_at(t, ret - 1, &sym) && sym.addr > start)
		start = sym.addr;
	if (start % IR_A64_LEN || ir_read(t, start, b, ret - start))
		return;
	for (size_t i = (size_t)(ret - start) - IR_A64_LEN; i >= IR_A64_LEN;) {
		i -= IR_A64_LEN;
		ir_a64_decode(ir_get32(b + i), &in);
		if (in.op != IR_A64_LOAD || in.width != 8 || in.mode != IR_A64_OFFSET || in.pair ||
		    in.rd != site->fn_reg || in.rn == IR_A64_SP)
			continue;
		site->base_reg = in.rn;
		site->slot = in.imm;
		site->slot_known = true;
		return;
	}
}

/* The register through which the instruction at @at read memory, if nothing else is known to be in it now */
static int base_of(const struct ir_code *c, size_t at)
{
	struct ir_a64_insn in;

	ir_a64_decode(ir_get32(c->bytes + at), &in);
	return in.rn == IR_A64_SP || c->at_call[in.rn].root ? -1 : in.rn;
}

/* The slot, by the values that reach the watched call of @c */
static bool slot_by_flow(const struct ir_code *c, struct ir_call_site *site)
{
	const struct ir_step *read = ir_code_function_of(c, &c->steps[c->watched]);

	if (!read || (!read->mem.root && !read->mem.offset))
		return false;
	site->slot = read->mem.offset;
	site->slot_known = site->followed = true;
	site->base_reg = read->mem.root ? ir_code_holder(c, (struct ir_place){read->mem.root, 0})
					: base_of(c, read->at);
	return true;
}

static void describe(struct ir_call_site *site, const struct ir_a64_insn *in)
{
	const char *const *names = ir_arch_aarch64.reg_names;
	char call[48];

	ir_a64_print(in, 0, call, sizeof(call));
	if (site->slot_known && site->base_reg >= 0)
		snprintf(site->text, sizeof(site->text), "ldr %s, [%s, #%lld]; %s",
			 names[site->fn_reg], names[site->base_reg], (long long)site->slot, call);
	else if (site->slot_known)
		snprintf(site->text, sizeof(site->text), "ldr %s, [a table, #%lld]; %s",
			 names[site->fn_reg], (long long)site->slot, call);
	else
		snprintf(site->text, sizeof(site->text), "%s", call);
}

enum ir_status ir_a64_call_site(struct ir_kernel *k, uint64_t ret, struct ir_call_site *site)
{
	struct ir_a64_insn in;
	struct ir_symbol sym;
	struct ir_code *c;
	uint32_t word;

	if (ret % IR_A64_LEN || ir_read(k->t, ret - IR_A64_LEN, &word, sizeof(word)))
		return IR_NOTFOUND;
	ir_a64_decode(word, &in);
	if (in.op != IR_A64_BLR || in.rn == IR_A64_ZR)
		return IR_NOTFOUND;
	memset(site, 0, sizeof(*site));
	site->ret = ret;
	site->fn_reg = in.rn;
	site->base_reg = -1;
	if (ir_symbol_at(k->t, ret - 1, &sym) || !sym.size ||
	    ir_code_open_call(k, sym.addr, sym.size, ret, &c) || !slot_by_flow(c, site))
		nearest_load(k->t, ret, site);
	describe(site, &in);
	return IR_OK;
}

/* A 32-bit read just below a register that is 0: its number, -1 when it is none */
static int read_below_null(const struct ir_regs *regs, uint32_t word)
{
	struct ir_a64_insn in;

	ir_a64_decode(word, &in);
	if (in.op != IR_A64_LOAD || in.width != 4 || in.pair || in.mode != IR_A64_OFFSET ||
	    in.imm >= 0 || in.imm < -BELOW || in.rn == IR_A64_SP || !ir_reg_known(regs, in.rn) ||
	    regs->v[in.rn])
		return -1;
	return in.rn;
}

/* Is there a call through register @reg soon after the check at @at, with a trap before it? */
static bool calls_soon(struct ir_kernel *k, uint64_t at, int reg, struct ir_call_site *site)
{
	bool traps = false;

	for (unsigned n = 1; n <= CHECK_INSNS; n++) {
		uint64_t addr = at + n * (uint64_t)IR_A64_LEN;
		struct ir_a64_insn in;
		uint32_t word;

		if (ir_read(k->t, addr, &word, sizeof(word)))
			return false;
		ir_a64_decode(word, &in);
		traps |= in.op == IR_A64_BRK;
		if (in.op == IR_A64_BLR && in.rn == reg)
			return traps && !ir_a64_call_site(k, addr + IR_A64_LEN, site);
		if (ir_a64_flow(&in) != IR_A64_ON && ir_a64_flow(&in) != IR_A64_BRANCH)
			return false;
	}
	return false;
}

/*
 * clang's kCFI compares a hash that stands before the function with the one that the caller expects:
 * "ldur w16, [x8, #-4]; movk ...; cmp w16, w17; b.eq ...; brk #0x8228; blr x8". Of NULL that is a read just
 * below address 0. The registers are those of the call already.
 */
bool ir_a64_null_check(struct ir_kernel *k, const struct ir_regs *regs, struct ir_call_site *site)
{
	uint64_t ip = regs->v[ir_arch_aarch64.ip];
	uint32_t word;
	int reg;

	if (ir_read(k->t, ip, &word, sizeof(word)))
		return false;
	reg = read_below_null(regs, word);
	return reg >= 0 && calls_soon(k, ip, reg, site);
}

// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What an indirect call of x86-64 calls. Compilers load the function from its table and call it:
 *
 *	mov 0x8(%rax),%r15; ...; call *%r15		or call __x86_indirect_thunk_r15
 *	call *0x8(%rax)
 *
 * Between load and call there can be other loads, calls of sanitizers, hashes of control-flow integrity and
 * jumps, and the table can be in any register. So the values are followed through the function (code.h).
 * Where that does not come to the call, the nearest load of the register before it is taken, and the
 * site says so: such a load may belong to another path.
 */
#include "core/arch/x86_call_site.h"

#include "core/arch/code.h"
#include "core/arch/x86_flow.h"
#include "core/arch/x86_insn.h"
#include "core/target/kernel.h"

#include <stdio.h>
#include <string.h>

#define WINDOW	  1024 /* bytes before a call searched for the load it uses */
#define LONGEST	  8    /* bytes of a call instruction, prefixes included */
#define CHECK_MAX 64   /* bytes between a check of the function's hash and the call */

#define STACK_POINTER 4 /* as instructions encode it */

static bool is_indirect_call(struct ir_target *t, const struct ir_x86_insn *in, uint64_t ret,
			     int *fn)
{
	*fn = -1;
	if (in->map != IR_X86_ONE)
		return false;
	if (in->op == 0xff && (in->reg & 7) == 2) {
		if (!in->has_mem)
			*fn = in->rm;
		return true;
	}
	if (in->op == 0xe8)
		*fn = ir_x86_thunk_register(t, ret + (uint64_t)in->imm);
	return *fn >= 0;
}

/*
 * Takes the instruction that ends at @ret apart, if it is an indirect call. Backwards it can be read in more ways
 * than one: a REX prefix belongs to it rather than to the instruction before.
 */
static bool decode_call(struct ir_target *t, uint64_t ret, struct ir_x86_insn *call, int *fn)
{
	struct ir_x86_insn in;
	uint8_t b[LONGEST];
	bool found = false;
	int reg;

	if (ir_read(t, ret - LONGEST, b, sizeof(b)))
		return false;
	for (unsigned len = 2; len <= LONGEST; len++) {
		const uint8_t *at = b + LONGEST - len;

		if (found && (*at & 0xf0) != 0x40)
			break;
		if (ir_x86_decode(at, len, &in) && in.len == len &&
		    is_indirect_call(t, &in, ret, &reg)) {
			*call = in;
			*fn = reg;
			found = true;
		}
	}
	return found;
}

/* Closest load of @site->fn_reg from memory before the call: a hint. */
static void nearest_load(struct ir_target *t, uint64_t ret, int fn, struct ir_call_site *site)
{
	struct ir_x86_insn in;
	uint8_t b[WINDOW];
	struct ir_symbol sym;
	uint64_t start = ret - WINDOW;

	if (!ir_symbol_at(t, ret - 1, &sym) && sym.addr > start)
		start = sym.addr;
	if (ir_read(t, start, b, ret - start))
		return;
	for (size_t i = (size_t)(ret - start); i-- > 0;) {
		if ((b[i] & 0xf8) != 0x48 ||
		    !ir_x86_decode(b + i, (size_t)(ret - start) - i, &in) || in.map != IR_X86_ONE ||
		    in.op != 0x8b || !in.has_mem || in.reg != fn || in.base < 0 ||
		    in.base == STACK_POINTER || in.index >= 0)
			continue;
		site->base_reg = ir_x86_register(in.base);
		site->slot = in.disp;
		site->slot_known = true;
		return;
	}
}

/* The register through which the instruction at @at read memory, if nothing else is known to be in it now */
static int base_of(const struct ir_code *c, size_t at)
{
	struct ir_x86_insn in;

	if (!ir_x86_decode(c->bytes + at, c->size - at, &in) || !in.has_mem || in.base < 0 ||
	    in.index >= 0)
		return -1;
	return c->at_call[in.base].root ? -1 : ir_x86_register(in.base);
}

/* The slot, by the values that reach the watched call of @c */
static bool slot_by_flow(const struct ir_code *c, struct ir_call_site *site)
{
	const struct ir_step *read = ir_code_function_of(c, &c->steps[c->watched]);
	int holder;

	/* Of an operand that is no "displacement(base)" nothing is known. */
	if (!read || (!read->mem.root && !read->mem.offset))
		return false;
	holder = ir_code_holder(c, (struct ir_place){read->mem.root, 0});
	site->slot = read->mem.offset;
	site->slot_known = site->followed = true;
	site->base_reg = !read->mem.root ? base_of(c, read->at)
			 : holder < 0	 ? -1
					 : ir_x86_register(holder);
	return true;
}

static void describe(struct ir_call_site *site, int fn)
{
	const char *const *names = ir_arch_x86_64.reg_names;
	char from[48] = "";

	if (site->slot_known && site->base_reg >= 0)
		snprintf(from, sizeof(from), "0x%x(%%%s)", (unsigned)site->slot,
			 names[site->base_reg]);
	else if (site->slot_known)
		snprintf(from, sizeof(from), "0x%x(a table)", (unsigned)site->slot);
	if (fn < 0)
		snprintf(site->text, sizeof(site->text), "call *%s", from);
	else if (site->slot_known)
		snprintf(site->text, sizeof(site->text), "mov %s,%%%s; call *%%%s", from,
			 names[site->fn_reg], names[site->fn_reg]);
	else
		snprintf(site->text, sizeof(site->text), "call *%%%s", names[site->fn_reg]);
}

enum ir_status ir_x86_call_site(struct ir_kernel *k, uint64_t ret, struct ir_call_site *site)
{
	struct ir_x86_insn in;
	struct ir_symbol sym;
	struct ir_code *c;
	bool followed;
	int fn;

	if (!decode_call(k->t, ret, &in, &fn))
		return IR_NOTFOUND;
	memset(site, 0, sizeof(*site));
	site->ret = ret;
	site->fn_reg = fn < 0 ? -1 : ir_x86_register(fn);
	site->base_reg = -1;
	followed = !ir_symbol_at(k->t, ret - 1, &sym) && sym.size &&
		   !ir_code_open_call(k, sym.addr, sym.size, ret, &c) && slot_by_flow(c, site);
	if (!followed && fn >= 0) {
		nearest_load(k->t, ret, fn, site);
	} else if (!followed && in.base >= 0 && in.base != STACK_POINTER && in.index < 0) {
		site->base_reg = ir_x86_register(in.base);
		site->slot = in.disp;
		site->slot_known = true;
	}
	describe(site, fn);
	return IR_OK;
}

/* Does a 32-bit read just below a register begin at @b? */
static bool reads_below(const uint8_t *b, size_t size, struct ir_x86_insn *in)
{
	return ir_x86_decode(b, size, in) && in->map == IR_X86_ONE && in->has_mem &&
	       in->base >= 0 && in->index < 0 && in->width == 4 && in->disp < 0 &&
	       in->disp >= -128 && in->op < 0x40;
}

/* Is there a call through register @reg soon after the check that ends at @at? */
static bool calls_soon(struct ir_kernel *k, uint64_t at, int reg, struct ir_call_site *site)
{
	struct ir_x86_insn call;
	uint8_t b[CHECK_MAX];
	int fn;

	if (ir_read(k->t, at, b, sizeof(b)))
		return false;
	for (size_t n = 0; n < sizeof(b) && ir_x86_decode(b + n, sizeof(b) - n, &call);
	     n += call.len) {
		bool is_call = is_indirect_call(k->t, &call, at + n + call.len, &fn);

		if (is_call && fn == reg)
			return !ir_x86_call_site(k, at + n + call.len, site);
		if (is_call || (call.map == IR_X86_ONE && call.op == 0xe8))
			return false;
	}
	return false;
}

/*
 * clang's kCFI compares a hash that stands some bytes before the function with the one that the caller
 * expects: "mov $hash,%r10d; add -0xf(%r11),%r10d; je ...; ud2; call *%r11". Of NULL that is a read just below
 * address 0. The registers are those of the call already.
 */
bool ir_x86_null_check(struct ir_kernel *k, const struct ir_regs *regs, struct ir_call_site *site)
{
	uint64_t ip = regs->v[ir_arch_x86_64.ip];
	struct ir_x86_insn in;
	uint8_t b[8];

	if (ir_read(k->t, ip, b, sizeof(b)))
		return false;
	/* At RIP; or right behind, where RIP was told as the end of the hash. */
	for (unsigned skip = 0; skip < 2; skip++) {
		if (reads_below(b + skip, sizeof(b) - skip, &in) &&
		    ir_reg_known(regs, ir_x86_register(in.base)) &&
		    !regs->v[ir_x86_register(in.base)])
			return calls_soon(k, ip + skip + in.len, in.base, site);
	}
	return false;
}

enum ir_tri ir_x86_null_check_code(const struct ir_regs *regs, const struct ir_value *fault,
				   const uint8_t *code, size_t size)
{
	static const uint8_t trap[] = {0x74, 0x02, 0x0f, 0x0b}; /* je +2; ud2 */
	struct ir_x86_insn in;
	int reg;

	if (!reads_below(code, size, &in) || size - in.len < sizeof(trap) ||
	    memcmp(code + in.len, trap, sizeof(trap)))
		return IR_FALSE;
	reg = ir_x86_register(in.base);
	if (ir_reg_known(regs, reg))
		return ir_tri_of(!regs->v[reg]);
	return fault->known ? ir_tri_of(fault->v == (uint64_t)in.disp) : IR_UNKNOWN;
}

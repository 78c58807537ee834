// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/arch/a64_scan.h"

#include "core/arch/a64_insn.h"
#include "core/arch/code.h"
#include "core/target/kernel.h"

#define SCAN_MAX     65536 /* bytes of one function that are searched */
#define BUG	     0x800 /* BUG_BRK_IMM, arch/arm64/include/asm/brk-imm.h */
#define VENEER_INSNS 6	   /* of a piece of code that only jumps on */

static bool insn_at(struct ir_target *t, uint64_t addr, struct ir_a64_insn *ret)
{
	uint32_t word;

	if (addr % IR_A64_LEN || ir_read(t, addr, &word, sizeof(word)))
		return false;
	ir_a64_decode(word, ret);
	return true;
}

/* Bits 28 to 25 tell the group of an instruction; three of the groups have none that a kernel executes. */
static bool is_unallocated(uint32_t word)
{
	unsigned group = word >> 25 & 0xf;

	return group == 0 || group == 1 || group == 3;
}

enum ir_tri ir_a64_is_bug(struct ir_target *t, uint64_t ip)
{
	struct ir_a64_insn in;
	uint32_t word;
	enum ir_status st = ip % IR_A64_LEN ? IR_FAULT : ir_read(t, ip, &word, sizeof(word));

	if (st)
		return st == IR_FAULT ? IR_FALSE : IR_UNKNOWN;
	ir_a64_decode(word, &in);
	if (in.op == IR_A64_BRK && in.imm == BUG)
		return IR_TRUE;
	return is_unallocated(word) ? IR_UNKNOWN : IR_FALSE;
}

bool ir_a64_follows_call(struct ir_target *t, uint64_t ret)
{
	struct ir_a64_insn in;

	return insn_at(t, ret - IR_A64_LEN, &in) && ir_a64_flow(&in) == IR_A64_CALLS;
}

enum ir_status ir_a64_load_at(struct ir_target *t, uint64_t ip, int *base_reg, int64_t *disp)
{
	struct ir_a64_insn in;

	if (!insn_at(t, ip, &in))
		return IR_ABSENT;
	if (in.op != IR_A64_LOAD || in.pair || in.mode != IR_A64_OFFSET)
		return IR_NOTFOUND;
	*base_reg = in.rn;
	*disp = in.imm;
	return IR_OK;
}

/*
 * Pieces of code that only jump on, through x16 or x17: the linker's veneers, and a module's entries for functions of
 * the kernel (arch/arm64/kernel/module-plts.c):
 *
 *	adrp x16, ...; add x16, x16, #...; br x16
 *	ldr x16, ...; br x16
 *	movn x16, ...; movk x16, ...; movk x16, ...; br x16
 */
enum ir_status ir_a64_leads_to(struct ir_target *t, uint64_t addr, uint64_t *ret)
{
	uint64_t value = 0;
	unsigned reg = 0;

	for (unsigned n = 0; n < VENEER_INSNS; n++, addr += IR_A64_LEN) {
		struct ir_a64_insn in;

		if (!insn_at(t, addr, &in))
			return n ? IR_NOTFOUND : IR_ABSENT;
		if (in.op == IR_A64_HINT && !reg)
			continue; /* bti */
		if (reg && in.op == IR_A64_BR && in.rn == reg) {
			*ret = value;
			return IR_OK;
		}
		if ((in.rd != 16 && in.rd != 17) || (reg && (in.rd != reg)))
			return IR_NOTFOUND;
		if (in.op == IR_A64_ADRP)
			value = (addr & ~UINT64_C(4095)) + (uint64_t)in.imm;
		else if (in.op == IR_A64_ADD && reg && in.rn == reg && in.width == 8)
			value += (uint64_t)in.imm;
		else if (in.op == IR_A64_MOVE_WIDE && !in.keeps)
			value = (uint64_t)in.imm;
		else if (in.op == IR_A64_MOVE_WIDE && reg)
			value = (value & ~(UINT64_C(0xffff) << in.shift)) | (uint64_t)in.imm
										    << in.shift;
		else if (in.op != IR_A64_LOAD || in.mode != IR_A64_LITERAL || in.width != 8 ||
			 ir_read_u64(t, addr + (uint64_t)in.imm, &value))
			return IR_NOTFOUND;
		reg = in.rd;
	}
	return IR_NOTFOUND;
}

enum ir_status ir_a64_find_call(struct ir_target *t, uint64_t start, uint64_t size, uint64_t target,
				uint64_t *ret)
{
	enum ir_status st = IR_NOTFOUND;

	/* A search may go on right behind the last thing that it found. */
	size -= size < (-start & 3) ? size : (-start & 3);
	start += -start & 3;
	if (size > SCAN_MAX)
		size = SCAN_MAX;
	for (uint64_t at = start; at - start + IR_A64_LEN <= size; at += IR_A64_LEN) {
		struct ir_a64_insn in;
		struct ir_symbol sym;
		uint64_t to, on;

		if (!insn_at(t, at, &in))
			return IR_ABSENT;
		if (in.op != IR_A64_BL && in.op != IR_A64_B)
			continue;
		to = at + (uint64_t)in.imm;
		on = to;
		if (to != target && to - start >= size &&
		    ir_a64_leads_to(t, to, &on) == IR_ABSENT &&
		    (ir_symbol_at(t, to, &sym) || sym.addr != to))
			st = IR_ABSENT; /* it may lead to the one */
		if (on != target)
			continue;
		*ret = at;
		return IR_OK;
	}
	return st;
}

/* The address that the instruction at offset @at of @c makes, by adrp or adr, plus @offset */
static bool address_of(const struct ir_code *c, struct ir_place p, uint64_t *ret)
{
	size_t at = (size_t)p.root - IR_ROOT_INSN;
	uint64_t here = c->start + at;
	struct ir_a64_insn in;
	uint32_t word;

	if (p.root < IR_ROOT_INSN || at % IR_A64_LEN || at + IR_A64_LEN > c->size)
		return false;
	word = (uint32_t)c->bytes[at] | (uint32_t)c->bytes[at + 1] << 8 |
	       (uint32_t)c->bytes[at + 2] << 16 | (uint32_t)c->bytes[at + 3] << 24;
	ir_a64_decode(word, &in);
	if (in.op == IR_A64_ADRP)
		here &= ~UINT64_C(4095);
	else if (in.op != IR_A64_ADR)
		return false;
	*ret = here + (uint64_t)in.imm + (uint64_t)(int64_t)p.offset;
	return true;
}

enum ir_status ir_a64_find_store(struct ir_kernel *k, uint64_t start, uint64_t size, int64_t disp,
				 uint64_t *value, uint64_t *insn)
{
	struct ir_code *c;
	enum ir_status st = ir_code_open(k, start, size, &c);

	if (st)
		return st;
	for (unsigned i = 0; i < c->nr_steps; i++) {
		const struct ir_step *s = &c->steps[i];

		if (s->kind != IR_STEP_STORE || s->width != 8 || s->mem.offset != disp ||
		    s->mem.root == IR_ROOT_STACK || !address_of(c, s->value, value) ||
		    !ir_arch_aarch64.canonical(*value))
			continue;
		*insn = c->start + s->at;
		return IR_OK;
	}
	return IR_NOTFOUND;
}

/* The memory that value @p was loaded from, whole or but for some of its bits */
static bool loaded_from(const struct ir_code *c, struct ir_place p, struct ir_place *mem)
{
	if (ir_code_loaded_from(c, p, mem))
		return true;
	for (unsigned i = 0; p.root >= IR_ROOT_INSN && i < c->nr_steps; i++) {
		const struct ir_step *s = &c->steps[i];

		if (s->kind == IR_STEP_AND && !s->has_mem && ir_place_same(s->result, p))
			return ir_code_loaded_from(c, s->value, mem);
	}
	return false;
}

enum ir_status ir_a64_find_test(struct ir_kernel *k, uint64_t start, uint64_t before, int64_t disp,
				uint32_t *mask, uint64_t *insn)
{
	struct ir_code *c;
	enum ir_status st = ir_code_open(k, start, before - start, &c);

	if (st)
		return st;
	for (unsigned i = c->nr_steps; i-- > 0;) {
		const struct ir_step *s = &c->steps[i];
		struct ir_place mem;
		uint32_t tested;

		if (s->kind != IR_STEP_TEST || !s->has_imm || !loaded_from(c, s->value, &mem) ||
		    mem.root == IR_ROOT_STACK || mem.offset < disp || mem.offset > disp + 3)
			continue;
		tested = (uint32_t)s->imm << 8 * (mem.offset - disp);
		if (!(*mask & tested))
			continue;
		*mask = tested;
		*insn = c->start + s->at;
		return IR_OK;
	}
	return IR_NOTFOUND;
}

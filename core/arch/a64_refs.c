// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The data that A64 code refers to. An address is made in two steps, the second of which is often the
 * access itself:
 *
 *	adrp x0, page; add x0, x0, #offset		or adrp x0, page; ldr x1, [x0, #offset]
 *
 * Registers are followed from one instruction to the next only: what is in them where a jump leads to is
 * not known. That an address is one of per-CPU data shows when this CPU's offset is added to it.
 */
#include "core/arch/a64_scan.h"

#include "core/arch/a64_insn.h"

#include <string.h>

#define CHUNK	  256
#define MAX_INSNS 4096 /* of one function */

/* What a register holds: half of an address, one, or this CPU's offset into per-CPU data. */
struct half {
	enum { NOTHING, PAGE, ADDRESS, CPU_OFFSET } kind;
	uint64_t addr;
};

struct scan {
	ir_code_ref_fn *fn;
	void *arg;
	struct half r[32];
	uint8_t targets[MAX_INSNS / 8]; /* a bit for each instruction: a jump leads there */
};

static void report(struct scan *s, uint64_t addr, enum ir_ref_kind kind)
{
	if (addr >= ir_arch_aarch64.image_from && addr < (uint64_t)-4096)
		s->fn(addr, kind, s->arg);
}

/* Register @reg gets another value: an address in it that nobody has used was one for somebody else. */
static void lose(struct scan *s, unsigned reg)
{
	if (s->r[reg].kind == ADDRESS)
		report(s, s->r[reg].addr, IR_REF_TAKEN);
	s->r[reg].kind = NOTHING;
}

static void lose_all(struct scan *s)
{
	for (unsigned i = 0; i < 32; i++)
		lose(s, i);
}

/* This CPU's offset is in tpidr_el1, or, in a hypervisor's host kernel, in tpidr_el2. */
static bool reads_cpu_offset(const struct ir_a64_insn *in)
{
	uint32_t code = in->word >> 5 & 0x7fff;

	return in->op == IR_A64_SYSTEM && in->word >> 20 == 0xd53 &&
	       (code == 0x4684 || code == 0x6682);
}

/*
 * Two registers are added, in an operand or by an instruction: is one of them an address? A variable of another CPU
 * is found by adding that CPU's offset to its address: no table.
 */
static void add_up(struct scan *s, unsigned a, unsigned b, enum ir_ref_kind kind)
{
	for (unsigned i = 0; i < 2; i++) {
		struct half *one = &s->r[i ? b : a], *other = &s->r[i ? a : b];

		if (one->kind != ADDRESS && one->kind != PAGE)
			continue;
		report(s, one->addr, other->kind == CPU_OFFSET ? IR_REF_PER_CPU : kind);
		one->kind = NOTHING;
	}
}

/* mov xd, xm */
static bool copies(const struct ir_a64_insn *in)
{
	return in->op == IR_A64_LOGIC_REG && in->what == IR_A64_ORR && in->rn == IR_A64_ZR &&
	       in->rm != IR_A64_ZR && in->width == 8 && !in->invert && !in->shift;
}

static void use(struct scan *s, const struct ir_a64_insn *in, uint64_t at)
{
	struct half made = {NOTHING, 0};
	struct half *n = &s->r[in->rn];

	if (in->op == IR_A64_ADRP || in->op == IR_A64_ADR) {
		made.kind = in->op == IR_A64_ADRP ? PAGE : ADDRESS;
		made.addr = (in->op == IR_A64_ADRP ? at & ~UINT64_C(4095) : at) + (uint64_t)in->imm;
	} else if (in->op == IR_A64_ADD && !in->flags && in->width == 8 &&
		   (n->kind == PAGE || n->kind == ADDRESS)) {
		made = (struct half){ADDRESS, n->addr + (uint64_t)in->imm};
		if (in->rd == in->rn)
			n->kind = NOTHING; /* it was the first half */
	} else if (reads_cpu_offset(in)) {
		made.kind = CPU_OFFSET;
	} else if (copies(in)) {
		made = s->r[in->rm];
	} else if (in->op == IR_A64_ADD_REG && !in->minus) {
		add_up(s, in->rn, in->rm, IR_REF_TAKEN);
	} else if ((in->op == IR_A64_LOAD || in->op == IR_A64_STORE || in->op == IR_A64_ATOMIC ||
		    in->op == IR_A64_PREFETCH) &&
		   in->mode == IR_A64_INDEXED) {
		add_up(s, in->rn, in->rm, IR_REF_INDEXED);
	} else if ((in->op == IR_A64_LOAD || in->op == IR_A64_STORE || in->op == IR_A64_ATOMIC) &&
		   in->mode == IR_A64_LITERAL) {
		report(s, at + (uint64_t)in->imm, IR_REF_PLAIN);
	} else if ((in->op == IR_A64_LOAD || in->op == IR_A64_STORE || in->op == IR_A64_ATOMIC) &&
		   (n->kind == PAGE || n->kind == ADDRESS)) {
		report(s, n->addr + (in->mode == IR_A64_POST ? 0 : (uint64_t)in->imm),
		       IR_REF_PLAIN);
	}
	for (unsigned i = 0; i < 32; i++) {
		if (in->writes >> i & 1)
			lose(s, i);
	}
	if (made.kind != NOTHING && in->rd != IR_A64_ZR)
		s->r[in->rd] = made;
	if (ir_a64_flow(in) == IR_A64_CALLS) {
		for (unsigned i = 0; i <= 18; i++)
			lose(s, i);
	} else if (ir_a64_flow(in) != IR_A64_ON && ir_a64_flow(in) != IR_A64_BRANCH) {
		lose_all(s);
	}
}

/* Read @size bytes at @start and do @each to them; @each is find_target() or scan_insn(). */
static enum ir_status each_insn(struct ir_target *t, struct scan *s, uint64_t start, uint64_t size,
				void (*each)(struct scan *s, const struct ir_a64_insn *in,
					     uint64_t n, uint64_t at))
{
	uint32_t words[CHUNK / IR_A64_LEN];

	for (uint64_t done = 0; done < size;) {
		uint64_t len = CHUNK - (start + done) % CHUNK;
		enum ir_status st;

		len = len < size - done ? len : size - done;
		st = ir_read(t, start + done, words, len);
		if (st)
			return st;
		for (uint64_t i = 0; i < len / IR_A64_LEN; i++) {
			struct ir_a64_insn in;

			ir_a64_decode(words[i], &in);
			each(s, &in, done / IR_A64_LEN + i, start + done + i * IR_A64_LEN);
		}
		done += len;
	}
	return IR_OK;
}

static void find_target(struct scan *s, const struct ir_a64_insn *in, uint64_t n, uint64_t at)
{
	uint64_t to = n + (uint64_t)(in->imm / IR_A64_LEN);

	(void)at;
	if ((ir_a64_flow(in) == IR_A64_JUMP || ir_a64_flow(in) == IR_A64_BRANCH) && to < MAX_INSNS)
		s->targets[to / 8] |= (uint8_t)(1u << to % 8);
}

static void scan_insn(struct scan *s, const struct ir_a64_insn *in, uint64_t n, uint64_t at)
{
	if (n < MAX_INSNS && s->targets[n / 8] >> n % 8 & 1)
		lose_all(s);
	use(s, in, at);
}

enum ir_status ir_a64_refs(struct ir_target *t, uint64_t start, uint64_t size, ir_code_ref_fn *fn,
			   void *arg)
{
	struct scan s = {.fn = fn, .arg = arg};
	enum ir_status st;

	size -= size % IR_A64_LEN;
	if (start % IR_A64_LEN || size > (uint64_t)MAX_INSNS * IR_A64_LEN)
		return IR_CORRUPT;
	st = each_insn(t, &s, start, size, find_target);
	if (!st)
		st = each_insn(t, &s, start, size, scan_insn);
	lose_all(&s);
	return st;
}

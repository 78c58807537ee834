// SPDX-License-Identifier: GPL-2.0-or-later
/* What is made of A64 code: single instructions, functions as compilers make them, and words that are none. */
#include "core/arch/a64_insn.h"
#include "core/arch/arch.h"
#include "core/arch/code.h"
#include "core/target/kernel.h"
#include "tests/unit/a64_code.h"
#include "tests/unit/unit.h"

#include <stdlib.h>

#define CODE UINT64_C(0xffff800080010000)
#define DATA UINT64_C(0xffff800081234000)

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* The memory: words of code at CODE; one function, whose size is told. */
struct code {
	uint32_t words[4096];
	size_t size;
};

static enum ir_status code_read(struct ir_target *t, uint64_t addr, void *buf, size_t len)
{
	const struct code *c = t->priv;

	if (addr < CODE || addr - CODE > sizeof(c->words) || len > sizeof(c->words) - (addr - CODE))
		return IR_FAULT;
	memcpy(buf, (const uint8_t *)c->words + (addr - CODE), len);
	return IR_OK;
}

static enum ir_status code_symbol_at(struct ir_target *t, uint64_t addr, struct ir_symbol *ret)
{
	const struct code *c = t->priv;

	if (addr < CODE || addr - CODE >= c->size)
		return IR_NOTFOUND;
	*ret = (struct ir_symbol){.name = "fn", .addr = CODE, .size = c->size};
	return IR_OK;
}

static void put(struct ir_kernel *k, const uint32_t *words, size_t nr)
{
	struct code *c = k->t->priv;

	memset(c, 0, sizeof(*c));
	memcpy(c->words, words, nr * sizeof(*words));
	c->size = nr * sizeof(*words);
}

static void instructions(void)
{
	static const struct {
		uint32_t word;
		const char *text;
		uint32_t writes;
	} insns[] = {
		{0xf94012a1, "ldr x1, [x21, #32]", 1u << 1},
		{0xa9bc7bfd, "stp x29, x30, [sp, #-64]!", 1u << 31},
		{0xa8c47bfd, "ldp x29, x30, [sp], #64", 1u << 29 | 1u << 30 | 1u << 31},
		{0xf8627820, "ldr x0, [x1, x2, lsl #3]", 1u << 0},
		{0x58000041, "ldr x1, 0x1008", 1u << 1},
		{0xb85fc209, "ldur w9, [x16, #-4]", 1u << 9},
		{0x88dffc20, "ldar w0, [x1]", 1u << 0},
		{0xc8047c62, "stxr w4, x2, [x3]", 1u << 4},
		{0xf8e00041, "ldaddal x0, x1, [x2]", 1u << 1},
		{0x90000010, "adrp x16, 0x1000", 1u << 16},
		{0x910003fd, "mov x29, sp", 1u << 29},
		{0xd10103ff, "sub sp, sp, #0x40", 1u << 31},
		{0xb100281f, "cmn x0, #0xa", 0},
		{0x6b08013f, "cmp w9, w8", 0},
		{0x92800120, "mov x0, #0xfffffffffffffff6", 1u << 0},
		{0x72b28111, "movk w17, #0x9408, lsl #16", 1u << 17},
		{0xf240043f, "tst x1, #0x3", 0},
		{0x12001c00, "and w0, w0, #0xff", 1u << 0},
		{0x53001c00, "uxtb w0, w0", 1u << 0},
		{0xfa401804, "ccmp x0, #0x0, #0x4, ne", 0},
		{0x9a820020, "csel x0, x1, x2, eq", 1u << 0},
		{0x37000209, "tbnz w9, #0, 0x1040", 0},
		{0xb6f80020, "tbz x0, #63, 0x1004", 0},
		{0x94000002, "bl 0x1008", 1u << 30},
		{0xd63f0300, "blr x24", 1u << 30},
		{0xd73f0a11, "blraa x16, x17", 1u << 30},
		{0xd65f0bff, "retaa", 0},
		{0xd503233f, "paciasp", 1u << 30},
		{0xd503245f, "bti c", 0},
		{0xd4210000, "brk #0x800", 0},
		{0xd538d081, "mrs x1, tpidr_el1", 1u << 1},
		{0x1e604020, ".inst 0x1e604020", UINT32_MAX}, /* fmov d0, d1 */
		{0x3dc00020, ".inst 0x3dc00020", UINT32_MAX}, /* ldr q0, [x1] */
	};

	for (size_t i = 0; i < COUNT(insns); i++) {
		struct ir_a64_insn in;
		char text[96], what[256];

		ir_a64_decode(insns[i].word, &in);
		ir_a64_print(&in, 0x1000, text, sizeof(text));
		snprintf(what, sizeof(what), "%08x: \"%s\" writes %x", insns[i].word, text,
			 in.writes);
		unit_check(!strcmp(text, insns[i].text) && in.writes == insns[i].writes, __FILE__,
			   __LINE__, what);
	}
}

static const struct ir_step *step_at(const struct ir_code *c, unsigned at, enum ir_step_kind kind)
{
	for (unsigned i = 0; i < c->nr_steps; i++) {
		if (c->steps[i].at == at && c->steps[i].kind == kind)
			return &c->steps[i];
	}
	return NULL;
}

/* Is the step a call of inode->i_op->get_link, of the inode that is argument @arg? */
static bool calls_get_link(const struct ir_code *c, const struct ir_step *s, int arg, unsigned load)
{
	const struct ir_step *read = s ? ir_code_function_of(c, s) : NULL;
	struct ir_place inode;

	return read && read->at == load && read->mem.offset == 8 &&
	       ir_code_loaded_from(c, (struct ir_place){read->mem.root, 0}, &inode) &&
	       inode.root == IR_ROOT_ARG + arg && inode.offset == 32;
}

static void values(struct ir_kernel *k)
{
	const struct ir_arch *a = &ir_arch_aarch64;
	const struct ir_step *s;
	struct ir_code *c;
	struct ir_place mem;
	uint16_t again = 0x94;

	put(k, by_gcc, COUNT(by_gcc));
	if (!CHECK(!ir_code_open(k, CODE, sizeof(by_gcc), &c)))
		return;
	s = step_at(c, 0x5c, IR_STEP_CALL);
	CHECK(calls_get_link(c, s, 2, 0x38));
	CHECK(s && s->args[0].root == IR_ROOT_CONST && !s->args[0].offset && !s->tail &&
	      s->args[1].root == IR_ROOT_ARG + 2);
	s = step_at(c, 0xb8, IR_STEP_CALL);
	CHECK(calls_get_link(c, s, 2, 0x38) && s->tail && s->args[0].root == IR_ROOT_ARG + 1);
	s = step_at(c, 0x4c, IR_STEP_TEST);
	CHECK(s && s->has_imm && s->imm == 0x100 && ir_code_loaded_from(c, s->value, &mem) &&
	      mem.root == IR_ROOT_ARG && mem.offset == 56);
	s = step_at(c, 0x90, IR_STEP_TEST); /* what unlazy() has answered */
	CHECK(s && s->value.root == IR_ROOT_INSN + 0x8c);
	s = step_at(c, 0x3c, IR_STEP_STORE);
	CHECK(s && s->width == 4 && s->mem.root == IR_ROOT_ARG && s->mem.offset == 72);
	CHECK(a->reaches(c, 0, 0x5c, NULL, 0) == IR_TRUE &&
	      a->reaches(c, 0x60, 0xb8, NULL, 0) == IR_TRUE);
	CHECK(a->reaches(c, 0x60, 0xb8, &again, 1) == IR_FALSE);
	CHECK(a->reaches(c, 0xb8, 0x5c, NULL, 0) == IR_UNKNOWN); /* br: to where? */
	memset(c->bytes + 0x60, 0, 4); /* no instruction */
	CHECK(a->reaches(c, 0x60, 0xb8, NULL, 0) == IR_UNKNOWN);
}

/* The two registers of a pair hold different values, from different places; so do those moved along. */
static void pairs(struct ir_kernel *k)
{
	static const uint32_t pair[] = {
		0xa9410801, /* 00 ldp x1, x2, [x0, #16] */
		0xf8408c03, /* 04 ldr x3, [x0, #8]! */
		0xf9400405, /* 08 ldr x5, [x0, #8] */
		0xf9400444, /* 0c ldr x4, [x2, #8] */
		0x5290f5e6, /* 10 mov w6, #0x87af */
		0x72a00026, /* 14 movk w6, #0x1, lsl #16 */
		0xa9001805, /* 18 stp x5, x6, [x0] */
		0xd63f0080, /* 1c blr x4 */
		0xd65f03c0, /* 20 ret */
	};
	const struct ir_step *s;
	struct ir_code *c;
	struct ir_place mem;

	put(k, pair, COUNT(pair));
	if (!CHECK(!ir_code_open(k, CODE, sizeof(pair), &c)))
		return;
	s = step_at(c, 0x1c, IR_STEP_CALL);
	CHECK(s && ir_code_loaded_from(c, s->value, &mem) && mem.offset == 8 &&
	      ir_code_loaded_from(c, (struct ir_place){mem.root, 0}, &mem) &&
	      mem.root == IR_ROOT_ARG && mem.offset == 24);
	CHECK(s && s->args[0].root == IR_ROOT_ARG && s->args[0].offset == 8);
	CHECK(s && !ir_place_same(s->args[1], s->args[2]));
	s = step_at(c, 0x08, IR_STEP_LOAD);
	CHECK(s && s->mem.root == IR_ROOT_ARG && s->mem.offset == 16);
	s = step_at(c, 0x18, IR_STEP_STORE);
	CHECK(s && s->mem.offset == 8 && s->value.root == IR_ROOT_INSN + 0x08);
	CHECK(s && s[1].at == 0x18 && s[1].mem.offset == 16 && s[1].value.root == IR_ROOT_CONST &&
	      s[1].value.offset == 0x187af);
}

/* The compare of d_seq guards the call, unless something about it or its branch is changed. */
static void guards(struct ir_kernel *k)
{
	const struct ir_arch *a = &ir_arch_aarch64;
	const struct ir_step *s;
	struct ir_code *c;
	struct ir_place seq, saved;
	uint32_t word;

	put(k, rechecks, COUNT(rechecks));
	if (!CHECK(!ir_code_open(k, CODE, sizeof(rechecks), &c)))
		return;
	CHECK(calls_get_link(c, step_at(c, 0xa0, IR_STEP_CALL), 2, 0x34));
	s = step_at(c, 0x7c, IR_STEP_COMPARE);
	CHECK(s && s->width == 4 && !s->has_imm && ir_code_loaded_from(c, s->value, &seq) &&
	      seq.root == IR_ROOT_ARG + 1 && seq.offset == 4 &&
	      ir_code_loaded_from(c, s->result, &saved) && saved.offset == 40);
	s = step_at(c, 0x3c, IR_STEP_TEST); /* one byte of the flags */
	CHECK(s && s->imm == 1 && ir_code_loaded_from(c, s->value, &seq) && seq.offset == 57);
	CHECK(a->guards(c, 0x7c, 0xa0) == IR_TRUE);
	c->bytes[0x80] = 0xe0; /* b.eq */
	CHECK(a->guards(c, 0x7c, 0xa0) == IR_FALSE);
	c->bytes[0x80] = 0xe2; /* b.cs */
	CHECK(a->guards(c, 0x7c, 0xa0) == IR_FALSE);
	c->bytes[0x80] = 0xe1;
	word = 0x4a08013f; /* eor wzr, w9, w8: it sets no flags */
	memcpy(c->bytes + 0x7c, &word, 4);
	CHECK(a->guards(c, 0x7c, 0xa0) == IR_UNKNOWN);
	word = 0x7a401804; /* ccmp between the compare and its branch */
	memcpy(c->bytes + 0x80, &word, 4);
	word = 0x6b08013f;
	memcpy(c->bytes + 0x7c, &word, 4);
	CHECK(a->guards(c, 0x7c, 0xa0) == IR_UNKNOWN);
}

static void call_sites(struct ir_kernel *k)
{
	const struct ir_arch *a = &ir_arch_aarch64;
	struct ir_call_site site;
	struct ir_regs r = {.known = UINT64_MAX};

	put(k, by_gcc, COUNT(by_gcc));
	CHECK(!a->call_site(k, CODE + 0x60, &site) && site.fn_reg == 24 && site.slot_known &&
	      site.followed && site.slot == 8 && site.base_reg == -1);
	CHECK_STR(site.text, "ldr x24, [a table, #8]; blr x24");
	CHECK(a->call_site(k, CODE + 0x90, &site) == IR_NOTFOUND); /* bl */
	CHECK(a->call_site(k, CODE + 0x62, &site) == IR_NOTFOUND);
	CHECK(a->follows_call(k->t, CODE + 0x60) && a->follows_call(k->t, CODE + 0x90));
	CHECK(!a->follows_call(k->t, CODE + 0x94) && !a->follows_call(k->t, CODE));
	/* Where nobody knows the function, the nearest load is taken. */
	memcpy(((struct code *)k->t->priv)->words + 512, by_gcc, sizeof(by_gcc));
	CHECK(!a->call_site(k, CODE + 2048 + 0x60, &site) && site.slot_known && !site.followed &&
	      site.slot == 8 && site.base_reg == 1);
	put(k, by_kcfi, COUNT(by_kcfi));
	r.v[a->ip] = CODE + 0x9c;
	r.v[16] = 0;
	CHECK(a->null_check(k, &r, &site) && site.ret == CODE + 0xb8 && site.slot == 8 &&
	      site.fn_reg == 16);
	r.v[16] = CODE;
	CHECK(!a->null_check(k, &r, &site));
	r.v[16] = 0;
	r.known &= ~(UINT64_C(1) << 16);
	CHECK(!a->null_check(k, &r, &site));
	r.known = UINT64_MAX;
	((struct code *)k->t->priv)->words[0xb0 / 4] = 0xd503201f; /* no trap: no check */
	CHECK(!a->null_check(k, &r, &site));
}

static void leave_null(struct ir_kernel *k)
{
	struct ir_regs r = {.known = UINT64_MAX};

	r.v[30] = CODE + 0x60;
	r.v[31] = DATA;
	CHECK(!ir_arch_aarch64.leave_null(k->t, &r) && r.v[32] == CODE + 0x60 && r.v[31] == DATA);
	CHECK(!ir_reg_known(&r, 30));
	CHECK(ir_arch_aarch64.leave_null(k->t, &r) == IR_NOTFOUND);
}

/* adrp, add and a store; a veneer; what a patched function begins with */
static const uint32_t scanned[] = {
	0xd503245f, /* 00 bti c */
	0xaa1e03e9, /* 04 mov x9, x30 */
	0xd503201f, /* 08 nop */
	0xb0009110, /* 0c adrp x16, +0x1221000 */
	0x9100c210, /* 10 add x16, x16, #0x30 */
	0xf9001270, /* 14 str x16, [x19, #32] */
	0x9400000a, /* 18 bl 40 */
	0xb9403a61, /* 1c ldr w1, [x19, #56] */
	0x36300041, /* 20 tbz w1, #6, 28 */
	0xd4210000, /* 24 brk #0x800 */
	0xd538d082, /* 28 mrs x2, tpidr_el1 */
	0xb0009103, /* 2c adrp x3 */
	0x91080063, /* 30 add x3, x3, #0x200 */
	0xf8626860, /* 34 ldr x0, [x3, x2] */
	0xd65f03c0, /* 38 ret */
	0x00000000, /* 3c */
	0xd503241f, /* 40 bti */
	0x90000010, /* 44 adrp x16, 0 */
	0x91040210, /* 48 add x16, x16, #0x100 */
	0xd61f0200, /* 4c br x16 */
};

struct refs {
	unsigned nr;
	uint64_t addr[8];
	enum ir_ref_kind kind[8];
};

static void add_ref(uint64_t addr, enum ir_ref_kind kind, void *arg)
{
	struct refs *r = arg;

	if (r->nr < 8) {
		r->addr[r->nr] = addr;
		r->kind[r->nr++] = kind;
	}
}

static void scans(struct ir_kernel *k)
{
	const struct ir_arch *a = &ir_arch_aarch64;
	uint64_t found = 0, insn = 0;
	uint32_t mask = 0x140;
	struct refs refs = {.nr = 0};
	int64_t disp;
	int base;

	put(k, scanned, COUNT(scanned));
	CHECK(!a->find_call(k->t, CODE, 0x3c, CODE + 0x40, &found) && found == CODE + 0x18);
	CHECK(!a->find_call(k->t, CODE, 0x3c, CODE + 0x100, &found) && found == CODE + 0x18);
	CHECK(a->find_call(k->t, CODE, 0x3c, CODE + 0x104, &found) == IR_NOTFOUND);
	CHECK(a->find_call(k->t, CODE, 0x18, CODE + 0x40, &found) == IR_NOTFOUND);
	CHECK(a->find_call(k->t, CODE + 0x19, 0x20, CODE + 0x40, &found) == IR_NOTFOUND);
	CHECK(a->find_call(k->t, CODE + 0x3ff8, 0x20, CODE, &found) == IR_ABSENT);
	CHECK(!a->find_store(k, CODE, 0x3c, 32, &found, &insn) && insn == CODE + 0x14 &&
	      found == (CODE & ~UINT64_C(0xfff)) + 0x1221030);
	CHECK(a->find_store(k, CODE, 0x3c, 40, &found, &insn) == IR_NOTFOUND);
	CHECK(!a->find_test(k, CODE, CODE + 0x3c, 56, &mask, &insn) && mask == 0x40 &&
	      insn == CODE + 0x20);
	mask = 0x100;
	CHECK(a->find_test(k, CODE, CODE + 0x3c, 56, &mask, &insn) == IR_NOTFOUND);
	put(k, rechecks, COUNT(rechecks));
	mask = 0x140;
	CHECK(!a->find_test(k, CODE, CODE + sizeof(rechecks), 56, &mask, &insn) && mask == 0x100);
	put(k, scanned, COUNT(scanned));
	CHECK(a->is_bug(k->t, CODE + 0x24) == IR_TRUE && a->is_bug(k->t, CODE + 0x20) == IR_FALSE);
	CHECK(!a->load_at(k->t, CODE + 0x1c, &base, &disp) && base == 19 && disp == 56);
	CHECK(a->load_at(k->t, CODE + 0x14, &base, &disp) == IR_NOTFOUND);
	CHECK(!a->refs(k->t, CODE, 0x3c, add_ref, &refs) && refs.nr == 2 &&
	      refs.kind[0] == IR_REF_TAKEN && refs.kind[1] == IR_REF_PER_CPU &&
	      refs.addr[1] == (CODE & ~UINT64_C(0xfff)) + 0x1221200);
	CHECK(a->jumps_to(k->t, CODE, &found) == IR_NOTFOUND);
	((struct code *)k->t->priv)->words[2] = 0x14000010;
	CHECK(!a->jumps_to(k->t, CODE, &found) && found == CODE + 0x48);
}

/* Whatever the words, following them ends, and stays inside. */
static void noise(struct ir_kernel *k)
{
	const struct ir_arch *a = &ir_arch_aarch64;
	struct code *code = k->t->priv;

	srand(16);
	for (unsigned n = 0; n < 60; n++) {
		uint16_t avoid = (uint16_t)(n * 8);
		struct ir_call_site site;
		struct ir_code *c;
		uint64_t v, w;

		for (size_t i = 0; i < COUNT(code->words); i++) /* branches are many in every third */
			code->words[i] = n % 3 ? (uint32_t)rand() << 1 ^ (uint32_t)rand()
					       : 0x54000000u | (rand() & 0x1ffeu);
		code->size = n < 30 ? IR_CODE_BYTES : n;
		if (!ir_code_open(k, CODE, code->size, &c)) {
			CHECK(c->nr_steps <= IR_CODE_STEPS && c->nr_labels <= IR_CODE_LABELS);
			a->reaches(c, 0, c->size, &avoid, 1);
			a->guards(c, c->size / 8 * 4, 0);
		}
		for (unsigned i = 0; i < 64; i++)
			(void)!a->call_site(k, CODE + 4 * i, &site);
		(void)!a->find_store(k, CODE, code->size, 0x20, &v, &w);
		(void)!a->find_call(k->t, CODE, code->size, CODE + 1, &v);
	}
}

void test_a64(void)
{
	const struct ir_target_ops ops = {.read = code_read, .symbol_at = code_symbol_at};
	struct code *c = calloc(1, sizeof(*c));
	struct ir_target t = {.ops = &ops, .arch = "aarch64", .priv = c};
	struct ir_arena arena = {0};
	struct ir_kernel k = {.t = &t, .arch = &ir_arch_aarch64, .arena = &arena};

	if (!c)
		abort();
	instructions();
	values(&k);
	pairs(&k);
	guards(&k);
	call_sites(&k);
	leave_null(&k);
	scans(&k);
	noise(&k);
	ir_arena_release(&arena);
	free(c);
}

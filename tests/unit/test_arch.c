// SPDX-License-Identifier: GPL-2.0-or-later
/* What the x86-64 decoder makes of instructions, byte by byte, and of bytes that are none. */
#include "core/arch/arch.h"
#include "core/arch/code.h"
#include "core/target/kernel.h"
#include "tests/unit/unit.h"
#include "core/arch/x86_insn.h"

#include <stdlib.h>

/* One page of code at CODE; the thunk of r15 lies THUNK bytes into it. */
#define CODE  UINT64_C(0xffffffff81000000)
#define THUNK 0xf00

struct code {
	uint8_t bytes[4096];
};

static enum ir_status code_read(struct ir_target *t, uint64_t addr, void *buf, size_t len)
{
	const struct code *c = t->priv;

	if (addr < CODE || addr - CODE > sizeof(c->bytes) || len > sizeof(c->bytes) - (addr - CODE))
		return IR_FAULT;
	memcpy(buf, c->bytes + (addr - CODE), len);
	return IR_OK;
}

static enum ir_status code_symbol_at(struct ir_target *t, uint64_t addr, struct ir_symbol *ret)
{
	static const struct ir_symbol fn = {.name = "fn", .addr = CODE, .size = THUNK},
				      thunk = {.name = "__x86_indirect_thunk_r15",
					       .addr = CODE + THUNK,
					       .size = 32};

	(void)t;
	if (addr < CODE || addr >= CODE + THUNK + 32)
		return IR_NOTFOUND;
	*ret = addr < CODE + THUNK ? fn : thunk;
	return IR_OK;
}

static int reg(const char *name)
{
	for (unsigned i = 0; i < ir_arch_x86_64.nr_regs; i++)
		if (!strcmp(ir_arch_x86_64.reg_names[i], name))
			return (int)i;
	return -1;
}

/* A call site: the bytes end where the call returns to. */
struct site {
	const char *what, *bytes;
	size_t len;
	const char *fn, *base; /* registers, NULL: not told */
	int64_t slot;
	bool found;
};

#define BYTES(s) s, sizeof(s) - 1

static const struct site sites[] = {
	{"mov 0x8(%rax),%r15; cs call thunk_r15",
	 BYTES("\x4c\x8b\x78\x08\xf6\x43\x38\x40\x31\xff\x2e\xe8TTTT"), "r15", "rax", 8, true},
	{"the same, call *%r15", BYTES("\x4c\x8b\x78\x08\x31\xff\x90\x90\x90\x41\xff\xd7"), "r15",
	 "rax", 8, true},
	{"mov 0x8(%rax),%rcx; call *%rcx",
	 BYTES("\x48\x8b\x48\x08\x31\xff\x90\x90\x90\x90\xff\xd1"), "rcx", "rax", 8, true},
	{"mov 0x100(%r12),%rax; call *%rax", /* a SIB byte */
	 BYTES("\x49\x8b\x84\x24\x00\x01\x00\x00\x90\x90\x90\x90\xff\xd0"), "rax", "r12", 0x100, true},
	{"mov 0x10(%r13),%rbx; call *%rbx",
	 BYTES("\x49\x8b\x5d\x10\x90\x90\x90\x90\x90\x90\xff\xd3"), "rbx", "r13", 0x10, true},
	{"call *0x8(%rax)", BYTES("\x90\x90\x90\x90\x90\xff\x50\x08"), NULL, "rax", 8, true},
	{"call *0x8(%r9)", BYTES("\x90\x90\x90\x90\x41\xff\x51\x08"), NULL, "r9", 8, true},
	{"call rel32 to no thunk", BYTES("\x90\x90\x90\xe8\x00\x01\x00\x00"), NULL, NULL, 0, false},
	{"no call at all", BYTES("\x90\x90\x90\x90\x90\x90\x90\x90"), NULL, NULL, 0, false},
};

static void check_site(struct ir_kernel *k, struct code *c, const struct site *s)
{
	struct ir_call_site got = {0};
	size_t at = 0x500;
	enum ir_status st;
	char what[256];
	bool ok;

	memset(c->bytes, 0x90, sizeof(c->bytes));
	memcpy(c->bytes + at, s->bytes, s->len);
	if (!memcmp(s->bytes + s->len - 4, "TTTT", 4)) {
		int32_t rel = (int32_t)(THUNK - (at + s->len));

		memcpy(c->bytes + at + s->len - 4, &rel, 4);
	}
	st = ir_arch_x86_64.call_site(k, CODE + at + s->len, &got);
	ok = s->found ? !st && got.fn_reg == (s->fn ? reg(s->fn) : -1) &&
				got.base_reg == (s->base ? reg(s->base) : -1) &&
				got.slot_known == (s->base != NULL) &&
				(!s->base || got.slot == s->slot)
		      : st != IR_OK;
	snprintf(what, sizeof(what), "%s: status %d, \"%s\"", s->what, st, st ? "" : got.text);
	unit_check(ok, __FILE__, __LINE__, what);
}

static void scans(struct ir_kernel *k, struct code *c)
{
	const struct ir_arch *a = &ir_arch_x86_64;
	struct ir_target *t = k->t;
	uint64_t found = 0, insn = 0;
	uint32_t mask = 0x40 | 0x100;

	memset(c->bytes, 0x90, sizeof(c->bytes));
	memcpy(c->bytes + 0x100, "\xe8\xfb\x03\x00\x00", 5); /* call CODE+0x500 */
	memcpy(c->bytes + 0x200, "\x48\xc7\x46\x20\xc0\xf0\x03\x82", 8);
	memcpy(c->bytes + 0x300, "\xf6\x43\x39\x01", 4); /* testb $0x1,0x39(%rbx) */
	CHECK(!a->find_call(t, CODE, 0x1000, CODE + 0x500, &found) && found == CODE + 0x100);
	CHECK(a->find_call(t, CODE, 0x1000, CODE + 0x501, &found) == IR_NOTFOUND);
	CHECK(a->find_call(t, CODE, 0x102, CODE + 0x500, &found) == IR_NOTFOUND);
	CHECK(a->find_call(t, CODE, 0x2000, CODE + 0x501, &found) != IR_NOTFOUND);
	CHECK(!a->find_store(k, CODE, 0x1000, 0x20, &found, &insn) &&
	      found == UINT64_C(0xffffffff8203f0c0) && insn == CODE + 0x200);
	CHECK(a->find_store(k, CODE, 0x1000, 0x28, &found, &insn) == IR_NOTFOUND);
	CHECK(!a->find_test(k, CODE, CODE + 0x400, 0x38, &mask, &insn) && mask == 0x100);
	CHECK(insn == CODE + 0x300);
	mask = 0x40;
	CHECK(a->find_test(k, CODE, CODE + 0x400, 0x38, &mask, &insn) == IR_NOTFOUND);
	c->bytes[0x302] = 0x38;
	c->bytes[0x303] = 0x40;
	mask = 0x40 | 0x100;
	CHECK(!a->find_test(k, CODE, CODE + 0x400, 0x38, &mask, &insn) && mask == 0x40);
	CHECK(a->follows_call(t, CODE + 0x105));
	CHECK(!a->follows_call(t, CODE + 0x300));
	CHECK(!a->follows_call(t, 0));
}

static void frames(void)
{
	const struct ir_arch *a = &ir_arch_x86_64;
	struct ir_regs r = {.known = ~UINT64_C(0)};
	uint64_t end = UINT64_C(0xffa000000020bbf0);

	r.v[reg("cs")] = 0x10;
	r.v[reg("ss")] = 0x18;
	r.v[reg("eflags")] = 0x10246;
	r.v[reg("rsp")] = end;
	CHECK(a->kernel_frame(&r, end));
	r.v[reg("rsp")] = end + 8; /* the CPU aligned the stack: crash refuses this one */
	CHECK(a->kernel_frame(&r, end));
	r.v[reg("rsp")] = end - 8;
	CHECK(!a->kernel_frame(&r, end));
	r.v[reg("rsp")] = end;
	r.v[reg("cs")] = 0x33;
	CHECK(!a->kernel_frame(&r, end));
	r.v[reg("cs")] = 0x10;
	r.v[reg("eflags")] = 0x10244; /* bit 1 is always set */
	CHECK(!a->kernel_frame(&r, end));
}

static bool is_reg(int number)
{
	return number >= -1 && number < (int)ir_arch_x86_64.nr_regs;
}

static bool in_code(uint64_t addr)
{
	return addr >= CODE && addr - CODE < sizeof(((struct code *)0)->bytes);
}

/* What the decoder says of the code around byte @at that cannot be so; it may say nothing. */
static unsigned nonsense_at(struct ir_kernel *k, uint64_t at)
{
	const struct ir_arch *a = &ir_arch_x86_64;
	struct ir_target *t = k->t;
	unsigned wrong = 0;

	for (unsigned end = 0; end < 2; end++) {
		uint64_t addr = end ? CODE + sizeof(((struct code *)0)->bytes) - at : CODE + at;
		struct ir_call_site site = {.ret = 0};
		int base = -1;
		int64_t disp;

		if (!a->call_site(k, addr, &site))
			wrong += site.ret != addr || !is_reg(site.fn_reg) || !is_reg(site.base_reg) ||
				 !memchr(site.text, 0, sizeof(site.text));
		if (!a->load_at(t, addr, &base, &disp))
			wrong += !is_reg(base) || !in_code(addr);
		if (a->follows_call(t, addr))
			wrong += !in_code(addr - 1);
	}
	return wrong;
}

/* Any bytes at all: whatever is found lies in the code, and nothing hangs or reads outside. */
static void noise(struct ir_kernel *k, struct code *c)
{
	const struct ir_arch *a = &ir_arch_x86_64;
	struct ir_target *t = k->t;
	unsigned wrong = 0;

	srand(133);
	for (unsigned n = 0; n < 200; n++) {
		uint64_t v = 0, w = 0;
		uint32_t mask = 0x140;

		for (size_t i = 0; i < sizeof(c->bytes); i++)
			c->bytes[i] = (uint8_t)(rand() >> 7);
		for (uint64_t at = 0; at < 64; at++)
			wrong += nonsense_at(k, at);
		if (!a->find_call(t, CODE, 4096, CODE + 1, &v))
			wrong += !in_code(v);
		if (!a->find_store(k, CODE, 4096, 0x20, &v, &w))
			wrong += !in_code(w);
		if (!a->find_test(k, CODE, CODE + 4096, 0x38, &mask, &v))
			wrong += !in_code(v) || !mask || (mask & ~0x140u);
	}
	CHECK(!wrong);
}

/* Lengths and operands of instructions; the bytes are followed by others that are not theirs. */
static void instructions(void)
{
	static const struct {
		const char *text, *bytes;
		size_t len;
	} insns[] = {
		{"mov 0x8(%rax),%r15", BYTES("\x4c\x8b\x78\x08")},
		{"testb $0x40,0x38(%rbx)", BYTES("\xf6\x43\x38\x40")},
		{"test $0x2009,%eax", BYTES("\xa9\x09\x20\x00\x00")},
		{"test $0x4,%ah", BYTES("\xf6\xc4\x04")},
		{"and $-0x66,%rax", BYTES("\x48\x83\xe0\x9a")},
		{"orq $0x4,0xd8(%rbp)", BYTES("\x48\x83\x8d\xd8\x00\x00\x00\x04")},
		{"cmp %ecx,0x18(%r14)", BYTES("\x41\x39\x4e\x18")},
		{"cmp 0x4(%rcx),%edx", BYTES("\x3b\x51\x04")},
		{"lea -0x130(%rdi),%rbp", BYTES("\x48\x8d\xaf\xd0\xfe\xff\xff")},
		{"movq $0x0,0x1c8(%r12)",
		 BYTES("\x49\xc7\x84\x24\xc8\x01\x00\x00\x00\x00\x00\x00")},
		{"mov %rbp,(%r12)", BYTES("\x49\x89\x2c\x24")},
		{"mov %rbx,0x0(...)", BYTES("\x48\x89\x1c\x25\x00\x00\x00\x00")},
		{"jcc 0x1005", BYTES("\x74\x03")},
		{"call 0x1008", BYTES("\x2e\xe8\x02\x00\x00\x00")},
		{"opcode 0f 1f", BYTES("\x0f\x1f\x84\x00\x00\x00\x00\x00")},
		{"opcode 90", BYTES("\x66\x66\x66\x66\x90")},
		{"opcode b8", BYTES("\x48\xb8\xe0\xff\xff\xff\x0f\x00\x00\x00")},
		{"opcode 0f 0b", BYTES("\x0f\x0b")},
		{"call *%r11", BYTES("\x2e\x41\xff\xd3")},
		{"call *0x8(%rax)", BYTES("\xff\x50\x08")},
		{"jmp *%rax", BYTES("\x3e\xff\xe0")},
	};
	uint8_t b[32];

	for (size_t i = 0; i < sizeof(insns) / sizeof(insns[0]); i++) {
		struct ir_x86_insn in = {.len = 0};
		char text[96] = "", what[256];
		bool ok;

		memset(b, 0x5a, sizeof(b));
		memcpy(b, insns[i].bytes, insns[i].len);
		ok = ir_x86_decode(b, sizeof(b), &in) && in.len == insns[i].len;
		if (ok)
			ir_x86_print(&in, 0x1000, text, sizeof(text));
		snprintf(what, sizeof(what), "%s: %u bytes, \"%s\"", insns[i].text, in.len, text);
		unit_check(ok && !strcmp(text, insns[i].text), __FILE__, __LINE__, what);
		/* cut short, it is none */
		CHECK(!ir_x86_decode(b, insns[i].len - 1, &in));
	}
	CHECK(!ir_x86_decode(b, 0, &(struct ir_x86_insn){.len = 0}));
	memset(b, 0x66, sizeof(b));
	CHECK(!ir_x86_decode(b, sizeof(b), &(struct ir_x86_insn){.len = 0}));
}

static const struct ir_step *step_at(const struct ir_code *c, unsigned at, enum ir_step_kind kind)
{
	for (unsigned i = 0; i < c->nr_steps; i++) {
		if (c->steps[i].at == at && c->steps[i].kind == kind)
			return &c->steps[i];
	}
	return NULL;
}

/* Values along branches: the same on both ways they are kept, else they are forgotten. */
static void values(struct ir_target *t, struct ir_code *c)
{
	static const char bytes[] =
		"\x48\x89\xfb"	   /* 00 mov  %rdi,%rbx */
		"\x48\x8b\x43\x20"	   /* 03 mov  0x20(%rbx),%rax */
		"\x48\x85\xf6"	   /* 07 test %rsi,%rsi */
		"\x74\x04"		   /* 0a je   10 */
		"\x48\x83\xc6\x10"	   /* 0c add  $0x10,%rsi */
		"\x48\x8d\x7b\xf0"	   /* 10 lea  -0x10(%rbx),%rdi */
		"\x39\x50\x04"	   /* 14 cmp  %edx,0x4(%rax) */
		"\x75\x06"		   /* 17 jne  1f */
		"\x31\xd2"		   /* 19 xor  %edx,%edx */
		"\xff\x50\x08"	   /* 1b call *0x8(%rax) */
		"\x90\xc3";		   /* 1e nop; 1f ret */
	const struct ir_arch *a = &ir_arch_x86_64;
	const struct ir_step *s;
	struct ir_place mem;
	uint16_t compare = 0x14;

	memset(c, 0, sizeof(*c));
	c->start = CODE;
	c->size = sizeof(bytes) - 1;
	memcpy(c->bytes, bytes, c->size);
	CHECK(!a->follow(t, c));
	s = step_at(c, 0x1b, IR_STEP_CALL);
	CHECK(s && s->args[0].root == IR_ROOT_ARG && s->args[0].offset == -0x10);
	CHECK(s && s->args[1].root == IR_ROOT_UNKNOWN);
	CHECK(s && s->args[2].root == IR_ROOT_CONST && !s->args[2].offset);
	CHECK(s && s->has_mem && s->mem.offset == 8 &&
	      ir_code_loaded_from(c, (struct ir_place){s->mem.root, 0}, &mem) &&
	      mem.root == IR_ROOT_ARG && mem.offset == 0x20);
	s = step_at(c, 0x14, IR_STEP_COMPARE);
	CHECK(s && s->width == 4 && s->mem.offset == 4 && s->value.root == IR_ROOT_ARG + 2);
	CHECK(a->reaches(c, 0, 0x1b, NULL, 0) == IR_TRUE);
	CHECK(a->reaches(c, 0, 0x1b, &compare, 1) == IR_FALSE);
	CHECK(a->reaches(c, 0x1f, 0x1b, NULL, 0) == IR_FALSE);
	CHECK(a->guards(c, 0x14, 0x1b) == IR_TRUE);
	c->bytes[0x17] = 0x74; /* je: the call comes when they differ */
	CHECK(a->guards(c, 0x14, 0x1b) == IR_FALSE);
	c->bytes[0x17] = 0x75;
	c->bytes[0x18] = 0; /* jne to the next instruction */
	CHECK(a->guards(c, 0x14, 0x1b) == IR_FALSE);
	c->bytes[0x19] = 0x06; /* push %es: no instruction here */
	CHECK(a->reaches(c, 0, 0x1b, NULL, 0) == IR_UNKNOWN);
}

/* Whatever the bytes, following them ends, and stays inside. */
static void follow_noise(struct ir_target *t, struct ir_code *c)
{
	srand(128);
	for (unsigned n = 0; n < 60; n++) {
		uint16_t avoid = (uint16_t)(n * 7);

		c->start = CODE;
		c->size = n < 30 ? IR_CODE_BYTES : n;
		for (size_t i = 0; i < c->size; i++) /* short jumps are many in every third */
			c->bytes[i] = n % 3 || rand() % 4 ? (uint8_t)(rand() >> 7) : 0x75;
		(void)!ir_arch_x86_64.follow(t, c);
		CHECK(c->nr_steps <= IR_CODE_STEPS && c->nr_labels <= IR_CODE_LABELS);
		ir_arch_x86_64.reaches(c, 0, c->size, &avoid, 1);
		ir_arch_x86_64.guards(c, c->size / 2, 0);
	}
}

void test_arch(void)
{
	const struct ir_target_ops ops = {.read = code_read, .symbol_at = code_symbol_at};
	struct code *c = calloc(1, sizeof(*c));
	struct ir_target t = {.ops = &ops, .arch = "x86_64", .priv = c};
	struct ir_code *function = calloc(1, sizeof(*function));
	struct ir_arena arena = {0};
	struct ir_kernel k = {.t = &t, .arch = &ir_arch_x86_64, .arena = &arena};

	if (!c || !function)
		abort();
	CHECK(ir_arch_find("x86_64") == &ir_arch_x86_64);
	CHECK(!ir_arch_find("vax"));
	for (size_t i = 0; i < sizeof(sites) / sizeof(*sites); i++)
		check_site(&k, c, &sites[i]);
	scans(&k, c);
	frames();
	noise(&k, c);
	instructions();
	values(&t, function);
	follow_noise(&t, function);
	ir_arena_release(&arena);
	free(function);
	free(c);
}

// SPDX-License-Identifier: GPL-2.0-or-later
/* The symbols that the kernel keeps of a module: what covers an address, and what is no symbol of the source. */
#include "core/arch/arch.h"
#include "core/symbols/module_symbols.h"
#include "core/target/kernel.h"
#include "tests/unit/unit.h"

#define BASE   UINT64_C(0xffff800000000000)
#define MODULE (BASE + 0x100)
#define TABLE  (BASE + 0x400)
#define NAMES  (BASE + 0x800)
#define CODE   (BASE + 0xa00)

/* One module, as these offsets have it */
static const struct {
	const char *type, *member;
	uint32_t offset, size;
} members[] = {
	{"module", "list", 0, 16},	   {"module", "name", 16, 56},
	{"module", "core_layout", 80, 16}, {"module_layout", "base", 0, 8},
	{"module_layout", "size", 8, 4},   {"module", "kallsyms", 96, 8},
	{"mod_kallsyms", "symtab", 0, 8},  {"mod_kallsyms", "num_symtab", 8, 4},
	{"mod_kallsyms", "strtab", 16, 8},
};

static unsigned char memory[0x1000];

static void put(uint64_t at, const void *p, size_t len)
{
	memcpy(memory + (at - BASE), p, len);
}

static void put_word(uint64_t at, uint64_t v)
{
	put(at, &v, 8);
}

static enum ir_status read_memory(struct ir_target *t, uint64_t addr, void *buf, size_t len)
{
	(void)t;
	if (addr < BASE || addr - BASE > sizeof(memory) || len > sizeof(memory) - (addr - BASE))
		return IR_ABSENT;
	memcpy(buf, memory + (addr - BASE), len);
	return IR_OK;
}

static enum ir_status member(struct ir_target *t, const char *type, const char *name,
			     struct ir_member *ret)
{
	(void)t;
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
		if (strcmp(members[i].type, type) || strcmp(members[i].member, name))
			continue;
		*ret = (struct ir_member){.offset = members[i].offset, .size = members[i].size};
		return IR_OK;
	}
	return IR_NOTFOUND;
}

static enum ir_status each_symbol(struct ir_target *t, const char *base, ir_symbol_fn *fn, void *arg)
{
	struct ir_symbol sym = {.addr = BASE, .name = "modules"};

	(void)t;
	if (strcmp(base, "modules"))
		return IR_NOTFOUND;
	(void)fn(&sym, arg);
	return IR_OK;
}

static const struct ir_target_ops ops = {
	.read = read_memory, .member = member, .each_symbol = each_symbol};

static void make_module(void)
{
	static const char names[] = "\0$x\0first\0$d.7\0second";
	static const struct {
		uint32_t name, info_and_section;
		uint64_t value, size;
	} symbols[] = {
		{0, 0, 0, 0},
		{1, 1u << 16, CODE, 0}, /* the assembler's mark of code comes before the function */
		{4, 1u << 16, CODE, 16},
		{10, 1u << 16, CODE + 32, 0},
		{15, 1u << 16, CODE + 64, 16},
	};

	put_word(BASE, MODULE);
	put_word(MODULE, BASE);
	put(MODULE + 16, "xfs", 4);
	put_word(MODULE + 80, BASE);
	put_word(MODULE + 88, sizeof(memory));
	put_word(MODULE + 96, BASE + 0x300);
	put_word(BASE + 0x300, TABLE);
	put_word(BASE + 0x308, sizeof(symbols) / sizeof(symbols[0]));
	put_word(BASE + 0x310, NAMES);
	put(TABLE, symbols, sizeof(symbols));
	put(NAMES, names, sizeof(names));
}

void test_module_symbols(void)
{
	struct ir_target t = {.ops = &ops, .arch = "aarch64"};
	struct ir_arena arena = {0};
	struct ir_kernel k = {.t = &t, .arena = &arena, .arch = ir_arch_find("aarch64")};
	struct ir_module_symbols *ms;
	struct ir_symbol sym;

	make_module();
	if (!CHECK(!ir_module_symbols_open(&k, &ms)))
		return;
	CHECK(!ir_module_symbols_at(ms, CODE, &sym) && !strcmp(sym.name, "first"));
	/* Where data begins, the function before it does not end for whoever asks what covers an address. */
	CHECK(!ir_module_symbols_at(ms, CODE + 40, &sym) && !strcmp(sym.name, "first"));
	CHECK(sym.size == 64);
	CHECK(!ir_module_symbols_at(ms, CODE + 65, &sym) && !strcmp(sym.name, "second"));
	CHECK(ir_module_symbols_at(ms, BASE + 8, &sym) == IR_NOTFOUND);
	ir_arena_release(&arena);
}

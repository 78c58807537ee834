// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The kernel's own tables, which overlays of slices do not reach because slices carry their answers: BTF and kallsyms. The input is the
 * memory in which they lie. The first byte says which: bit 0 kallsyms instead of BTF, bit 1 without VMCOREINFO, so that they are searched
 * for, bit 2 addresses instead of offsets. For kallsyms six 16-bit numbers follow: where the names, their number, tokens, the tokens'
 * index, addresses and the base of these lie, in words of 8 bytes.
 */
#include "tests/fuzz/fuzz.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/symbols/kallsyms.h"
#include "core/types/btf.h"
#include "core/types/layout.h"

#define BASE UINT64_C(0xffffffff81000000)

enum { KALLSYMS = 1, SEARCHED = 2, ADDRESSES = 4 };

static const uint8_t *memory, *places;
static size_t memory_size;
static unsigned how;

static enum ir_status read_memory(struct ir_target *t, uint64_t addr, void *buf, size_t len)
{
	(void)t;
	if (addr < BASE || addr - BASE > memory_size || len > memory_size - (addr - BASE))
		return IR_ABSENT;
	memcpy(buf, memory + (addr - BASE), len);
	return IR_OK;
}

static enum ir_status each_symbol(struct ir_target *t, const char *base, ir_symbol_fn *fn, void *arg)
{
	struct ir_symbol sym = {.addr = BASE};

	(void)t;
	snprintf(sym.name, sizeof(sym.name), "%s", base);
	if (!strcmp(base, "__stop_BTF"))
		sym.addr = BASE + memory_size;
	else if (strcmp(base, "__start_BTF"))
		return IR_NOTFOUND;
	fn(&sym, arg);
	return IR_OK;
}

static enum ir_status symbol_at(struct ir_target *t, uint64_t addr, struct ir_symbol *ret)
{
	(void)t, (void)addr, (void)ret;
	return IR_NOTFOUND;
}

static enum ir_status vmcoreinfo(struct ir_target *t, const char *key, char *buf, size_t size)
{
	static const char *const names[] = {"names", "num_syms", "token_table", "token_index", "offsets", "relative_base"};
	uint64_t at = 0;
	uint16_t place;

	(void)t;
	if (strncmp(key, "SYMBOL(kallsyms_", 16) || how & SEARCHED)
		return strcmp(key, "SYMBOL(_stext)") ? IR_NOTFOUND : snprintf(buf, size, "%" PRIx64, BASE) > 0 ? IR_OK : IR_CORRUPT;
	for (unsigned i = 0; i < 6; i++) {
		const char *name = i == 4 && how & ADDRESSES ? "addresses" : names[i];

		memcpy(&place, places + 2 * i, 2);
		if (place && !strncmp(key + 16, name, strlen(name)) && key[16 + strlen(name)] == ')')
			at = BASE + 8 * (uint64_t)place;
	}
	if (at)
		snprintf(buf, size, "%" PRIx64, at);
	return at ? IR_OK : IR_NOTFOUND;
}

static enum ir_status no_member(struct ir_target *t, const char *type, const char *member, struct ir_member *ret)
{
	(void)t, (void)type, (void)member, (void)ret;
	return IR_UNSUPPORTED;
}

static enum ir_status no_size(struct ir_target *t, const char *type, uint64_t *ret)
{
	(void)t, (void)type, (void)ret;
	return IR_UNSUPPORTED;
}

static const struct ir_target_ops ops = {
	.door = "dump",
	.read = read_memory,
	.each_symbol = each_symbol,
	.symbol_at = symbol_at,
	.member = no_member,
	.type_size = no_size,
	.vmcoreinfo = vmcoreinfo,
};
static struct ir_target target = {.ops = &ops, .arch = "x86_64"};

static bool take_symbol(const struct ir_symbol *sym, void *arg)
{
	(void)arg;
	if (!memchr(sym->name, 0, sizeof(sym->name)))
		fuzz_wrong("symbol", "its name does not end");
	return true;
}

static uint64_t kallsyms(struct ir_arena *arena)
{
	static const char *const names[] = {"_stext", "step_into", "_etext", "linux_banner", "a"};
	struct ir_kallsyms ks;
	struct ir_symbol sym = {.addr = 0};
	bool stopped;
	uint64_t sum = 0;

	if (ir_kallsyms_open(&ks, &target, arena))
		return 0;
	for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		(void)!ir_kallsyms_each(&ks, names[i], take_symbol, NULL, &stopped);
	for (uint64_t at = BASE - 16; at < BASE + 0x2000; at += 0x135)
		if (!ir_kallsyms_at(&ks, at, &sym) && take_symbol(&sym, NULL)) {
			if (sym.addr > at)
				fuzz_wrong("symbol", "%s at %" PRIx64 " lies behind %" PRIx64, sym.name, sym.addr, at);
			sum += sym.addr + sym.size + strlen(sym.name);
		}
	(void)ir_kallsyms_code_only(&ks);
	return sum;
}

static uint64_t types(struct ir_diagnosis *d)
{
	static const struct {
		const char *type, *member;
	} asked[] = {
#define IR_MEMBER(id, type, member)	{type, member},
#define IR_MEMBER_ALT(id, type, member) {type, member},
#include "core/types/layout.def"
#undef IR_MEMBER
#undef IR_MEMBER_ALT
	};
	struct ir_kernel k;
	uint64_t sum = 0, size = 0;
	int64_t value = 0;

	if (!ir_kernel_open(&k, &target, d))
		abort();
	for (size_t i = 0; i < sizeof(asked) / sizeof(asked[0]); i++) {
		struct ir_member m = {0, 0};

		if (!ir_btf_member(&k, asked[i].type, asked[i].member, &m))
			sum += m.offset + m.size + i;
		if (!ir_btf_type_size(&k, asked[i].type, &size))
			sum += size;
	}
	if (!ir_btf_enumerator(&k, "I_DIRTY_TIME", &value))
		sum += (uint64_t)value;
	return sum;
}

static uint64_t look(const uint8_t *data, size_t size)
{
	struct ir_diagnosis d = {.door = "dump"};
	uint64_t sum;

	how = data[0];
	places = data + 1;
	memory = data + (how & KALLSYMS ? 13 : 1);
	memory_size = size - (size_t)(memory - data);
	sum = how & KALLSYMS ? kallsyms(&d.arena) : types(&d);
	if (d.arena.total > IR_ARENA_MAX)
		fuzz_wrong("memory", "%zu bytes in the arena", d.arena.total);
	ir_diagnosis_release(&d);
	return sum;
}

int fuzz_one(const uint8_t *data, size_t size)
{
	uint64_t sum;

	if (size < 16)
		return -1;
	fuzz_start();
	sum = look(data, size);
	fuzz_stop();
	if (fuzz_run_twice(data, size) && look(data, size) != sum)
		fuzz_wrong("same", "other answers the second time");
	return 0;
}

// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The kernel keeps all loaded modules on the list "modules". struct module.kallsyms points at a
 * struct mod_kallsyms with the module's ELF symbol table (symtab, num_symtab) and its strings
 * (strtab). An entry is an Elf64_Sym, 24 bytes:
 *
 *	u32 st_name	offset in the strings
 *	u8 st_info	not used
 *	u8 st_other	not used
 *	u16 st_shndx	section, 0 when the module only refers to the symbol
 *	u64 st_value	address
 *	u64 st_size	not used; the distance to the next symbol is taken as the size
 */
#include "core/arch/arch.h"
#include "core/symbols/module_symbols.h"

#include <stdlib.h>
#include <string.h>

#include "core/symbols/kallsyms.h"
#include "core/types/layout.h"
#include "core/types/list.h"

#define MAX_MODULES 4096
#define MAX_SYMBOLS (1u << 18)
#define ELF_SYM	    24 /* sizeof(Elf64_Sym) */

struct symbol {
	uint64_t addr;
	uint32_t name, hash; /* @name is an offset in the module's strings */
};

struct module {
	char name[IR_MODULE_MAX];
	unsigned nr_areas;
	struct ir_module_area areas[IR_MODULE_AREAS];
	uint64_t symtab, strtab;
	uint32_t num;
	bool loaded;
	uint32_t nr;
	struct symbol *symbols; /* sorted by address, then as in the module's table */
	struct ir_memory_window strings;
};

struct ir_module_symbols {
	struct ir_kernel *k;
	unsigned nr;
	struct module *modules; /* sorted by address */
};

static void add_area(struct ir_kernel *k, struct module *m, uint64_t at, enum ir_member_id base,
		     enum ir_member_id size)
{
	struct ir_module_area *a = &m->areas[m->nr_areas];

	if (!at || m->nr_areas == IR_MODULE_AREAS || ir_get(k, at, base, &a->start) ||
	    ir_get(k, at, size, &a->size))
		return;
	if (a->start && a->size && a->size < 1ull << 30 && a->start + a->size > a->start)
		m->nr_areas++;
}

static void read_areas(struct ir_kernel *k, struct module *m, uint64_t addr)
{
	const struct ir_member *mem = ir_member(k, IR_M_MODULE_MEM);
	uint64_t each;

	if (!mem) {
		add_area(k, m, ir_addr(k, addr, IR_M_MODULE_CORE), IR_M_MODLAYOUT_BASE,
			 IR_M_MODLAYOUT_SIZE);
		add_area(k, m, ir_addr(k, addr, IR_M_MODULE_INIT), IR_M_MODLAYOUT_BASE,
			 IR_M_MODLAYOUT_SIZE);
		return;
	}
	if (ir_type_size(k, "module_memory", &each) || !each)
		return;
	for (uint64_t off = 0; off + each <= mem->size && off / each < IR_MODULE_AREAS; off += each)
		add_area(k, m, addr + mem->offset + off, IR_M_MODMEM_BASE, IR_M_MODMEM_SIZE);
}

static const struct ir_module_area *area_of(const struct module *m, uint64_t addr)
{
	for (unsigned i = 0; i < m->nr_areas; i++) {
		if (addr >= m->areas[i].start && addr - m->areas[i].start < m->areas[i].size)
			return &m->areas[i];
	}
	return NULL;
}

static bool read_module(struct ir_kernel *k, struct module *m, uint64_t addr)
{
	uint64_t ks, num;

	memset(m, 0, sizeof(*m));
	if (ir_read_string(k->t, ir_addr(k, addr, IR_M_MODULE_NAME), m->name, sizeof(m->name)))
		return false;
	read_areas(k, m, addr);
	/*
	 * A module that is still being loaded has no symbols, but its memory still tells whose an
	 * address is.
	 */
	if (!ir_get(k, addr, IR_M_MODULE_KALLSYMS, &ks) && ks &&
	    !ir_get(k, ks, IR_M_MODKS_SYMTAB, &m->symtab) &&
	    !ir_get(k, ks, IR_M_MODKS_STRTAB, &m->strtab) && !ir_get(k, ks, IR_M_MODKS_NUM, &num) &&
	    num <= MAX_SYMBOLS)
		m->num = (uint32_t)num;
	return m->nr_areas;
}

static int by_address(const void *a, const void *b)
{
	uint64_t x = ((const struct module *)a)->areas[0].start;
	uint64_t y = ((const struct module *)b)->areas[0].start;

	return (x > y) - (x < y);
}

/* Walk the list of modules. Without @into the modules are only counted. */
static unsigned walk_modules(struct ir_kernel *k, uint64_t head, struct module *into, unsigned room)
{
	struct ir_list_walk w;
	unsigned n = 0;

	ir_list_for_each (&w, k, head, ir_member(k, IR_M_MODULE_LIST)->offset, MAX_MODULES) {
		if (into && n == room)
			break;
		if (!into || read_module(k, &into[n], w.entry))
			n++;
	}
	return n;
}

unsigned ir_module_areas(struct ir_kernel *k, const char *name, struct ir_module_area *ret)
{
	struct ir_list_walk w;
	struct module m;
	uint64_t head;

	if (ir_symbol_addr(k->t, "modules", &head) || !ir_has(k, IR_M_MODULE_LIST) ||
	    !ir_has(k, IR_M_MODULE_NAME))
		return 0;
	ir_list_for_each (&w, k, head, ir_member(k, IR_M_MODULE_LIST)->offset, MAX_MODULES) {
		if (!read_module(k, &m, w.entry) || strcmp(m.name, name))
			continue;
		memcpy(ret, m.areas, sizeof(m.areas));
		return m.nr_areas;
	}
	return 0;
}

enum ir_status ir_module_symbols_open(struct ir_kernel *k, struct ir_module_symbols **ret)
{
	struct ir_module_symbols *ms;
	uint64_t head;
	unsigned nr;
	enum ir_status st = ir_symbol_addr(k->t, "modules", &head);

	if (st)
		return st;
	if (!ir_has(k, IR_M_MODULE_LIST) || !ir_has(k, IR_M_MODULE_NAME))
		return IR_UNSUPPORTED;
	ms = ir_arena_alloc(k->arena, sizeof(*ms));
	nr = walk_modules(k, head, NULL, 0);
	if (ms)
		ms->modules = ir_arena_alloc(k->arena, (nr + 1) * sizeof(*ms->modules));
	if (!ms || !ms->modules)
		return IR_NOMEM;
	ms->k = k;
	ms->nr = walk_modules(k, head, ms->modules, nr);
	qsort(ms->modules, ms->nr, sizeof(*ms->modules), by_address);
	*ret = ms;
	return IR_OK;
}

/*
 * Sort by address; symbols at one address keep their order. By one byte of the addresses after the other, the lowest first: in a
 * module they differ in three bytes or four, and qsort() would compare 100,000 times. @with has room for all.
 */
static struct symbol *sort(struct symbol *symbols, struct symbol *with, uint32_t nr)
{
	for (unsigned shift = 0; shift < 64; shift += 8) {
		uint32_t starts[257] = {0};
		struct symbol *sorted = with;

		for (uint32_t i = 0; i < nr; i++)
			starts[(symbols[i].addr >> shift & 255) + 1]++;
		if (starts[(symbols[0].addr >> shift & 255) + 1] == nr)
			continue;
		for (unsigned i = 0; i < 256; i++)
			starts[i + 1] += starts[i];
		for (uint32_t i = 0; i < nr; i++)
			sorted[starts[symbols[i].addr >> shift & 255]++] = symbols[i];
		with = symbols;
		symbols = sorted;
	}
	return symbols;
}

/*
 * arm64's assembler marks where code and data begin, "$x" and "$d", often where a function does too. A module's table can have these
 * marks; the kernel's own look-ups pass them over, too (is_mapping_symbol() in include/linux/module_symbol.h).
 */
static bool is_mark(const char *name)
{
	return name[0] == '$';
}

/* Hash the name at offset @off of the module's strings. False when it cannot be read, is empty, or names nothing. */
static bool hash_name(struct ir_module_symbols *ms, struct module *m, uint32_t off, uint32_t *ret)
{
	char buf[IR_SYMBOL_MAX];
	const char *name;
	uint64_t len;

	name = ir_window_rest(&m->strings, off, &len);
	/* Nearly all lie in one page. */
	if (!name || !memchr(name, 0, len < sizeof(buf) ? len : sizeof(buf) - 1)) {
		if (ir_read_string(ms->k->t, m->strtab + off, buf, sizeof(buf)))
			return false;
		name = buf;
	}
	*ret = ir_name_hash(name);
	return name[0] && !is_mark(name);
}

static void add_symbol(struct ir_module_symbols *ms, struct module *m, const uint8_t *sym)
{
	struct symbol *s = &m->symbols[m->nr];
	uint16_t section;

	memcpy(&s->name, sym, 4);
	memcpy(&section, sym + 6, 2);
	memcpy(&s->addr, sym + 8, 8);
	/*
	 * Leave out symbols that the module only refers to, and per-CPU variables, which are not in
	 * its memory.
	 */
	if (!section || !area_of(m, s->addr))
		return;
	m->nr += hash_name(ms, m, s->name, &s->hash);
}

/* They end where the memory ends that they are in; in none that is known they are read one by one. */
static void open_strings(struct ir_module_symbols *ms, struct module *m)
{
	const struct ir_module_area *a = area_of(m, m->strtab);

	/* A redacted slice keeps the bytes that are asked for. */
	if (!a || ms->k->t->sparse ||
	    ir_window_open(&m->strings, ms->k->t, ms->k->arena, m->strtab,
			   a->start + a->size - m->strtab))
		memset(&m->strings, 0, sizeof(m->strings));
}

static void load_symbols(struct ir_module_symbols *ms, struct module *m)
{
	uint8_t b[ELF_SYM * 64];
	struct symbol *with;

	if (m->loaded)
		return;
	m->loaded = true;
	m->symbols = ir_arena_alloc(ms->k->arena, (m->num + 1) * sizeof(*m->symbols));
	with = ir_arena_alloc(ms->k->arena, (m->num + 1) * sizeof(*with));
	open_strings(ms, m);
	/* The first entry of an ELF symbol table is empty. */
	for (uint32_t i = 1; m->symbols && i < m->num;) {
		uint32_t n = m->num - i < 64 ? m->num - i : 64;

		if (!ir_read(ms->k->t, m->symtab + (uint64_t)i * ELF_SYM, b, n * ELF_SYM)) {
			for (uint32_t j = 0; j < n; j++)
				add_symbol(ms, m, b + j * ELF_SYM);
		}
		i += n;
	}
	if (!with)
		m->nr = 0;
	if (m->nr)
		m->symbols = sort(m->symbols, with, m->nr);
}

/* Fill in all but the name of symbol number @i. */
static void describe(const struct module *m, uint32_t i, struct ir_symbol *ret)
{
	const struct ir_module_area *a = area_of(m, m->symbols[i].addr);
	uint64_t end = a->start + a->size;

	memset(ret, 0, sizeof(*ret));
	memcpy(ret->module, m->name, sizeof(ret->module));
	ret->addr = m->symbols[i].addr;
	while (++i < m->nr && m->symbols[i].addr == ret->addr)
		;
	if (i < m->nr && m->symbols[i].addr < end)
		end = m->symbols[i].addr;
	ret->size = end - ret->addr;
}

static bool name_of(struct ir_module_symbols *ms, const struct module *m, uint32_t i, char *buf)
{
	return !ir_read_string(ms->k->t, m->strtab + m->symbols[i].name, buf, IR_SYMBOL_MAX);
}

enum ir_status ir_module_symbols_each(struct ir_module_symbols *ms, const char *base,
				      ir_symbol_fn *fn, void *arg)
{
	uint32_t hash = ir_name_hash(base);
	enum ir_status st = IR_NOTFOUND;
	struct ir_symbol sym;

	for (unsigned j = 0; j < ms->nr; j++) {
		struct module *m = &ms->modules[j];

		if (strcmp(m->name, "xfs"))
			continue;
		load_symbols(ms, m);
		for (uint32_t i = 0; i < m->nr; i++) {
			if (m->symbols[i].hash != hash)
				continue;
			describe(m, i, &sym);
			if (!name_of(ms, m, i, sym.name) || !ir_symbol_is(sym.name, base))
				continue;
			st = IR_OK;
			if (!fn(&sym, arg))
				return st;
		}
	}
	return st;
}

/*
 * Number of the symbol that covers @addr, plus 1; 0 when there is none. Several symbols can have
 * one address. As crash does, take the first of them for exactly that address and the last for
 * addresses after it.
 */
static uint32_t find_covering(const struct module *m, uint64_t addr)
{
	uint32_t lo = 0, hi = m->nr;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (m->symbols[mid].addr <= addr)
			lo = mid + 1;
		else
			hi = mid;
	}
	while (lo > 1 && m->symbols[lo - 1].addr == addr && m->symbols[lo - 2].addr == addr)
		lo--;
	return lo;
}

enum ir_status ir_module_symbols_at(struct ir_module_symbols *ms, uint64_t addr,
				    struct ir_symbol *ret)
{
	struct ir_symbol sym;

	for (unsigned j = 0; j < ms->nr; j++) {
		struct module *m = &ms->modules[j];
		const struct ir_module_area *a = area_of(m, addr);
		uint32_t i;

		if (!a)
			continue;
		load_symbols(ms, m);
		i = find_covering(m, addr);
		if (!i || area_of(m, m->symbols[i - 1].addr) != a)
			return IR_NOTFOUND;
		describe(m, i - 1, &sym);
		if (!name_of(ms, m, i - 1, sym.name))
			return IR_ABSENT;
		*ret = sym;
		return IR_OK;
	}
	return IR_NOTFOUND;
}

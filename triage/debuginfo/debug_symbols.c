// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/debuginfo/debug_symbols.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/symbols/kallsyms.h"

#define MAX_SYMBOLS  (1u << 22)
#define MAX_STRINGS  (UINT64_C(1) << 28)
#define CHUNK	     1024

static bool read_all(int fd, void *buf, uint64_t size, uint64_t offset)
{
	for (uint64_t n = 0; n < size;) {
		ssize_t got = pread(fd, (char *)buf + n, size - n, (off_t)(offset + n));

		if (got <= 0)
			return false;
		n += (uint64_t)got;
	}
	return true;
}

/* Files, sections and numbers are no places; what the assembler names for itself kallsyms leaves out, too. */
static bool is_place(const Elf64_Sym *sym, const char *name)
{
	unsigned type = ELF64_ST_TYPE(sym->st_info);

	return sym->st_shndx && sym->st_shndx < SHN_LORESERVE && type != STT_FILE && type != STT_SECTION &&
	       *name && *name != '$' && strncmp(name, ".L", 2);
}

static void add(struct ir_debug_symbols *s, const Elf64_Sym *sym)
{
	const char *name = sym->st_name < s->strings_size ? s->strings + sym->st_name : "";

	if (is_place(sym, name) && s->nr < MAX_SYMBOLS)
		s->all[s->nr++] = (struct ir_debug_symbol){sym->st_value, sym->st_name, ir_name_hash(name), 0};
}

/* From the last to the first, so that each chain ascends. */
static void chain(struct ir_debug_symbols *s)
{
	memset(s->heads, 0, IR_DEBUG_BUCKETS * sizeof(*s->heads));
	for (uint32_t i = s->nr; i--;) {
		uint32_t *head = &s->heads[s->all[i].hash % IR_DEBUG_BUCKETS];

		s->all[i].next = *head;
		*head = i + 1;
	}
}

static bool read_symbols(struct ir_debug_symbols *s, const struct ir_debug_elf *f)
{
	struct ir_debug_section syms = ir_debug_elf_section(f, ".symtab");
	struct ir_debug_section strings = ir_debug_elf_section(f, ".strtab");
	uint64_t nr = syms.size / sizeof(Elf64_Sym);
	Elf64_Sym chunk[CHUNK];

	if (!syms.bytes || !strings.bytes || !nr || nr > MAX_SYMBOLS || !strings.size ||
	    strings.size > MAX_STRINGS)
		return false;
	s->all = malloc(nr * sizeof(*s->all));
	s->heads = calloc(IR_DEBUG_BUCKETS, sizeof(*s->heads));
	s->strings = malloc(strings.size);
	s->strings_size = strings.size;
	if (!s->all || !s->heads || !s->strings ||
	    !read_all(f->fd, s->strings, strings.size, (uint64_t)(strings.bytes - f->map)))
		return false;
	s->strings[strings.size - 1] = 0;
	for (uint64_t i = 0; i < nr; i += CHUNK) {
		uint64_t n = nr - i < CHUNK ? nr - i : CHUNK;

		if (!read_all(f->fd, chunk, n * sizeof(*chunk),
			      (uint64_t)(syms.bytes - f->map) + i * sizeof(*chunk)))
			return false;
		for (uint64_t k = 0; k < n; k++)
			add(s, &chunk[k]);
	}
	chain(s);
	return s->nr;
}

static const char *name_of(const struct ir_debug_symbols *s, uint32_t i)
{
	return s->strings + s->all[i].name;
}

/* The next symbol called @base (a suffix ignored) after number @i - 1; 0: none, else one more than its number */
static uint32_t next_called(const struct ir_debug_symbols *s, const char *base, uint32_t i)
{
	uint32_t hash = ir_name_hash(base);

	i = i ? s->all[i - 1].next : s->heads[hash % IR_DEBUG_BUCKETS];
	while (i && (s->all[i - 1].hash != hash || !ir_symbol_is(name_of(s, i - 1), base)))
		i = s->all[i - 1].next;
	return i;
}

static uint64_t in_vmcoreinfo(struct ir_target *t, const char *key)
{
	char value[32];

	return t->ops->vmcoreinfo(t, key, value, sizeof(value)) ? 0 : strtoull(value, NULL, 16);
}

/* The symbol of exactly that name at @wanted, or else the lowest; 0: there is none */
static uint64_t linked_at(const struct ir_debug_symbols *s, const char *name, uint64_t wanted)
{
	uint64_t found = 0;

	for (uint32_t i = next_called(s, name, 0); i; i = next_called(s, name, i)) {
		if (strcmp(name_of(s, i - 1), name))
			continue;
		if (s->all[i - 1].addr == wanted)
			return wanted;
		if (!found || s->all[i - 1].addr < found)
			found = s->all[i - 1].addr;
	}
	return found;
}

/*
 * KASLR moves the whole image by one distance. _stext gives it; every other name that both know must lie
 * that far away, and KERNELOFFSET must be it.
 */
static const char *prove_offset(struct ir_debug_symbols *s, struct ir_target *t)
{
	static const char *const known[] = {"init_uts_ns", "swapper_pg_dir", "init_top_pgt", "prb",
					    "log_buf", "clear_idx", "node_online_map",
					    "vmap_area_list", "kallsyms_names", "kallsyms_num_syms",
					    "kallsyms_token_table", "kallsyms_token_index"};
	uint64_t ran, linked;
	char key[64], value[32];

	if (!t->ops->vmcoreinfo || !(ran = in_vmcoreinfo(t, "SYMBOL(_stext)")))
		return "the dump does not tell where its kernel ran";
	linked = linked_at(s, "_stext", 0);
	s->offset = ran - linked;
	for (size_t i = 0; linked && i < sizeof(known) / sizeof(known[0]); i++) {
		uint64_t there, here;

		snprintf(key, sizeof(key), "SYMBOL(%s)", known[i]);
		there = in_vmcoreinfo(t, key);
		here = there ? linked_at(s, known[i], there - s->offset) : 0;
		if (here && here + s->offset != there)
			return "they do not lie where VMCOREINFO says";
		s->agreed += here != 0;
	}
	if (!linked || !s->agreed || s->offset % 4096)
		return "nothing proves where its kernel ran";
	if (!t->ops->vmcoreinfo(t, "KERNELOFFSET", value, sizeof(value)) &&
	    strtoull(value, NULL, 16) != s->offset)
		return "VMCOREINFO contradicts itself about where the kernel ran";
	return NULL;
}

const char *ir_debug_symbols_load(struct ir_debug_symbols *s, const struct ir_debug_elf *f,
				  struct ir_target *t)
{
	const char *error = NULL;

	if (!read_symbols(s, f))
		error = "it has no symbol table that can be read";
	if (!error)
		error = prove_offset(s, t);
	if (error) {
		ir_debug_symbols_release(s);
		return error;
	}
	/* Below the kernel's half lie per-CPU offsets, which do not move. */
	for (uint32_t i = 0; i < s->nr; i++) {
		if (s->all[i].addr >> 63)
			s->all[i].addr += s->offset;
	}
	return NULL;
}

static int by_address(const void *a, const void *b)
{
	const struct ir_debug_symbol *x = a, *y = b;

	return x->addr != y->addr ? (x->addr > y->addr ? 1 : -1) : (x->name > y->name) - (x->name < y->name);
}

static void sort(struct ir_debug_symbols *s)
{
	if (s->sorted)
		return;
	qsort(s->all, s->nr, sizeof(*s->all), by_address);
	chain(s);
	s->sorted = true;
}

static void describe(const struct ir_debug_symbols *s, uint32_t i, const char *name, struct ir_symbol *ret)
{
	uint64_t addr = s->all[i].addr;

	memset(ret, 0, sizeof(*ret));
	snprintf(ret->name, sizeof(ret->name), "%s", name);
	ret->addr = addr;
	while (++i < s->nr && s->all[i].addr == addr)
		;
	ret->size = i < s->nr ? s->all[i].addr - addr : 0;
}

enum ir_status ir_debug_symbols_each(struct ir_debug_symbols *s, const char *base, ir_symbol_fn *fn, void *arg)
{
	enum ir_status st = IR_NOTFOUND;
	struct ir_symbol sym;

	sort(s);
	for (uint32_t i = next_called(s, base, 0); i; i = next_called(s, base, i)) {
		describe(s, i - 1, name_of(s, i - 1), &sym);
		st = IR_OK;
		if (!fn(&sym, arg))
			break;
	}
	return st;
}

enum ir_status ir_debug_symbols_at(struct ir_debug_symbols *s, uint64_t addr, struct ir_symbol *ret)
{
	uint32_t lo = 0, hi = s->nr, first;
	const char *best;

	sort(s);
	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (s->all[mid].addr <= addr)
			lo = mid + 1;
		else
			hi = mid;
	}
	/* Nothing is known of what lies beyond the last symbol. */
	if (!(addr >> 63) || !lo || (lo == s->nr && s->all[lo - 1].addr != addr) ||
	    !(s->all[lo - 1].addr >> 63))
		return IR_NOTFOUND;
	first = lo - 1;
	best = name_of(s, first);
	while (first && s->all[first - 1].addr == s->all[lo - 1].addr) {
		int order = strcmp(name_of(s, --first), best);

		if (s->all[first].addr == addr ? order < 0 : order > 0)
			best = name_of(s, first);
	}
	describe(s, first, best, ret);
	return IR_OK;
}

bool ir_debug_symbols_has(const struct ir_debug_symbols *s, const char *base, uint64_t addr)
{
	uint32_t i = next_called(s, base, 0);

	while (i && addr && s->all[i - 1].addr != addr)
		i = next_called(s, base, i);
	return i;
}

void ir_debug_symbols_release(struct ir_debug_symbols *s)
{
	free(s->all);
	free(s->heads);
	free(s->strings);
	memset(s, 0, sizeof(*s));
}

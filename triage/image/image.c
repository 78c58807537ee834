// SPDX-License-Identifier: GPL-2.0-or-later
/* The kernel's part of an image: its segments, its symbols, its types. */
#include "triage/image/image.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_SYMBOLS ((size_t)4 << 20)
#define KERNEL_HALF UINT64_C(0xffff800000000000)

bool ir_image_add_region(struct ir_image *m, uint64_t addr, const uint8_t *bytes, uint64_t size)
{
	if (!bytes || !size || addr + size < addr)
		return true;
	if (m->nr_regions == IR_IMAGE_REGIONS)
		return false;
	m->regions[m->nr_regions++] = (struct ir_image_region){addr, size, bytes};
	return true;
}

bool ir_image_add_symbol(struct ir_image *m, uint64_t addr, const char *name, bool module)
{
	if (m->nr_symbols == m->room_symbols) {
		size_t room = m->room_symbols ? 2 * m->room_symbols : 4096;
		void *more =
			room > MAX_SYMBOLS ? NULL : realloc(m->symbols, room * sizeof(*m->symbols));

		if (!more)
			return false;
		m->symbols = more;
		m->room_symbols = room;
	}
	m->symbols[m->nr_symbols++] = (struct ir_image_symbol){addr, name, module};
	m->sorted = false;
	return true;
}

void ir_image_find_id(const struct ir_elf *e, struct ir_build_id *ret)
{
	Elf64_Phdr p;
	Elf64_Shdr s;

	for (uint32_t i = 1; ir_elf_section(e, i, &s); i++) {
		const uint8_t *notes = s.sh_type == SHT_NOTE ? ir_elf_section_bytes(e, &s) : NULL;

		if (notes && !ir_build_id_in_notes(notes, s.sh_size, ret))
			return;
	}
	for (uint32_t i = 0; ir_elf_segment(e, i, &p); i++) {
		const uint8_t *notes =
			p.p_type == PT_NOTE ? ir_elf_range(e, p.p_offset, p.p_filesz) : NULL;

		if (notes && !ir_build_id_in_notes(notes, p.p_filesz, ret))
			return;
	}
}

bool ir_image_release_of(const uint8_t *bytes, size_t size, char *ret, size_t room)
{
	static const char mark[] = "Linux version ";
	const uint8_t *end = bytes + size, *at = bytes;

	while ((at = memmem(at, (size_t)(end - at), mark, sizeof(mark) - 1))) {
		size_t n = 0;

		at += sizeof(mark) - 1;
		while (at + n < end && n < room - 1 && at[n] > ' ' && at[n] < 127 && at[n] != '%')
			n++;
		if (n > 2 && at + n + 1 < end && at[n] == ' ' && at[n + 1] == '(') {
			memcpy(ret, at, n);
			ret[n] = 0;
			return true;
		}
	}
	return false;
}

static int by_address(const void *a, const void *b)
{
	const struct ir_image_symbol *x = a, *y = b;

	return x->addr != y->addr ? (x->addr > y->addr) - (x->addr < y->addr)
				  : strcmp(x->name, y->name);
}

static void sort(struct ir_image *m)
{
	if (!m->sorted && m->nr_symbols)
		qsort(m->symbols, m->nr_symbols, sizeof(*m->symbols), by_address);
	m->sorted = true;
}

/* A function ends with its section, if not before. */
static uint64_t cut_to_region(const struct ir_image *m, uint64_t addr, uint64_t size)
{
	for (unsigned i = 0; i < m->nr_regions; i++) {
		const struct ir_image_region *r = &m->regions[i];

		if (addr >= r->addr && addr - r->addr < r->size &&
		    (!size || size > r->size - (addr - r->addr)))
			return r->size - (addr - r->addr);
	}
	return size;
}

static void describe(const struct ir_image *m, size_t i, struct ir_symbol *ret)
{
	const struct ir_image_symbol *s = &m->symbols[i];
	size_t next = i;

	*ret = (struct ir_symbol){.addr = s->addr};
	snprintf(ret->name, sizeof(ret->name), "%s", s->name);
	snprintf(ret->module, sizeof(ret->module), "%s", s->module ? "xfs" : "");
	while (next < m->nr_symbols && m->symbols[next].addr == s->addr)
		next++;
	if (next < m->nr_symbols)
		ret->size = m->symbols[next].addr - s->addr;
	ret->size = cut_to_region(m, s->addr, ret->size);
}

static struct ir_image *of(struct ir_target *t)
{
	return t->priv;
}

static enum ir_status image_read(struct ir_target *t, uint64_t addr, void *buf, size_t len)
{
	struct ir_image *m = of(t);

	for (unsigned i = 0; i < m->nr_regions; i++) {
		const struct ir_image_region *r = &m->regions[i];

		if (addr < r->addr || addr - r->addr > r->size || len > r->size - (addr - r->addr))
			continue;
		memcpy(buf, r->bytes + (addr - r->addr), len);
		return IR_OK;
	}
	return IR_ABSENT;
}

static enum ir_status image_each(struct ir_target *t, const char *base, ir_symbol_fn *fn, void *arg)
{
	struct ir_image *m = of(t);
	size_t len = strlen(base);
	bool any = false, stopped = false;

	sort(m);
	if (m->btf && !strcmp(base, "__start_BTF")) {
		struct ir_symbol sym = {.name = "__start_BTF", .addr = m->btf};

		fn(&sym, arg);
		return IR_OK;
	}
	if (m->have_kallsyms) {
		any = !ir_kallsyms_each(&m->kallsyms, base, fn, arg, &stopped);
		if (stopped)
			return IR_OK;
	}
	for (size_t i = 0; i < m->nr_symbols; i++) {
		struct ir_symbol sym;

		if (strncmp(m->symbols[i].name, base, len) ||
		    !ir_symbol_is(m->symbols[i].name, base))
			continue;
		describe(m, i, &sym);
		any = true;
		if (!fn(&sym, arg))
			break;
	}
	return any ? IR_OK : IR_NOTFOUND;
}

static enum ir_status image_at(struct ir_target *t, uint64_t addr, struct ir_symbol *ret)
{
	struct ir_image *m = of(t);
	size_t lo = 0, hi = m->nr_symbols;

	sort(m);
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (m->symbols[mid].addr <= addr)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (m->have_kallsyms && (addr < m->module_start || addr - m->module_start >= m->module_area))
		return ir_kallsyms_at(&m->kallsyms, addr, ret);
	if (!lo)
		return IR_NOTFOUND;
	for (lo--; lo && m->symbols[lo - 1].addr == m->symbols[lo].addr;)
		lo--;
	describe(m, lo, ret);
	return IR_OK;
}

static enum ir_status no_member(struct ir_target *t, const char *type, const char *member,
				struct ir_member *ret)
{
	(void)t, (void)type, (void)member, (void)ret;
	return IR_UNSUPPORTED; /* BTF is all there is */
}

static enum ir_status no_size(struct ir_target *t, const char *type, uint64_t *ret)
{
	(void)t, (void)type, (void)ret;
	return IR_UNSUPPORTED;
}

static enum ir_status image_module_btf(struct ir_target *t, const char *name, uint64_t *ret)
{
	if (!of(t)->module_btf || strcmp(name, "xfs"))
		return IR_NOTFOUND;
	*ret = of(t)->module_btf;
	return IR_OK;
}

/* What a running kernel would have there: where the symbol tables are, and who it is. */
static enum ir_status image_vmcoreinfo(struct ir_target *t, const char *key, char *buf, size_t size)
{
	const struct ir_image *m = of(t);
	const struct ir_kallsyms_places *p = &m->places;
	char id[2 * IR_BUILD_ID_MAX + 1];
	const struct {
		const char *key;
		uint64_t addr;
	} addrs[] = {
		{"SYMBOL(_stext)", m->text},
		{"SYMBOL(kallsyms_names)", p->names},
		{"SYMBOL(kallsyms_num_syms)", p->num_syms},
		{"SYMBOL(kallsyms_token_table)", p->tokens},
		{"SYMBOL(kallsyms_token_index)", p->index},
		{"SYMBOL(kallsyms_relative_base)", p->base},
		{p->absolute ? "SYMBOL(kallsyms_addresses)" : "SYMBOL(kallsyms_offsets)", p->addrs},
	};

	for (size_t i = 0; i < sizeof(addrs) / sizeof(addrs[0]); i++) {
		if (!addrs[i].addr || strcmp(key, addrs[i].key))
			continue;
		snprintf(buf, size, "%llx", (unsigned long long)addrs[i].addr);
		return IR_OK;
	}
	if (!strcmp(key, "OSRELEASE") && m->release[0])
		snprintf(buf, size, "%s", m->release);
	else if (!strcmp(key, "BUILD-ID") && m->kernel_id.len)
		snprintf(buf, size, "%s", ir_build_id_text(&m->kernel_id, id));
	else
		return IR_NOTFOUND;
	return IR_OK;
}

void ir_image_init(struct ir_image *m)
{
	static const struct ir_target_ops ops = {
		.door = "image",
		.read = image_read,
		.each_symbol = image_each,
		.symbol_at = image_at,
		.member = no_member,
		.type_size = no_size,
		.vmcoreinfo = image_vmcoreinfo,
		.module_btf = image_module_btf,
	};

	memset(m, 0, sizeof(*m));
	m->target = (struct ir_target){.ops = &ops, .arch = "x86_64", .priv = m};
	m->module_start = IR_MODULE_START;
	m->module_area = (uint64_t)1 << 30;
	m->outside = IR_MODULE_START + ((uint64_t)256 << 20);
	m->types = m->outside + ((uint64_t)128 << 20);
}

/* What is loaded, at the addresses it was linked for; per-CPU data, linked at 0, is left out. */
static bool add_segments(struct ir_image *m)
{
	const struct ir_elf *e = &m->kernel;
	Elf64_Phdr p;

	for (uint32_t i = 0; ir_elf_segment(e, i, &p); i++) {
		if (p.p_type != PT_LOAD || p.p_vaddr < KERNEL_HALF)
			continue;
		if (!ir_image_add_region(m, p.p_vaddr, ir_elf_range(e, p.p_offset, p.p_filesz),
					 p.p_filesz))
			return false;
		if (p.p_flags & PF_X && (!m->text || p.p_vaddr < m->text))
			m->text = p.p_vaddr;
	}
	return m->nr_regions > 0;
}

static bool is_wanted(const Elf64_Sym *s, const char *name)
{
	unsigned type = ELF64_ST_TYPE(s->st_info);

	return s->st_value >= KERNEL_HALF && s->st_shndx && type <= STT_FUNC && name[0] != '.' &&
	       name[0] != '$';
}

static void find_symbols(struct ir_image *m)
{
	struct ir_elf_symbols table;
	Elf64_Sym s;

	if (ir_elf_symbols(&m->kernel, &table)) {
		for (uint64_t i = 1; i < table.nr; i++) {
			const char *name = ir_elf_symbol(&table, i, &s);

			if (name && is_wanted(&s, name) &&
			    !ir_image_add_symbol(m, s.st_value, name, false))
				break;
		}
		m->symbols_from = m->nr_symbols ? ".symtab" : NULL;
		return;
	}
	for (unsigned i = 0; i < m->nr_regions && !m->have_kallsyms; i++) {
		const struct ir_image_region *r = &m->regions[i];

		m->have_kallsyms = ir_kallsyms_in_image(r->bytes, r->size, r->addr, &m->places) &&
				   !ir_kallsyms_open(&m->kallsyms, &m->target, &m->arena);
	}
	m->symbols_from = m->have_kallsyms ? "kallsyms" : NULL;
}

const char *ir_image_add_kernel(struct ir_image *m, const void *bytes, size_t size)
{
	Elf64_Shdr s;

	if (!ir_elf_open(&m->kernel, bytes, size))
		return "the kernel is no 64-bit ELF file";
	if (m->kernel.h.e_machine == EM_AARCH64)
		m->target.arch = "aarch64";
	else if (m->kernel.h.e_machine != EM_X86_64)
		return "the kernel is for a processor that is not supported";
	if (!add_segments(m))
		return "the kernel has no segments that could be loaded";
	m->have_kernel = true;
	if (m->kernel.h.e_machine == EM_AARCH64)
		ir_image_place_arm64(m, m->regions[0].addr);
	if (!m->release[0])
		(void)ir_image_release_of(bytes, size, m->release, sizeof(m->release));
	ir_image_find_id(&m->kernel, &m->kernel_id);
	find_symbols(m);
	if (ir_elf_find(&m->kernel, ".BTF", &s) && s.sh_addr >= KERNEL_HALF)
		m->btf = s.sh_addr;
	return m->symbols_from ? NULL : "the kernel's symbols were not found in it";
}

static bool keep_exact(const struct ir_symbol *sym, void *arg)
{
	struct ir_symbol *want = arg;

	if (strcmp(sym->name, want->name) || sym->module[0])
		return true;
	want->addr = sym->addr;
	return false;
}

uint64_t ir_image_kernel_symbol(struct ir_image *m, const char *name)
{
	struct ir_symbol want = {.addr = 0};

	if (strlen(name) >= sizeof(want.name))
		return 0;
	strcpy(want.name, name);
	(void)!image_each(&m->target, name, keep_exact, &want);
	return want.addr;
}

void ir_image_release(struct ir_image *m)
{
	free(m->symbols);
	free(m->laid_out);
	ir_arena_release(&m->arena);
	memset(m, 0, sizeof(*m));
}

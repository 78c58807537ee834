// SPDX-License-Identifier: GPL-2.0-or-later
/* xfs.ko, laid out as the kernel's loader would: sections placed, relocations applied. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "triage/image/image.h"

#define MODULE_MAX ((uint64_t)32 << 20)
#define MAX_PLACES 4096

/* Where each section of the module is; 0: nowhere. */
struct places {
	struct ir_image *m;
	uint64_t *addr;
	uint64_t size;
};

static bool is_loaded(const Elf64_Shdr *s)
{
	return s->sh_flags & SHF_ALLOC && s->sh_size;
}

/* Give each section its address, one after the other. */
static bool place(struct places *p)
{
	const struct ir_elf *e = &p->m->module;
	Elf64_Shdr s;

	for (uint32_t i = 1; ir_elf_section(e, i, &s); i++) {
		uint64_t align = s.sh_addralign > 1 && s.sh_addralign <= 4096 ? s.sh_addralign : 1;

		if (!is_loaded(&s))
			continue;
		p->size = (p->size + align - 1) / align * align;
		if (s.sh_size > MODULE_MAX || p->size > MODULE_MAX - s.sh_size)
			return false;
		p->addr[i] = p->m->module_start + p->size;
		p->size += s.sh_size;
	}
	return p->size > 0;
}

static bool copy(struct places *p)
{
	const struct ir_elf *e = &p->m->module;
	Elf64_Shdr s;

	p->m->laid_out = calloc(1, p->size);
	if (!p->m->laid_out)
		return false;
	for (uint32_t i = 1; ir_elf_section(e, i, &s); i++) {
		const uint8_t *from = p->addr[i] ? ir_elf_section_bytes(e, &s) : NULL;
		uint8_t *to = p->m->laid_out + (p->addr[i] - p->m->module_start);

		if (!from)
			continue;
		memcpy(to, from, s.sh_size);
		if (!ir_image_add_region(p->m, p->addr[i], to, s.sh_size))
			return false;
	}
	return true;
}

/* The address of symbol @i: in the module, in the kernel, or, of what neither has, one of its own. */
static uint64_t address_of(const struct places *p, uint64_t i, const Elf64_Sym *s,
			   const uint64_t *outside)
{
	if (!s->st_shndx)
		return outside[i];
	if (s->st_shndx >= SHN_LORESERVE)
		return s->st_shndx == SHN_ABS ? s->st_value : 0;
	if (s->st_shndx >= p->m->module.nr_sections || !p->addr[s->st_shndx])
		return 0;
	return p->addr[s->st_shndx] + s->st_value;
}

/* As apply_relocate_add() of arch/x86/kernel/module.c */
static bool apply(uint8_t *to, uint64_t room, uint64_t at, unsigned type, uint64_t value)
{
	unsigned width = type == R_X86_64_64 || type == R_X86_64_PC64 ? 8 : 4;

	switch (type) {
	case R_X86_64_NONE: return true;
	case R_X86_64_PC64:
	case R_X86_64_PC32:
	case R_X86_64_PLT32: value -= at; break;
	case R_X86_64_64:
	case R_X86_64_32:
	case R_X86_64_32S: break;
	default: return false;
	}
	if (room < width)
		return false;
	memcpy(to, &value, width);
	return true;
}

static void relocate(struct places *p, const Elf64_Shdr *rela, const struct ir_elf_symbols *table,
		     const uint64_t *outside)
{
	const struct ir_elf *e = &p->m->module;
	const uint8_t *entries = ir_elf_section_bytes(e, rela);
	bool (*apply_one)(uint8_t * to, uint64_t room, uint64_t at, unsigned type, uint64_t value) =
		e->h.e_machine == EM_AARCH64 ? ir_image_relocate_arm64 : apply;
	uint64_t base = p->addr[rela->sh_info];
	Elf64_Shdr target;

	if (!entries || !ir_elf_section(e, rela->sh_info, &target) || !is_loaded(&target))
		return;
	for (uint64_t i = 0; i < rela->sh_size / sizeof(Elf64_Rela); i++) {
		Elf64_Rela r;
		Elf64_Sym s;
		uint64_t index, value;

		memcpy(&r, entries + i * sizeof(r), sizeof(r));
		index = ELF64_R_SYM(r.r_info);
		if (index >= table->nr || r.r_offset >= target.sh_size) {
			p->m->odd++;
			continue;
		}
		(void)ir_elf_symbol(table, index, &s);
		value = address_of(p, index, &s, outside) + (uint64_t)r.r_addend;
		if (!apply_one(p->m->laid_out + (base - p->m->module_start) + r.r_offset,
			       target.sh_size - r.r_offset, base + r.r_offset,
			       ELF64_R_TYPE(r.r_info), value))
			p->m->odd++;
	}
}

/* What the module wants from outside: the kernel's, if it has it. */
static bool find_outside(struct ir_image *m, const struct ir_elf_symbols *table, uint64_t *outside)
{
	for (uint64_t i = 1; i < table->nr; i++) {
		Elf64_Sym s;
		const char *name = ir_elf_symbol(table, i, &s);

		if (s.st_shndx || !name)
			continue;
		outside[i] = ir_image_kernel_symbol(m, name);
		if (outside[i])
			continue;
		outside[i] = m->outside + 16 * i;
	}
	for (uint64_t i = 1; i < table->nr; i++) {
		Elf64_Sym s;
		const char *name = ir_elf_symbol(table, i, &s);

		if (outside[i] == m->outside + 16 * i &&
		    !ir_image_add_symbol(m, outside[i], name, false))
			return false;
	}
	return true;
}

static bool add_symbols(struct places *p, const struct ir_elf_symbols *table)
{
	for (uint64_t i = 1; i < table->nr; i++) {
		Elf64_Sym s;
		const char *name = ir_elf_symbol(table, i, &s);
		uint64_t addr;

		if (!name || !s.st_shndx || s.st_shndx >= SHN_LORESERVE || name[0] == '.' ||
		    name[0] == '$' || ELF64_ST_TYPE(s.st_info) > STT_FUNC)
			continue;
		addr = address_of(p, i, &s, NULL);
		if (addr && !ir_image_add_symbol(p->m, addr, name, true))
			return false;
	}
	return true;
}

static const char *lay_out(struct places *p, const struct ir_elf_symbols *table)
{
	uint64_t *outside = calloc(table->nr, sizeof(*outside));
	Elf64_Shdr s;
	bool ok;

	if (!outside)
		return "not enough memory";
	ok = place(p) && copy(p) && find_outside(p->m, table, outside) && add_symbols(p, table);
	for (uint32_t i = 1; ok && ir_elf_section(&p->m->module, i, &s); i++) {
		if (s.sh_type == SHT_RELA && s.sh_info < p->m->module.nr_sections)
			relocate(p, &s, table, outside);
	}
	free(outside);
	return ok ? NULL : "xfs.ko could not be laid out: its sections are too large or too many";
}

bool ir_image_module_release(const struct ir_elf *e, const char *name, char *ret, size_t room)
{
	Elf64_Shdr s;
	const char *info, *at;
	size_t left, n;
	bool is_name = false, found = false;

	if (e->h.e_type != ET_REL || !ir_elf_find(e, ".modinfo", &s))
		return false;
	info = (const char *)ir_elf_section_bytes(e, &s);
	left = info ? s.sh_size : 0;
	for (at = info; left; at += n, left -= n) {
		const void *end = memchr(at, 0, left);

		if (!end)
			break;
		n = (size_t)((const char *)end - at) + 1;
		if (!strncmp(at, "name=", 5))
			is_name = !strcmp(at + 5, name);
		if (!strncmp(at, "vermagic=", 9)) {
			snprintf(ret, room, "%.*s", (int)strcspn(at + 9, " "), at + 9);
			found = true;
		}
	}
	return found && is_name;
}

const char *ir_image_add_module(struct ir_image *m, const void *bytes, size_t size)
{
	struct ir_elf_symbols table;
	struct places p = {.m = m};
	const char *error;
	Elf64_Shdr s;
	char release[sizeof(m->release)] = "";

	if (!ir_elf_open(&m->module, bytes, size) ||
	    !ir_image_module_release(&m->module, "xfs", release, sizeof(release)))
		return "it is not the module xfs";
	if (m->kernel.bytes && m->module.h.e_machine != m->kernel.h.e_machine)
		return "xfs.ko is for another processor than the kernel";
	if (!m->kernel.bytes && m->have_kernel && m->module.h.e_machine != EM_AARCH64)
		return "xfs.ko is for another processor than the kernel";
	if (m->module.h.e_machine == EM_AARCH64) {
		m->target.arch = "aarch64";
		if (!m->have_kernel)
			ir_image_place_arm64(m, IR_ARM64_START);
	}
	if (!m->release[0])
		memcpy(m->release, release, sizeof(release));
	ir_image_find_id(&m->module, &m->module_id);
	m->have_module = true;
	if (m->module.h.e_machine != EM_X86_64 && m->module.h.e_machine != EM_AARCH64)
		return NULL;
	if (!ir_elf_symbols(&m->module, &table) || m->module.nr_sections > MAX_PLACES)
		return "xfs.ko has no symbols, or is damaged";
	p.addr = calloc(m->module.nr_sections, sizeof(*p.addr));
	error = p.addr ? lay_out(&p, &table) : "not enough memory";
	free(p.addr);
	/* Its types lie outside of what is loaded: give them an address of their own. */
	if (!error && ir_elf_find(&m->module, ".BTF", &s) && !(s.sh_flags & SHF_ALLOC)) {
		m->module_btf = m->types;
		(void)ir_image_add_region(m, m->module_btf, ir_elf_section_bytes(&m->module, &s),
					  s.sh_size);
	}
	return error;
}

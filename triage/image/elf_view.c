// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/image/elf_view.h"

#include <string.h>

bool ir_elf_open(struct ir_elf *e, const void *bytes, uint64_t size)
{
	Elf64_Shdr first;

	*e = (struct ir_elf){.bytes = bytes, .size = size};
	if (size < sizeof(e->h))
		return false;
	memcpy(&e->h, bytes, sizeof(e->h));
	if (memcmp(e->h.e_ident, ELFMAG, SELFMAG) || e->h.e_ident[EI_CLASS] != ELFCLASS64 ||
	    e->h.e_ident[EI_DATA] != ELFDATA2LSB)
		return false;
	if (e->h.e_shoff && e->h.e_shentsize == sizeof(Elf64_Shdr))
		e->nr_sections = e->h.e_shnum;
	if (e->nr_sections && !ir_elf_section(e, e->nr_sections - 1, &first))
		e->nr_sections = 0;
	return true;
}

const uint8_t *ir_elf_range(const struct ir_elf *e, uint64_t offset, uint64_t len)
{
	return offset > e->size || len > e->size - offset ? NULL : e->bytes + offset;
}

bool ir_elf_section(const struct ir_elf *e, uint32_t i, Elf64_Shdr *ret)
{
	const uint8_t *p;

	if (i >= e->nr_sections || e->h.e_shoff > e->size)
		return false;
	p = ir_elf_range(e, e->h.e_shoff + (uint64_t)i * sizeof(*ret), sizeof(*ret));
	if (p)
		memcpy(ret, p, sizeof(*ret));
	return p != NULL;
}

const uint8_t *ir_elf_section_bytes(const struct ir_elf *e, const Elf64_Shdr *s)
{
	if (s->sh_type == SHT_NOBITS || s->sh_flags & SHF_COMPRESSED)
		return NULL;
	return ir_elf_range(e, s->sh_offset, s->sh_size);
}

/* The string at @at of @strings, if it ends there. */
static const char *string_at(const uint8_t *strings, uint64_t len, uint64_t at)
{
	if (!strings || at >= len || !memchr(strings + at, 0, len - at))
		return NULL;
	return (const char *)strings + at;
}

bool ir_elf_find(const struct ir_elf *e, const char *name, Elf64_Shdr *ret)
{
	Elf64_Shdr names, s;
	const uint8_t *strings;

	if (!ir_elf_section(e, e->h.e_shstrndx, &names))
		return false;
	strings = ir_elf_section_bytes(e, &names);
	for (uint32_t i = 1; ir_elf_section(e, i, &s); i++) {
		const char *is = string_at(strings, names.sh_size, s.sh_name);

		if (is && !strcmp(is, name)) {
			*ret = s;
			return true;
		}
	}
	return false;
}

bool ir_elf_segment(const struct ir_elf *e, uint32_t i, Elf64_Phdr *ret)
{
	const uint8_t *p = NULL;

	if (i < e->h.e_phnum && e->h.e_phentsize == sizeof(*ret) && e->h.e_phoff <= e->size)
		p = ir_elf_range(e, e->h.e_phoff + (uint64_t)i * sizeof(*ret), sizeof(*ret));
	if (p)
		memcpy(ret, p, sizeof(*ret));
	return p != NULL;
}

bool ir_elf_symbols(const struct ir_elf *e, struct ir_elf_symbols *ret)
{
	Elf64_Shdr syms, names;

	if (!ir_elf_find(e, ".symtab", &syms) || syms.sh_entsize != sizeof(Elf64_Sym) ||
	    !ir_elf_section(e, syms.sh_link, &names))
		return false;
	ret->entries = ir_elf_section_bytes(e, &syms);
	ret->names = (const char *)ir_elf_section_bytes(e, &names);
	ret->nr = syms.sh_size / sizeof(Elf64_Sym);
	ret->names_len = names.sh_size;
	return ret->entries && ret->names;
}

const char *ir_elf_symbol(const struct ir_elf_symbols *t, uint64_t i, Elf64_Sym *ret)
{
	const char *name;

	if (i >= t->nr)
		return NULL;
	memcpy(ret, t->entries + i * sizeof(*ret), sizeof(*ret));
	name = string_at((const uint8_t *)t->names, t->names_len, ret->st_name);
	return name && *name ? name : NULL;
}

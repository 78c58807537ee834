// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/debuginfo/debug_relocate.h"

#include <string.h>

static Elf64_Rela entry(const struct ir_debug_section *s, uint64_t i)
{
	Elf64_Rela r;

	memcpy(&r, s->bytes + i * sizeof(r), sizeof(r));
	return r;
}

/* The first that changes something at @offset or after it. */
static uint64_t first_from(const struct ir_debug_section *s, uint64_t nr, uint64_t offset)
{
	uint64_t lo = 0, hi = nr;

	while (lo < hi) {
		uint64_t mid = lo + (hi - lo) / 2;

		if (entry(s, mid).r_offset < offset)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* Bytes that a relocation fills in; 0 for one that data has no use for. */
static unsigned width(const struct ir_debug_elf *f, uint64_t type)
{
	if (((const Elf64_Ehdr *)f->map)->e_machine == EM_AARCH64)
		return type == R_AARCH64_ABS64 ? 8 : type == R_AARCH64_ABS32 ? 4 : 0;
	return type == R_X86_64_64 ? 8 : type == R_X86_64_32 || type == R_X86_64_32S ? 4 : 0;
}

bool ir_debug_relocate(struct ir_debug_elf *f, const char *rela,
		       const struct ir_debug_section *section, uint64_t offset, uint64_t size)
{
	struct ir_debug_section relas = ir_debug_elf_section(f, rela);
	struct ir_debug_section syms = ir_debug_elf_section(f, ".symtab");
	unsigned char *to = f->map + (section->bytes - f->map);
	uint64_t nr = relas.size / sizeof(Elf64_Rela);

	if (!relas.bytes || !syms.bytes || offset > section->size ||
	    size > section->size - offset)
		return false;
	for (uint64_t i = first_from(&relas, nr, offset); i < nr; i++) {
		Elf64_Rela r = entry(&relas, i);
		unsigned n = width(f, ELF64_R_TYPE(r.r_info));
		uint64_t at = ELF64_R_SYM(r.r_info) * sizeof(Elf64_Sym), value;
		Elf64_Sym sym;

		if (r.r_offset < offset || r.r_offset - offset >= size)
			break;
		if (!n || r.r_offset - offset > size - n || syms.size < sizeof(sym) ||
		    at > syms.size - sizeof(sym))
			continue;
		memcpy(&sym, syms.bytes + at, sizeof(sym));
		value = IR_DEBUG_PLACE(sym.st_shndx, sym.st_value + (uint64_t)r.r_addend);
		memcpy(to + r.r_offset, &value, n); /* the low half is the offset */
	}
	return true;
}

void ir_debug_relocate_tables(struct ir_debug_elf *f)
{
	static const char *const names[][2] = {
		{".debug_ranges", ".rela.debug_ranges"},
		{".debug_rnglists", ".rela.debug_rnglists"},
		{".debug_addr", ".rela.debug_addr"},
		{".debug_str_offsets", ".rela.debug_str_offsets"},
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct ir_debug_section s = ir_debug_elf_section(f, names[i][0]);

		if (s.bytes)
			(void)ir_debug_relocate(f, names[i][1], &s, 0, s.size);
	}
}

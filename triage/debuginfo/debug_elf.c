// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/debuginfo/debug_elf.h"

#include <elfutils/libdwelf.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "triage/file/unpack.h"

#define MIN_SIZE sizeof(Elf64_Ehdr)
#define MAX_SIZE ((off_t)8 << 30)

/* Section headers are changed in the map, so they must lie in it as libelf will see them. */
static bool is_ours(const struct ir_debug_elf *f)
{
	const Elf64_Ehdr *h = (const Elf64_Ehdr *)f->map;

	return !memcmp(h->e_ident, ELFMAG, SELFMAG) && h->e_ident[EI_CLASS] == ELFCLASS64 &&
	       h->e_ident[EI_DATA] == ELFDATA2LSB && h->e_shentsize == sizeof(Elf64_Shdr) &&
	       h->e_shoff % 8 == 0 && h->e_shoff < f->size &&
	       (f->size - h->e_shoff) / sizeof(Elf64_Shdr) >= h->e_shnum && h->e_shnum;
}

static bool find_build_id(struct ir_debug_elf *f)
{
	size_t nr = 0;

	(void)elf_getshdrnum(f->elf, &nr);
	for (size_t i = 1; i < nr && i < 65536; i++) {
		const Elf64_Shdr *h = ir_debug_elf_header(f, i);

		if (h && h->sh_type == SHT_NOTE && h->sh_offset < f->size &&
		    h->sh_size <= f->size - h->sh_offset &&
		    !ir_build_id_in_notes(f->map + h->sh_offset, h->sh_size, &f->build_id))
			return true;
	}
	return false;
}

bool ir_debug_elf_open(struct ir_debug_elf *f, int fd)
{
	struct stat st;
	void *map;

	memset(f, 0, sizeof(*f));
	f->fd = fd;
	if (fstat(fd, &st) || !S_ISREG(st.st_mode) || st.st_size < (off_t)MIN_SIZE ||
	    st.st_size > MAX_SIZE)
		goto no;
	map = mmap(NULL, (size_t)st.st_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_NORESERVE,
		   fd, 0);
	if (map == MAP_FAILED)
		goto no;
	f->map = map;
	f->size = (size_t)st.st_size;
	(void)elf_version(EV_CURRENT);
	if (!is_ours(f))
		goto no;
	f->elf = elf_memory((char *)f->map, f->size);
	f->relocatable = ((const Elf64_Ehdr *)f->map)->e_type == ET_REL;
	if (f->elf && find_build_id(f))
		return true;
no:
	ir_debug_elf_close(f);
	return false;
}

/* Is there a packer's mark at its start? Then @fd becomes an unlinked file with what was packed. */
static bool unpack(int *fd)
{
	struct ir_stream s;
	const char *program;
	bool ok;

	if (!ir_stream_start(&s, *fd, 0))
		return false;
	program = ir_unpacker(&s);
	if (!program)
		return true;
	*fd = -1;
	ok = ir_stream_unpack(&s, program) && ir_spool(&s, false, fd) == IR_SPOOL_OK;
	return ir_stream_end(&s) && ok;
}

bool ir_debug_elf_path(struct ir_debug_elf *f, const char *path)
{
	/* Whoever gives a folder of files may have a pipe among them. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat st;

	memset(f, 0, sizeof(*f));
	f->fd = -1;
	if (fd < 0)
		return false;
	if (fstat(fd, &st) || !S_ISREG(st.st_mode) || !unpack(&fd)) {
		if (fd >= 0)
			close(fd);
		return false;
	}
	return ir_debug_elf_open(f, fd);
}

void ir_debug_elf_close(struct ir_debug_elf *f)
{
	if (f->elf)
		elf_end(f->elf);
	if (f->map)
		munmap(f->map, f->size);
	if (f->map || f->fd > 0)
		close(f->fd);
	memset(f, 0, sizeof(*f));
	f->fd = -1;
}

Elf64_Shdr *ir_debug_elf_header(const struct ir_debug_elf *f, size_t index)
{
	const Elf64_Ehdr *h = (const Elf64_Ehdr *)f->map;

	return index < h->e_shnum ? (Elf64_Shdr *)(f->map + h->e_shoff) + index : NULL;
}

/* Relocation writes into sections: none may lie over the headers, which were checked when the file was opened. */
static bool lies_over_headers(const struct ir_debug_elf *f, const Elf64_Shdr *section)
{
	const Elf64_Ehdr *h = (const Elf64_Ehdr *)f->map;
	uint64_t end = section->sh_offset + section->sh_size;

	return section->sh_offset < sizeof(*h) ||
	       (section->sh_offset < h->e_shoff + h->e_shnum * sizeof(Elf64_Shdr) && end > h->e_shoff);
}

struct ir_debug_section ir_debug_elf_section(const struct ir_debug_elf *f, const char *name)
{
	struct ir_debug_section s = {.bytes = NULL};
	size_t names;

	if (elf_getshdrstrndx(f->elf, &names))
		return s;
	for (size_t i = 1; ir_debug_elf_header(f, i); i++) {
		const Elf64_Shdr *h = ir_debug_elf_header(f, i);
		const char *is = elf_strptr(f->elf, names, h->sh_name);

		if (!is || strcmp(is, name) || h->sh_type == SHT_NOBITS)
			continue;
		s.index = i;
		s.compressed = h->sh_flags & SHF_COMPRESSED;
		if (s.compressed || h->sh_offset > f->size || h->sh_size > f->size - h->sh_offset ||
		    lies_over_headers(f, h))
			return s;
		s.bytes = f->map + h->sh_offset;
		s.size = h->sh_size;
		return s;
	}
	return s;
}

bool ir_debug_elf_has_types(const struct ir_debug_elf *f)
{
	return ir_debug_elf_section(f, ".debug_info").index ||
	       ir_debug_elf_section(f, ".zdebug_info").index;
}

const char *ir_debug_elf_link(const struct ir_debug_elf *f)
{
	GElf_Word crc;

	return dwelf_elf_gnu_debuglink(f->elf, &crc);
}

/* A symbol's name within the string table, or NULL. */
static const char *name_of(const struct ir_debug_section *strings, uint32_t at)
{
	if (at >= strings->size || !memchr(strings->bytes + at, 0, strings->size - at))
		return NULL;
	return (const char *)strings->bytes + at;
}

static void match(const struct ir_debug_elf *f, const Elf64_Sym *sym, const char *name,
		  const char *const *names, unsigned nr, uint64_t *addrs)
{
	for (unsigned i = 0; i < nr; i++) {
		if (*name == *names[i] && !strcmp(name, names[i]) && !addrs[i])
			addrs[i] = f->relocatable ? IR_DEBUG_PLACE(sym->st_shndx, sym->st_value)
						  : sym->st_value;
	}
}

void ir_debug_elf_functions(const struct ir_debug_elf *f, const char *const *names, unsigned nr,
			    uint64_t *addrs)
{
	struct ir_debug_section syms = ir_debug_elf_section(f, ".symtab");
	struct ir_debug_section strings = ir_debug_elf_section(f, ".strtab");

	for (uint64_t at = 0; syms.bytes && strings.bytes && syms.size - at >= sizeof(Elf64_Sym);
	     at += sizeof(Elf64_Sym)) {
		Elf64_Sym sym;
		const char *name;

		memcpy(&sym, syms.bytes + at, sizeof(sym));
		if (ELF64_ST_TYPE(sym.st_info) != STT_FUNC || !sym.st_shndx ||
		    sym.st_shndx >= SHN_LORESERVE)
			continue;
		name = name_of(&strings, sym.st_name);
		if (name)
			match(f, &sym, name, names, nr, addrs);
	}
}

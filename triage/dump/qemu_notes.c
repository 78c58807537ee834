// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * QEMU follows the NT_PRSTATUS notes of all CPUs by as many of its own, in ELF files and kdump files alike
 * (target/i386/arch_dump.c, QEMUCPUState):
 *
 *	namesz 5, descsz 440, type 0	32 bits each
 *	"QEMU", zeros to 8 bytes
 *	version 1, size 440		32 bits each
 *	rax ... r15, rip, rflags	18 of 64 bits
 *	cs ds es fs gs ss ldt tr gdt idt	10 of 24 bytes
 *	cr0 ... cr4, kernel_gs_base	6 of 64 bits
 */
#include "triage/dump/qemu_notes.h"

#include <elf.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "triage/file/trouble.h"

#define MAX_LOOKED   65536 /* notes */
#define MAX_SEGMENTS 64	   /* QEMU's notes are the first */
#define LA57	     (UINT64_C(1) << 12)

struct qemu_cpu_state {
	uint32_t version, size;
	uint64_t regs[18];
	struct {
		uint32_t selector, limit, flags, pad;
		uint64_t base;
	} segments[10];
	uint64_t cr[5], kernel_gs_base;
};

struct notes {
	int fd;
	uint64_t at, size;
};

static bool elf_notes(int fd, struct notes *ret)
{
	Elf64_Ehdr eh;
	Elf64_Phdr ph;

	if (ir_read_at(fd, &eh, sizeof(eh), 0) != sizeof(eh) || memcmp(eh.e_ident, ELFMAG, SELFMAG) ||
	    eh.e_ident[EI_CLASS] != ELFCLASS64 || eh.e_machine != EM_X86_64 ||
	    eh.e_phentsize != sizeof(ph))
		return false;
	for (unsigned i = 0; i < eh.e_phnum && i < MAX_SEGMENTS; i++) {
		if (ir_read_at(fd, &ph, sizeof(ph), eh.e_phoff + i * sizeof(ph)) != sizeof(ph))
			return false;
		if (ph.p_type != PT_NOTE)
			continue;
		*ret = (struct notes){fd, ph.p_offset, ph.p_filesz};
		return true;
	}
	return false;
}

static uint64_t padded(uint64_t n)
{
	return (n + 3) & ~UINT64_C(3);
}

static bool is_qemus(const struct notes *notes, uint64_t at, const Elf64_Nhdr *h)
{
	char name[5];

	return !h->n_type && h->n_namesz == sizeof(name) && h->n_descsz == sizeof(struct qemu_cpu_state) &&
	       ir_read_at(notes->fd, name, sizeof(name), notes->at + at) == sizeof(name) &&
	       !memcmp(name, "QEMU", sizeof(name));
}

/* The state that the @index-th of QEMU's notes holds */
static bool read_state(const struct notes *notes, unsigned index, struct qemu_cpu_state *ret)
{
	uint64_t at = 0, desc;
	Elf64_Nhdr h;

	for (unsigned n = 0; n < MAX_LOOKED; n++) {
		if (at > notes->size || notes->size - at < sizeof(h) ||
		    ir_read_at(notes->fd, &h, sizeof(h), notes->at + at) != sizeof(h))
			return false;
		desc = at + sizeof(h) + padded(h.n_namesz);
		if (desc > notes->size || h.n_descsz > notes->size - desc)
			return false;
		if (is_qemus(notes, at + sizeof(h), &h) && !index--)
			return ir_read_at(notes->fd, ret, sizeof(*ret), notes->at + desc) ==
			       sizeof(*ret);
		at = desc + padded(h.n_descsz);
	}
	return false;
}

bool ir_qemu_cpu(const struct ir_guard *g, int fd, unsigned index, struct ir_qemu_cpu *ret)
{
	struct notes notes = {g->part[0].fd, g->part[0].notes_at, g->part[0].notes_size};
	struct qemu_cpu_state state;

	if ((!g->nr && !elf_notes(fd, &notes)) || !read_state(&notes, index, &state) ||
	    state.version != 1 || state.size != sizeof(state))
		return false;
	ret->top_table = state.cr[3] & UINT64_C(0x000ffffffffff000);
	ret->levels = state.cr[4] & LA57 ? 5 : 4;
	return true;
}

// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/file/formats.h"

#include <elf.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "triage/file/trouble.h"

#define LE_TYPE	 16 /* low byte of e_type in an ELF header, little-endian */
#define BE_TYPE	 17
#define MAX_PHDR 64
#define MAX_NOTE 16384

/* A kdump file's header, and what of its sub header tells where the notes are */
#define KDUMP_BLOCK_SIZE 428
#define KDUMP_NOTES	 48

bool ir_is_dump(const unsigned char *head, size_t n)
{
	return n >= 64 && (!memcmp(head, "KDUMP   ", 8) ||
			   (!memcmp(head, ELFMAG, SELFMAG) && head[EI_CLASS] == ELFCLASS64 &&
			    head[head[EI_DATA] == ELFDATA2MSB ? BE_TYPE : LE_TYPE] == ET_CORE));
}

const char *ir_refused_file(const unsigned char *head, size_t n)
{
	static const struct {
		size_t at, len;
		const char *magic, *what;
	} known[] = {
		{0, 5, "\177ELF\1", "a 32-bit ELF file (only 64-bit dumps are supported)"},
		{0, 4, "\177ELF",
		 "an ELF file, but not a dump (no vmlinux is needed: give the vmcore alone)"},
		{514, 4, "HdrS", "a kernel image (none is needed: give the vmcore alone)"},
		{0, 4, "LiME",
		 "a LiME memory image (make a dump with kdump or virsh dump instead)"},
		{0, 4, "EMiL",
		 "a LiME memory image (make a dump with kdump or virsh dump instead)"},
		{0, 8, "DISKDUMP", "a diskdump file, older than kdump: that format is not read"},
		{0, 8, "sadump\0", "an sadump file (convert it with makedumpfile)"},
		{0, 7, "\xa8\x19\x01\x73\x61\x8f\x23",
		 "an s390 dump (only x86_64 and arm64 are read)"},
		{1, 7, "\x23\x8f\x61\x73\x01\x19\xa8",
		 "an LKCD dump, older than kdump: that format is not read"},
		{0, 6, "PAGEDU", "a Windows crash dump"},
		{0, 4, "MDMP", "a Windows minidump"},
		{0, 4, "\xd0\xbe\xd2\xbe", "a VMware suspend file (convert it with vmss2core)"},
		{0, 4, "\xd1\xba\xd1\xba", "a VMware suspend file (convert it with vmss2core)"},
		{0, 4, "\xd2\xbe\xd2\xbe", "a VMware suspend file (convert it with vmss2core)"},
		{0, 4, "\xd3\xbe\xd3\xbe", "a VMware suspend file (convert it with vmss2core)"},
		{0, 4, "QFI\xfb", "a QEMU disk image (use virsh dump --memory-only)"},
		{0, 4, "QEVM", "a QEMU migration stream (use virsh dump --memory-only)"},
		{0, 16, "LibvirtQemudSave", "a libvirt save file (use virsh dump --memory-only)"},
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (n >= known[i].at + known[i].len &&
		    !memcmp(head + known[i].at, known[i].magic, known[i].len))
			return known[i].what;
	}
	return NULL;
}

/* What a note's name and type say of the file they are in */
static const char *refused_note(const char *name, uint32_t type)
{
	if (!strcmp(name, "Xen"))
		return "a dump made with the Xen hypervisor, whose memory is not the kernel's "
		       "(use kdump inside the guest)";
	if (!strcmp(name, "CORE") && (type == NT_AUXV || type == NT_FILE || type == NT_SIGINFO))
		return "a core dump of a process, not of a kernel";
	return NULL;
}

static const char *refused_notes(int fd, uint64_t at, uint64_t size)
{
	const char *why = NULL;

	for (unsigned i = 0; i < MAX_NOTE && !why && size > sizeof(Elf64_Nhdr); i++) {
		struct {
			Elf64_Nhdr head;
			char name[8];
		} note;
		uint64_t len;

		memset(&note, 0, sizeof(note));
		if (ir_read_at(fd, &note, sizeof(note), at) < sizeof(note.head))
			return NULL;
		note.name[note.head.n_namesz < 7 ? note.head.n_namesz : 7] = 0;
		len = sizeof(note.head) + ((note.head.n_namesz + UINT64_C(3)) & ~UINT64_C(3)) +
		      ((note.head.n_descsz + UINT64_C(3)) & ~UINT64_C(3));
		why = refused_note(note.name, note.head.n_type);
		if (len >= size)
			break;
		at += len;
		size -= len;
	}
	return why;
}

static const char *refused_machine(const Elf64_Ehdr *h)
{
	static const struct {
		unsigned machine;
		const char *what;
	} known[] = {
		{EM_PPC64, "a dump of a ppc64 machine (only x86_64 and arm64 are read)"},
		{EM_S390, "a dump of an s390x machine (only x86_64 and arm64 are read)"},
		{EM_RISCV, "a dump of a riscv machine (only x86_64 and arm64 are read)"},
	};
	unsigned machine = h->e_machine;

	if (h->e_ident[EI_DATA] != ELFDATA2LSB)
		machine = (machine >> 8 | machine << 8) & 0xffff;
	else if (machine == EM_X86_64 || machine == EM_AARCH64)
		return NULL;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (known[i].machine == machine)
			return known[i].what;
	}
	return "a dump of another kind of machine (only x86_64 and arm64 are read)";
}

static const char *refused_elf(int fd, const Elf64_Ehdr *h)
{
	const char *why = refused_machine(h);

	if (!why && !h->e_phnum && h->e_shnum)
		return "a Xen domain's core (use kdump inside the guest)"; /* xl dump-core */
	for (unsigned i = 0; i < h->e_phnum && i < MAX_PHDR && !why; i++) {
		Elf64_Phdr ph;

		if (ir_read_at(fd, &ph, sizeof(ph), h->e_phoff + i * sizeof(ph)) != sizeof(ph))
			return NULL;
		if (ph.p_type == PT_NOTE)
			why = refused_notes(fd, ph.p_offset, ph.p_filesz);
	}
	return why;
}

const char *ir_refused_dump(int fd)
{
	union {
		Elf64_Ehdr elf;
		char bytes[KDUMP_BLOCK_SIZE + 4];
	} h;
	uint64_t notes[2];
	int32_t block;

	if (ir_read_at(fd, &h, sizeof(h), 0) != sizeof(h))
		return NULL;
	if (!memcmp(h.bytes, ELFMAG, SELFMAG))
		return refused_elf(fd, &h.elf);
	memcpy(&block, h.bytes + KDUMP_BLOCK_SIZE, sizeof(block));
	if (block <= 0 ||
	    ir_read_at(fd, notes, sizeof(notes), block + KDUMP_NOTES) != sizeof(notes))
		return NULL;
	return refused_notes(fd, notes[0], notes[1]);
}

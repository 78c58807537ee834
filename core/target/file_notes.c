// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A kdump file holds the ELF notes of the dump as they were, one after the other, each
 *
 *	namesz, descsz, type	32 bits each
 *	name			"CORE", and a zero; padded to 4 bytes
 *	desc			struct elf_prstatus for type NT_PRSTATUS; padded to 4 bytes
 */
#include "core/target/file_notes.h"

#include <elf.h>
#include <string.h>

#include "core/lib/read_at.h"

#define MAX_LOOKED 65536 /* notes; a CPU has one, and others have been seen beside them */

static uint64_t padded(uint64_t n)
{
	return (n + 3) & ~UINT64_C(3);
}

static bool read_at(int fd, uint64_t at, void *buf, size_t len)
{
	return ir_read_fd(fd, buf, len, at, NULL) == len;
}

enum ir_status ir_file_note(int fd, uint64_t start, uint64_t size, unsigned index,
			    struct ir_note *ret)
{
	uint64_t at = 0, desc, len;
	Elf64_Nhdr h;
	char name[5];

	for (unsigned n = 0; n < MAX_LOOKED; n++) {
		if (at > size || size - at < sizeof(h))
			return IR_NOTFOUND;
		if (!read_at(fd, start + at, &h, sizeof(h)))
			return IR_CORRUPT;
		desc = at + sizeof(h) + padded(h.n_namesz);
		if (desc > size || h.n_descsz > size - desc)
			return IR_CORRUPT;
		at = desc + padded(h.n_descsz);
		if (h.n_type != NT_PRSTATUS || h.n_namesz != sizeof(name) ||
		    !read_at(fd, start + desc - padded(sizeof(name)), name, sizeof(name)) ||
		    memcmp(name, "CORE", sizeof(name)) || index--)
			continue;
		len = h.n_descsz < IR_NOTE_MAX ? h.n_descsz : IR_NOTE_MAX;
		if (!read_at(fd, start + desc, ret->desc, len))
			return IR_CORRUPT;
		ret->len = (size_t)len;
		return IR_OK;
	}
	return IR_NOTFOUND;
}

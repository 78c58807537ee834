// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A kdump file holds the ELF notes of the dump as they were, one after the other, each
 *
 *	namesz, descsz, type	32 bits each
 *	name			"CORE", and a zero; padded to 4 bytes
 *	desc			struct elf_prstatus for type NT_PRSTATUS; padded to 4 bytes
 *
 * QEMU's dump-guest-memory -z tells no system and release in the header. libkdumpfile 0.5.1 then does not believe its name
 * of the machine, so does not know the processor when it meets the notes, and keeps none of them.
 */
#include "triage/dump/kdump_notes.h"

#include <elf.h>
#include <string.h>
#include <unistd.h>

#define MAX_LOOKED 65536 /* notes; a CPU has one, and others have been seen beside them */

static uint64_t padded(uint64_t n)
{
	return (n + 3) & ~UINT64_C(3);
}

enum ir_status ir_kdump_note(const struct ir_guard *g, unsigned index, struct ir_note *ret)
{
	const struct ir_guard_part *p = &g->part[0];
	uint64_t at = 0, desc, len;
	Elf64_Nhdr h;
	char name[5];

	for (unsigned n = 0; g->nr && n < MAX_LOOKED; n++) {
		if (at > p->notes_size || p->notes_size - at < sizeof(h))
			return IR_NOTFOUND;
		if (pread(p->fd, &h, sizeof(h), (off_t)(p->notes_at + at)) != sizeof(h))
			return IR_CORRUPT;
		desc = at + sizeof(h) + padded(h.n_namesz);
		if (desc > p->notes_size || h.n_descsz > p->notes_size - desc)
			return IR_CORRUPT;
		at = desc + padded(h.n_descsz);
		if (h.n_type != NT_PRSTATUS || h.n_namesz != sizeof(name) ||
		    pread(p->fd, name, sizeof(name),
			  (off_t)(p->notes_at + desc - padded(sizeof(name)))) != sizeof(name) ||
		    memcmp(name, "CORE", sizeof(name)) || index--)
			continue;
		len = h.n_descsz < IR_NOTE_MAX ? h.n_descsz : IR_NOTE_MAX;
		if (pread(p->fd, ret->desc, len, (off_t)(p->notes_at + desc)) != (ssize_t)len)
			return IR_CORRUPT;
		ret->len = (size_t)len;
		return IR_OK;
	}
	return IR_NOTFOUND;
}

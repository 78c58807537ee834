// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/debuginfo/debug_units.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "triage/debuginfo/unit_ranges.h"
#include "triage/debuginfo/debug_relocate.h"
#include "triage/debuginfo/debug_dwfl.h"
#include "triage/file/trouble.h"

static uint64_t number(const unsigned char *p, unsigned size)
{
	uint64_t v = 0;

	memcpy(&v, p, size);
	return v;
}

/* One table of .debug_aranges: ranges of addresses that belong to the unit at @offset. */
static void read_table(struct ir_debug_units *u, const unsigned char *p, uint64_t len,
		       uint64_t offset)
{
	for (; len >= 16; p += 16, len -= 16) {
		ir_debug_units_claim(u, number(p, 8), number(p + 8, 8), offset);
	}
}

static void read_aranges(struct ir_debug_units *u, const struct ir_debug_section *s)
{
	for (uint64_t at = 0; at <= s->size && s->size - at >= 16;) {
		const unsigned char *p = s->bytes + at;
		uint64_t len = number(p, 4), head = 4, offset_size = 4, tuples;

		if (len == 0xffffffff) {
			len = number(p + 4, 8);
			head = 12;
			offset_size = 8;
		}
		tuples = (head + 2 + offset_size + 2 + 15) & ~15ull; /* from the table's start, aligned */
		if (len > s->size - at - head || len + head < tuples)
			return;
		/* version 2, addresses of 8 bytes, no segments */
		if (number(p + head, 2) == 2 && p[head + 2 + offset_size] == 8 &&
		    !p[head + 3 + offset_size])
			read_table(u, p + tuples, len + head - tuples,
				   number(p + head + 2, (unsigned)offset_size));
		at += head + len;
	}
}

/* Bytes of the unit at @offset, its header included; 0 when there is none. */
static uint64_t unit_size(const struct ir_debug_section *info, uint64_t offset)
{
	uint64_t len, head = 4;

	if (offset >= info->size || info->size - offset < 16)
		return 0;
	len = number(info->bytes + offset, 4);
	if (len == 0xffffffff) {
		len = number(info->bytes + offset + 4, 8);
		head = 12;
	}
	return len <= info->size - offset - head ? len + head : 0;
}

static void close_view(struct ir_debug_units *u)
{
	if (u->view)
		dwarf_end(u->view);
	if (u->view_elf)
		elf_end(u->view_elf);
	if (u->header)
		*u->header = u->original;
	u->view = NULL;
	u->view_elf = NULL;
	u->header = NULL;
}

static bool first_die(Dwarf *dwarf, Dwarf_Die *ret)
{
	Dwarf_Off next;
	size_t head;

	return !dwarf_nextcu(dwarf, 0, &next, &head, NULL, NULL, NULL) &&
	       dwarf_offdie(dwarf, head, ret);
}

static bool open_view(struct ir_debug_units *u, uint64_t offset, Dwarf_Die *ret)
{
	struct ir_debug_section info;
	uint64_t size;

	close_view(u);
	info = ir_debug_elf_section(u->file, ".debug_info");
	size = info.bytes ? unit_size(&info, offset) : 0;
	if (!size || (u->file->relocatable &&
		      !ir_debug_relocate(u->file, ".rela.debug_info", &info, offset, size)))
		return false;
	u->header = ir_debug_elf_header(u->file, info.index);
	u->original = *u->header;
	u->header->sh_offset += offset;
	u->header->sh_size = size;
	errno = 0;
	u->view_elf = elf_memory((char *)u->file->map, u->file->size);
	u->view = u->view_elf ? dwarf_begin_elf(u->view_elf, DWARF_C_READ, NULL) : NULL;
	if (!u->view && errno == ENOMEM)
		ir_trouble(ENOMEM);
	return u->view && first_die(u->view, ret);
}

static bool is_packed(const struct ir_debug_elf *f)
{
	static const char *const read[] = {".debug_info", ".debug_abbrev", ".debug_str", ".debug_aranges",
					   ".debug_ranges", ".debug_rnglists", ".debug_addr",
					   ".debug_str_offsets", ".debug_line_str"};

	for (size_t i = 0; i < sizeof(read) / sizeof(read[0]); i++) {
		if (ir_debug_elf_section(f, read[i]).compressed)
			return true;
	}
	return false;
}

bool ir_debug_units_open(struct ir_debug_units *u, struct ir_debug_elf *file,
			 const char *const *functions, unsigned nr, char *error, size_t size)
{
	struct ir_debug_section ranges = ir_debug_elf_section(file, ".debug_aranges");

	memset(u, 0, sizeof(*u));
	u->file = file;
	u->functions = functions;
	u->nr = nr < IR_DEBUG_MAX_FUNCTIONS ? nr : IR_DEBUG_MAX_FUNCTIONS;
	for (unsigned i = 0; i < u->nr; i++)
		u->offsets[i] = IR_DEBUG_NO_UNIT;
	u->packed = is_packed(file);
	/* What is packed, or refers to another file, libdwfl must read. */
	if (u->packed || !ir_debug_elf_section(file, ".debug_info").bytes ||
	    ir_debug_elf_section(file, ".gnu_debugaltlink").index)
		return ir_debug_units_whole(u, error, size);
	ir_debug_elf_functions(file, u->functions, u->nr, u->addrs);
	if (file->relocatable)
		ir_debug_relocate_tables(file);
	if (ranges.bytes && (!file->relocatable || ir_debug_relocate(file, ".rela.debug_aranges",
								     &ranges, 0, ranges.size)))
		read_aranges(u, &ranges);
	ir_debug_heads(u);
	return true;
}

bool ir_debug_units_get(struct ir_debug_units *u, unsigned i, Dwarf_Die *ret)
{
	if (u->dwfl)
		return ir_debug_whole_unit(u->dwfl, u->functions[i], ret);
	return u->offsets[i] != IR_DEBUG_NO_UNIT && open_view(u, u->offsets[i], ret);
}

bool ir_debug_units_whole(struct ir_debug_units *u, char *error, size_t size)
{
	close_view(u);
	if (!u->dwfl)
		u->dwfl = ir_debug_whole_open(u->file->fd, error, size);
	return u->dwfl;
}

void ir_debug_units_close(struct ir_debug_units *u)
{
	close_view(u);
	if (u->dwfl)
		dwfl_end(u->dwfl);
	u->dwfl = NULL;
}

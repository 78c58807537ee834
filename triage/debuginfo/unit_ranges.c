// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/debuginfo/unit_ranges.h"

#include <sys/mman.h>

#include "triage/debuginfo/debug_relocate.h"

#define HEAD	   1024 /* bytes of a unit: its header and its first entry, names written out */
#define KEPT	   (UINT64_C(4) << 20)
#define PAGE	   UINT64_C(4096)
#define MAX_UNITS  (1u << 20)
#define MAX_RANGES (1u << 16) /* of one unit */

void ir_debug_units_claim(struct ir_debug_units *u, uint64_t start, uint64_t size, uint64_t offset)
{
	for (unsigned i = 0; i < u->nr; i++) {
		if (u->offsets[i] == IR_DEBUG_NO_UNIT && u->addrs[i] && u->addrs[i] >= start &&
		    u->addrs[i] - start < size)
			u->offsets[i] = offset;
	}
}

/*
 * Each head is on a page of its own, and the system maps its neighbours with it: give back what has been
 * looked at. Within the section, so that nothing that was changed elsewhere in the map is lost.
 */
static uint64_t give_back(struct ir_debug_elf *f, const struct ir_debug_section *info, uint64_t from,
			  uint64_t to)
{
	uint64_t base = (uint64_t)(info->bytes - f->map);
	uint64_t start = (base + from + PAGE - 1) & ~(PAGE - 1), end = (base + to) & ~(PAGE - 1);

	if (to - from < KEPT || start >= end)
		return from;
	(void)madvise(f->map + start, end - start, MADV_DONTNEED);
	return end - base;
}

static void claim_ranges(struct ir_debug_units *u, Dwarf_Die *unit, uint64_t offset)
{
	Dwarf_Addr base, start, end;
	ptrdiff_t at = 0;

	for (unsigned n = 0; n < MAX_RANGES; n++) {
		at = dwarf_ranges(unit, at, &base, &start, &end);
		if (at <= 0)
			return;
		ir_debug_units_claim(u, start, end - start, offset);
	}
}

static bool all_found(const struct ir_debug_units *u)
{
	for (unsigned i = 0; i < u->nr; i++) {
		if (u->addrs[i] && u->offsets[i] == IR_DEBUG_NO_UNIT)
			return false;
	}
	return true;
}

static void walk(struct ir_debug_units *u, Dwarf *dwarf, const struct ir_debug_section *info)
{
	uint64_t kept = 0;
	Dwarf_Off next;
	Dwarf_Die unit;
	size_t head;

	for (uint64_t off = 0, n = 0; off < info->size && n < MAX_UNITS && !all_found(u); n++) {
		uint64_t size = info->size - off < HEAD ? info->size - off : HEAD;

		if (u->file->relocatable &&
		    !ir_debug_relocate(u->file, ".rela.debug_info", info, off, size))
			return;
		if (dwarf_nextcu(dwarf, off, &next, &head, NULL, NULL, NULL) || next <= off)
			return;
		if (dwarf_offdie(dwarf, off + head, &unit))
			claim_ranges(u, &unit, off);
		kept = give_back(u->file, info, kept, next < info->size ? next : info->size);
		off = next;
	}
}

void ir_debug_heads(struct ir_debug_units *u)
{
	struct ir_debug_section info = ir_debug_elf_section(u->file, ".debug_info");
	Elf *elf;
	Dwarf *dwarf;

	if (all_found(u))
		return;
	elf = elf_memory((char *)u->file->map, u->file->size);
	dwarf = elf ? dwarf_begin_elf(elf, DWARF_C_READ, NULL) : NULL;
	if (dwarf) {
		walk(u, dwarf, &info);
		dwarf_end(dwarf);
	}
	if (elf)
		elf_end(elf);
}

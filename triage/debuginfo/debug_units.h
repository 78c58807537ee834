/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One compilation unit of a debug file, without the others.
 *
 * libdw finds the n-th unit by reading the headers of all before it: in a vmlinux that touches every
 * corner of 160 MB. So it is shown a file of which .debug_info is that one unit: its section header
 * is changed in our private map. Within a unit types refer to each other relative to its start.
 * In a module (ET_REL) names are where relocations say, and there are a million of those; those of the
 * unit are applied, to our map. What such a view cannot show (units that refer to others, as dwz and
 * LTO make them, compressed DWARF) libdwfl reads, all of it.
 */
#ifndef IR_DEBUG_UNITS_H
#define IR_DEBUG_UNITS_H

#include <elfutils/libdw.h>
#include <elfutils/libdwfl.h>

#include "triage/debuginfo/debug_elf.h"

#define IR_DEBUG_MAX_FUNCTIONS 64
#define IR_DEBUG_NO_UNIT       UINT64_MAX

/**
 * struct ir_debug_units - the units of the functions that were asked for
 * @offsets: of their units in .debug_info, IR_DEBUG_NO_UNIT where none is known
 * @packed: its DWARF is compressed
 */
struct ir_debug_units {
	struct ir_debug_elf *file;
	unsigned nr;
	const char *const *functions;
	uint64_t addrs[IR_DEBUG_MAX_FUNCTIONS], offsets[IR_DEBUG_MAX_FUNCTIONS];
	Dwarf *view;
	Elf *view_elf;
	Elf64_Shdr *header, original;
	Dwfl *dwfl;
	bool packed;
};

/** ir_debug_units_open() - find them; false: there is no way to (@error tells) */
bool ir_debug_units_open(struct ir_debug_units *u, struct ir_debug_elf *file,
			 const char *const *functions, unsigned nr, char *error, size_t size);
/** ir_debug_units_get() - the unit that defines function @i; valid until the next is asked for */
bool ir_debug_units_get(struct ir_debug_units *u, unsigned i, Dwarf_Die *ret);
/** ir_debug_units_whole() - from now on let libdwfl read the whole file; false: it cannot, @error tells why */
bool ir_debug_units_whole(struct ir_debug_units *u, char *error, size_t size);
/** ir_debug_units_close() - idempotent */
void ir_debug_units_close(struct ir_debug_units *u);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Relocations of a module's DWARF, a stretch of a section at a time. */
#ifndef IR_DEBUG_RELOCATE_H
#define IR_DEBUG_RELOCATE_H

#include "triage/debuginfo/debug_elf.h"

/**
 * ir_debug_relocate() - apply those that change @size bytes at @offset of @section, in the map
 * @rela: the section that holds them; they are sorted by place, as assemblers and linkers write them
 *
 * What should be an address becomes an IR_DEBUG_PLACE(); an offset in a section becomes that.
 */
bool ir_debug_relocate(struct ir_debug_elf *f, const char *rela,
		       const struct ir_debug_section *section, uint64_t offset, uint64_t size);

/** ir_debug_relocate_tables() - all of the tables through which a unit has its addresses and names; small ones */
void ir_debug_relocate_tables(struct ir_debug_elf *f);

#endif

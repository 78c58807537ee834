/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the DWARF of a debug file says of structures. */
#ifndef IR_DEBUG_READ_H
#define IR_DEBUG_READ_H

#include "triage/debuginfo/debug_elf.h"
#include "triage/debuginfo/debug_answers.h"

/**
 * ir_debug_read() - answer all questions from the DWARF of @f, into @ret
 * Done in a child process, for a limited time: a file that upsets libdw, or that changes while it is
 * being read, costs its answers and nothing else.
 */
void ir_debug_read(struct ir_debug_elf *f, struct ir_debug_layouts *ret);

/** ir_debug_know_nothing() - @ret before anything of @f was read */
void ir_debug_know_nothing(const struct ir_debug_elf *f, struct ir_debug_layouts *ret);
/**
 * ir_debug_read_here() - the same as ir_debug_read() in this very process, whatever libdw does to it (tests/fuzz)
 * @ret: as ir_debug_know_nothing() leaves it
 */
void ir_debug_read_here(struct ir_debug_elf *f, struct ir_debug_layouts *ret);

#endif

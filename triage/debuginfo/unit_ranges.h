/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The compilation units that .debug_aranges does not lead to, by what the first entry of each unit says of
 * its addresses. clang writes that section for assembler files only, and some strip it.
 */
#ifndef IR_UNIT_RANGES_H
#define IR_UNIT_RANGES_H

#include "triage/debuginfo/debug_units.h"

/**
 * ir_debug_units_claim() - the unit at @offset has @size bytes of code at @start
 * Whichever of @u's functions lie there are in that unit, unless they are known to be in another.
 */
void ir_debug_units_claim(struct ir_debug_units *u, uint64_t start, uint64_t size, uint64_t offset);

/** ir_debug_heads() - look at the head of each unit, until every function that is in @u's file has one */
void ir_debug_heads(struct ir_debug_units *u);

#endif

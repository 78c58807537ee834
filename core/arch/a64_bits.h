/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of the A64 decoder share. */
#ifndef IR_A64_BITS_H
#define IR_A64_BITS_H

#include "core/arch/a64_insn.h"

/** bits() - bits @lo to @lo + @n - 1 of @w, fewer than 32 of them */
static inline uint32_t bits(uint32_t w, unsigned lo, unsigned n)
{
	return w >> lo & ((UINT32_C(1) << n) - 1);
}

/** sign_extended() - @v as a signed number of @n bits */
static inline int64_t sign_extended(uint32_t v, unsigned n)
{
	return (int64_t)((uint64_t)v << (64 - n)) >> (64 - n);
}

/** unknown() - @in is not understood, and may have changed all registers and the flags */
static inline void unknown(struct ir_a64_insn *in)
{
	in->op = IR_A64_UNKNOWN;
	in->writes = UINT32_MAX;
	in->flags = true;
}

/** writes() - @in writes register @reg, unless that is the one that is always 0 */
static inline void writes(struct ir_a64_insn *in, unsigned reg)
{
	if (reg != IR_A64_ZR)
		in->writes |= UINT32_C(1) << reg;
}

/** writes_or_sp() - @in writes register @reg; number 31 is the stack pointer */
static inline void writes_or_sp(struct ir_a64_insn *in, unsigned reg)
{
	in->writes |= UINT32_C(1) << reg;
}

#endif

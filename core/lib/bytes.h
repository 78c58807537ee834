/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers out of bytes that need not be aligned, in the byte order of the machine that reads: little-endian, as the kernels are. */
#ifndef IR_BYTES_H
#define IR_BYTES_H

#include <stdint.h>
#include <string.h>

/** ir_get32() - the four bytes at @p */
static inline uint32_t ir_get32(const void *p)
{
	uint32_t v;

	memcpy(&v, p, sizeof(v));
	return v;
}

/** ir_get64() - the eight bytes at @p */
static inline uint64_t ir_get64(const void *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
	return v;
}

#endif

// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/lib/hash.h"

#include <string.h>

#define PRIME UINT64_C(0x100000001b3)

uint64_t ir_hash(uint64_t hash, const void *bytes, size_t len)
{
	const unsigned char *p = bytes;

	for (size_t i = 0; i < len; i++)
		hash = (hash ^ p[i]) * PRIME;
	return hash;
}

uint64_t ir_hash_string(uint64_t hash, const char *s)
{
	return ir_hash(hash, s, strlen(s) + 1);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A hash for finding and comparing: FNV-1a, 64 bits. It is no protection against malice. */
#ifndef IR_HASH_H
#define IR_HASH_H

#include <stddef.h>
#include <stdint.h>

/** IR_HASH_START - the hash of nothing: FNV's offset basis */
#define IR_HASH_START UINT64_C(0xcbf29ce484222325)

/** ir_hash() - go on from @hash with @len bytes. Returns the new hash; start with IR_HASH_START. */
uint64_t ir_hash(uint64_t hash, const void *bytes, size_t len);

/** ir_hash_string() - the same with @s and its NUL, so that "a", "bc" differs from "ab", "c" */
uint64_t ir_hash_string(uint64_t hash, const char *s);

#endif

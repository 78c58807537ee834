// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/lib/hash.h"
#include "tests/unit/unit.h"

/* FNV's own test vectors for 64 bits, FNV-1a. */
void test_hash(void)
{
	uint64_t two = ir_hash_string(ir_hash_string(IR_HASH_START, "a"), "bc");

	CHECK(ir_hash(IR_HASH_START, "", 0) == UINT64_C(0xcbf29ce484222325));
	CHECK(ir_hash(IR_HASH_START, "a", 1) == UINT64_C(0xaf63dc4c8601ec8c));
	CHECK(ir_hash(IR_HASH_START, "foobar", 6) == UINT64_C(0x85944171f73967e8));
	CHECK(ir_hash(ir_hash(IR_HASH_START, "foo", 3), "bar", 3) ==
	      ir_hash(IR_HASH_START, "foobar", 6));
	CHECK(ir_hash(IR_HASH_START, "\xff", 1) == UINT64_C(0xaf64724c8602eb6e));
	CHECK(ir_hash_string(IR_HASH_START, "foobar") == ir_hash(IR_HASH_START, "foobar", 7));
	CHECK(two != ir_hash_string(ir_hash_string(IR_HASH_START, "ab"), "c"));

}

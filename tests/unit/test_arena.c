// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/lib/arena.h"
#include "tests/unit/unit.h"

#include <stdint.h>

static void aligned_and_zeroed(struct ir_arena *arena)
{
	for (size_t size = 1; size < 300; size += 7) {
		unsigned char *p = ir_arena_alloc(arena, size);
		bool zero = p;

		for (size_t i = 0; p && i < size; i++)
			zero = zero && !p[i];
		CHECK(zero);
		CHECK((uintptr_t)p % _Alignof(max_align_t) == 0);
		if (p)
			memset(p, 0xff, size);
	}
}

void test_arena(void)
{
	struct ir_arena arena = {0};
	const char *s;
	char *copy;

	aligned_and_zeroed(&arena);
	copy = ir_arena_strdup(&arena, "lnk");
	CHECK_STR(copy, "lnk");
	s = ir_arena_printf(&arena, "%s+0x%x", "step_into", 0x5cd);
	CHECK_STR(s, "step_into+0x5cd");
	s = ir_arena_printf(&arena, "%05000d", 7);
	CHECK(s && strlen(s) == 5000 && s[4999] == '7');
	CHECK(!ir_arena_alloc(&arena, IR_ARENA_MAX + 1));
	CHECK(!ir_arena_alloc(&arena, SIZE_MAX));
	CHECK(!ir_arena_alloc(&arena, SIZE_MAX - 64));
	CHECK(ir_arena_alloc(&arena, 1 << 20));
	while (ir_arena_alloc(&arena, 1 << 20))
		;
	CHECK(arena.total <= IR_ARENA_MAX);
	CHECK_STR(copy, "lnk");
	ir_arena_release(&arena);
	CHECK(!arena.blocks && !arena.total);
	ir_arena_release(&arena);
	CHECK(ir_arena_alloc(&arena, 8));
	ir_arena_release(&arena);
}

// SPDX-License-Identifier: GPL-2.0-or-later
/* Which data A64 code refers to: what is a neighbour's address, what is read there, what another register has; and what it calls. */

#include "core/arch/arch.h"
#include "core/arch/code.h"
#include "core/target/kernel.h"
#include "core/target/target.h"
#include "tests/unit/unit.h"

#include <string.h>

#define CODE UINT64_C(0xffff800008272000)

static const uint32_t *words;
static size_t nr_words;

static enum ir_status read_code(struct ir_target *t, uint64_t addr, void *buf, size_t len)
{
	(void)t;
	if (addr < CODE || addr - CODE > 4 * nr_words || len > 4 * nr_words - (addr - CODE))
		return IR_FAULT;
	memcpy(buf, (const uint8_t *)words + (addr - CODE), len);
	return IR_OK;
}

struct kinds {
	unsigned plain, taken, indexed, other; /* of the offsets into the page that are asked for */
	uint64_t of;
};

static void count(uint64_t addr, enum ir_ref_kind kind, void *arg)
{
	struct kinds *n = arg;

	if (addr != CODE + n->of)
		return;
	n->plain += kind == IR_REF_PLAIN;
	n->taken += kind == IR_REF_TAKEN;
	n->indexed += kind == IR_REF_INDEXED;
	n->other += kind == IR_REF_PER_CPU;
}

static struct kinds refs_to(const uint32_t *code, size_t nr, uint64_t of)
{
	const struct ir_target_ops ops = {.read = read_code};
	struct ir_target t = {.ops = &ops, .arch = "aarch64"};
	struct kinds n = {.of = of};

	words = code;
	nr_words = nr;
	CHECK(!ir_arch_aarch64.refs(&t, CODE, 4 * nr, count, &n));
	return n;
}

/* A module calls a function of the kernel that is too far away through an entry of its own, which only jumps on. */
static void calls_through_entry(void)
{
	static const uint32_t code[] = {
		0x94000002, /* bl 8 */
		0xd65f03c0, /* ret */
		0x90000010, /* adrp x16, CODE */
		0x91008210, /* add x16, x16, #0x20 */
		0xd61f0200, /* br x16 */
	};
	const struct ir_target_ops ops = {.read = read_code};
	struct ir_target t = {.ops = &ops, .arch = "aarch64"};
	struct ir_arena arena = {0};
	struct ir_kernel k = {.t = &t, .arena = &arena, .arch = &ir_arch_aarch64};
	struct ir_code *c;

	words = code;
	nr_words = sizeof(code) / sizeof(code[0]);
	CHECK(!ir_code_open(&k, CODE, 8, &c) && c->nr_steps > 0 &&
	      c->steps[0].kind == IR_STEP_CALL && c->steps[0].target == CODE + 0x20);
	nr_words = 3; /* the rest of the entry is not in the dump: then the call is to the entry */
	CHECK(!ir_code_open(&k, CODE, 8, &c) && c->steps[0].target == CODE + 8);
	ir_arena_release(&arena);
}

void test_a64_refs(void)
{
	/* btf_try_get_module() of 6.1: the list is reached from the address of another variable. */
	static const uint32_t anchor[] = {
		0x90000014, /* adrp x20, CODE */
		0x9125c294, /* add  x20, x20, #0x970 */
		0xaa1403e1, /* mov  x1, x20 */
		0xf8470c33, /* ldr  x19, [x1, #112]! */
		0xd65f03c0, /* ret */
	};
	/* idle_task() of 6.1: a table of offsets, and a variable of that CPU */
	static const uint32_t table[] = {
		0x90000002, /* adrp x2, CODE */
		0x913de042, /* add  x2, x2, #0xf78 */
		0x90000001, /* adrp x1, CODE */
		0x91290021, /* add  x1, x1, #0xa40 */
		0xf860d840, /* ldr  x0, [x2, w0, sxtw #3] */
		0x8b010000, /* add  x0, x0, x1 */
		0xd65f03c0, /* ret */
	};
	/* What a post-indexed access adds, it adds behind it. */
	static const uint32_t post[] = {
		0x90000001, /* adrp x1, CODE */
		0x91290021, /* add  x1, x1, #0xa40 */
		0xf8408420, /* ldr  x0, [x1], #8 */
		0xd65f03c0, /* ret */
	};
	struct kinds n = refs_to(anchor, sizeof(anchor) / 4, 0x9e0);

	CHECK(n.plain == 1 && !n.taken && !n.indexed && !n.other);
	n = refs_to(anchor, sizeof(anchor) / 4, 0x970);
	CHECK(!n.plain && n.taken && !n.indexed);
	n = refs_to(table, sizeof(table) / 4, 0xf78);
	CHECK(!n.plain && n.indexed == 1);
	n = refs_to(table, sizeof(table) / 4, 0xa40);
	CHECK(!n.plain && !n.indexed && n.taken == 1);
	n = refs_to(post, sizeof(post) / 4, 0xa40);
	CHECK(n.plain == 1);
	n = refs_to(post, sizeof(post) / 4, 0xa48);
	CHECK(!n.plain);
	calls_through_entry();
}

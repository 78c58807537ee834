// SPDX-License-Identifier: GPL-2.0-or-later
/* Lists that end, run into themselves after any number of entries, or lead nowhere. */
#include "core/arch/arch.h"
#include "core/types/list.h"
#include "tests/unit/unit.h"

#define BASE UINT64_C(0xffff888000001000)
#define NR   1000u

static uint64_t next[NR];

static enum ir_status read_next(struct ir_target *t, uint64_t addr, void *buf, size_t len)
{
	(void)t;
	if (addr - BASE >= sizeof(next) || len != 8)
		return IR_ABSENT;
	memcpy(buf, &next[(addr - BASE) / 8], 8);
	return IR_OK;
}

static const struct ir_target_ops ops = {.read = read_next};
static struct ir_target target = {.ops = &ops, .arch = "x86_64"};

/* A list of the @nr entries behind the head, of which the last leads to number @last */
static unsigned walk(unsigned nr, unsigned last, enum ir_status *st)
{
	struct ir_kernel k = {.t = &target, .arch = ir_arch_find("x86_64")};
	struct ir_list_walk w;
	unsigned seen = 0;

	for (unsigned i = 0; i <= nr; i++)
		next[i] = BASE + 8 * (i < nr ? i + 1 : last);
	ir_list_for_each (&w, &k, BASE, 0, 100000)
		seen++;
	*st = w.st;
	return seen;
}

void test_list(void)
{
	enum ir_status st;

	CHECK(walk(0, 0, &st) == 0 && !st);
	CHECK(walk(1, 0, &st) == 1 && !st);
	CHECK(walk(999, 0, &st) == 999 && !st);
	CHECK(walk(10, 2000, &st) == 11 && st == IR_ABSENT);
	for (unsigned nr = 1; nr < NR; nr += 1 + nr / 3)
		for (unsigned last = 1; last <= nr; last += 1 + last / 3)
			CHECK(walk(nr, last, &st) <= 4 * nr && st == IR_CORRUPT);
}

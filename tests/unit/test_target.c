// SPDX-License-Identifier: GPL-2.0-or-later
/* The typed readers over the target contract, and symbol names. */
#include "core/target/target.h"
#include "tests/unit/unit.h"

#include <inttypes.h>

/* Memory from BASE: its 256 bytes count up from 1, then a page that is absent. */
#define BASE UINT64_C(0xff00000000001000)

static enum ir_status counting_read(struct ir_target *t, uint64_t addr, void *buf, size_t len)
{
	unsigned char *to = buf;

	(void)t;
	if (addr < BASE || addr + len < addr)
		return IR_FAULT;
	if (addr + len > BASE + 256)
		return IR_ABSENT;
	for (size_t i = 0; i < len; i++)
		to[i] = (unsigned char)(addr + i - BASE + 1);
	return IR_OK;
}

static enum ir_status one_symbol_at(struct ir_target *t, uint64_t addr, struct ir_symbol *ret)
{
	(void)t;
	*ret = (struct ir_symbol){.name = "anything", .addr = addr};
	return IR_OK;
}

static void readers(struct ir_target *t)
{
	uint64_t v = 7;
	uint32_t w = 7;
	char buf[300];

	CHECK(!ir_read_u64(t, BASE, &v) && v == UINT64_C(0x0807060504030201));
	CHECK(!ir_read_u32(t, BASE + 1, &w) && w == 0x05040302);
	CHECK(!ir_read_uint(t, BASE, 1, &v) && v == 0x01);
	CHECK(!ir_read_uint(t, BASE, 2, &v) && v == 0x0201);
	CHECK(!ir_read_uint(t, BASE, 4, &v) && v == 0x04030201);
	v = 7;
	CHECK(ir_read_uint(t, BASE, 3, &v) == IR_UNSUPPORTED && v == 7);
	CHECK(ir_read_uint(t, BASE, 0, &v) == IR_UNSUPPORTED && v == 7);
	CHECK(ir_read_u64(t, BASE + 250, &v) == IR_ABSENT && v == 7);
	CHECK(ir_read_u64(t, 0, &v) == IR_FAULT && v == 7);
	CHECK(ir_read_u64(t, UINT64_MAX - 3, &v) == IR_FAULT && v == 7);
	CHECK(ir_read(t, UINT64_MAX, buf, 2) == IR_FAULT);
	CHECK(ir_read(t, BASE, buf, 0) == IR_FAULT);
}

static void strings(struct ir_target *t)
{
	char buf[300];

	/* Byte 255 of the pattern is the NUL: 1..255, then 0. */
	CHECK(!ir_read_string(t, BASE + 250, buf, sizeof(buf)));
	CHECK(strlen(buf) == 5);
	CHECK(!ir_read_string(t, BASE, buf, 4) && !strcmp(buf, "\x01\x02\x03"));
	CHECK(!ir_read_string(t, BASE, buf, 1) && !buf[0]);
	CHECK(ir_read_string(t, BASE, buf, 0) == IR_UNSUPPORTED);
	CHECK(ir_read_string(t, BASE + 256, buf, sizeof(buf)) == IR_ABSENT);
	CHECK(ir_read_string(t, 16, buf, sizeof(buf)) == IR_FAULT);
	CHECK(!ir_read_string(t, BASE, buf, sizeof(buf)) && strlen(buf) == 255);
}

static void names(struct ir_target *t)
{
	char name[] = "link_path_walk.part.0.constprop.0", dot[] = ".text", plain[] = "step_into";
	struct ir_symbol sym;

	ir_symbol_base(name);
	CHECK_STR(name, "link_path_walk");
	ir_symbol_base(dot);
	CHECK_STR(dot, ".text");
	ir_symbol_base(plain);
	CHECK_STR(plain, "step_into");
	CHECK(ir_symbol_is("empty_iops.9", "empty_iops"));
	CHECK(ir_symbol_is("empty_iops", "empty_iops"));
	CHECK(!ir_symbol_is("empty_iops2", "empty_iops"));
	CHECK(!ir_symbol_is("empty", "empty_iops"));
	/* per-CPU symbols start at 0: a NULL pointer has no symbol */
	CHECK(ir_symbol_at(t, 0, &sym) == IR_NOTFOUND);
	CHECK(ir_symbol_at(t, 0xfff, &sym) == IR_NOTFOUND);
	CHECK(!ir_symbol_at(t, BASE, &sym));
}

void test_target(void)
{
	const struct ir_target_ops ops = {.read = counting_read, .symbol_at = one_symbol_at};
	struct ir_target t = {.ops = &ops, .arch = "x86_64"};

	readers(&t);
	strings(&t);
	names(&t);
	CHECK(!ir_interrupted(&t));
	for (int st = IR_OK; st <= IR_NOMEM + 1; st++)
		CHECK(ir_status_string((enum ir_status)st) &&
		      *ir_status_string((enum ir_status)st));
}

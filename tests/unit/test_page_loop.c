// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/target/page_loop.h"
#include "tests/unit/unit.h"

#define PAGE  16
#define PAGES 4

/* Pages of 16 bytes from 0x100 on; one of them may be missing. */
struct memory {
	unsigned char bytes[PAGES * PAGE];
	uint64_t missing;
	unsigned asked;
};

static enum ir_status page(uint64_t addr, size_t len, const unsigned char **ret, void *arg)
{
	struct memory *m = arg;

	m->asked++;
	CHECK(len && addr % PAGE + len <= PAGE);
	if (addr / PAGE == m->missing / PAGE)
		return IR_ABSENT;
	*ret = m->bytes + (addr - 0x100);
	return IR_OK;
}

void test_page_loop(void)
{
	struct memory m = {.missing = 0};
	unsigned char buf[PAGES * PAGE];

	for (size_t i = 0; i < sizeof(m.bytes); i++)
		m.bytes[i] = (unsigned char)(i + 1);
	/* in one page: asked once */
	CHECK(!ir_read_by_page(0x103, buf, 13, PAGE, page, &m) && m.asked == 1);
	CHECK(!memcmp(buf, m.bytes + 3, 13));
	/* over three, from the middle of the first to the middle of the last */
	memset(buf, 0, sizeof(buf));
	CHECK(!ir_read_by_page(0x10f, buf, 20, PAGE, page, &m));
	CHECK(!memcmp(buf, m.bytes + 15, 20) && !buf[20]);
	CHECK(!ir_read_by_page(0x100, buf, sizeof(buf), PAGE, page, &m));
	CHECK(!memcmp(buf, m.bytes, sizeof(buf)));
	/* all or nothing: the last one is missing */
	m.missing = 0x130;
	memset(buf, 0xee, sizeof(buf));
	CHECK(ir_read_by_page(0x100, buf, sizeof(buf), PAGE, page, &m) == IR_ABSENT);
	CHECK(buf[0] == 0xee && !memcmp(buf, buf + 1, sizeof(buf) - 1));
	CHECK(!ir_read_by_page(0x100, buf, 3 * PAGE, PAGE, page, &m));
	CHECK(ir_read_by_page(0x13f, buf, 1, PAGE, page, &m) == IR_ABSENT);

}

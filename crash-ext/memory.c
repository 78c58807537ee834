// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Reading memory. crash answers yes or no; what is added here is why not, and that a page of zeros
 * which crash made up is not a page.
 */
#include "crash-ext/target_crash.h"

#include "crash-ext/compat.h"
#include "crash-ext/fatal_guard.h"

#define PAGE 4096ULL

struct transfer {
	uint64_t addr;
	void *buf;
	size_t len;
	physaddr_t paddr;
	bool done;
};

static void read_kernel(void *arg)
{
	struct transfer *x = arg;
	static char label[] = "inoderace";

	x->done = readmem(x->addr, KVADDR, x->buf, (long)x->len, label, RETURN_ON_ERROR | QUIET);
}

static void translate(void *arg)
{
	struct transfer *x = arg;

	x->done = kvtop(NULL, x->addr, &x->paddr, 0);
}

/* Asked to be verbose, crash walks the page tables also for addresses it could just subtract. */
static void walk_page_tables(void *arg)
{
	struct transfer *x = arg;

	x->done = kvtop(NULL, x->addr, &x->paddr, 1);
}

/* Is it certain that nothing is mapped at @addr? A page table that is missing proves nothing. */
static bool is_unmapped(const struct ir_crash *c, uint64_t addr, size_t len)
{
	struct transfer x = {.addr = addr};

	(void)c, (void)len;
	if (!IS_KVADDR(addr))
		return true;
	return ir_guard(walk_page_tables, &x, IR_GUARD_PLAIN) && !x.done;
}

/* crash fills ELF dumps with zeros where the file has no bytes. */
static bool is_made_up(const struct ir_crash *c, uint64_t addr, size_t len)
{
	struct transfer x = {.addr = addr};

	if (!c->file.nr_segments || !ir_guard(translate, &x, IR_GUARD_PLAIN) || !x.done)
		return false;
	return !ir_dumpfile_has(&c->file, x.paddr, len);
}

/* Told to make up the excluded pages of a compressed dump (--zero_excluded), crash does not tell. */
static bool is_all_zero(const struct ir_crash *c, uint64_t addr, size_t len)
{
	char page[PAGE];
	struct transfer x = {.addr = addr & ~(PAGE - 1), .buf = page, .len = PAGE};

	(void)c, (void)len;
	if (!ir_guard(read_kernel, &x, IR_GUARD_PLAIN) || !x.done)
		return false;
	for (size_t i = 0; i < PAGE; i++) {
		if (page[i])
			return false;
	}
	return true;
}

typedef bool page_test(const struct ir_crash *c, uint64_t addr, size_t len);

static bool any_page(const struct ir_crash *c, uint64_t addr, size_t len, page_test *test)
{
	while (len) {
		size_t part = PAGE - addr % PAGE;

		if (part > len)
			part = len;
		if (test(c, addr, part))
			return true;
		addr += part;
		len -= part;
	}
	return false;
}

enum ir_status ir_crash_read(struct ir_target *t, uint64_t addr, void *buf, size_t len)
{
	const struct ir_crash *c = t->priv;
	struct transfer x = {.addr = addr, .buf = buf, .len = len};

	if (ir_guard_interrupted())
		return IR_ABSENT;
	if (*diskdump_flags & ZERO_EXCLUDED && any_page(c, addr, len, is_all_zero))
		return IR_ABSENT;
	if (!any_page(c, addr, len, is_made_up) && ir_guard(read_kernel, &x, IR_GUARD_PLAIN) &&
	    x.done)
		return IR_OK;
	return any_page(c, addr, len, is_unmapped) ? IR_FAULT : IR_ABSENT;
}

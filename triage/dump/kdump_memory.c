// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Reading memory, and telling why not. Pages are read by physical address: asked for a virtual one,
 * libkdumpfile makes up zeros where an ELF dump has no bytes. A few pages are kept, because
 * unpacking takes long for the many small reads of a diagnosis.
 */
#include "triage/dump/target_kdump.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/target/page_loop.h"
#include "triage/file/trouble.h"

#define PAGE	    UINT64_C(4096)
#define IMAGE_SIZE  (UINT64_C(1) << 30)

#ifdef __SANITIZE_ADDRESS__
/* libkdumpfile 0.5.1 leaks a few bytes for each page it fails to read. */
const char *__lsan_default_suppressions(void);

const char *__lsan_default_suppressions(void)
{
	return "leak:libkdumpfile";
}
#endif

/* Call it right after libkdumpfile: why it failed is in errno, if anywhere. */
static enum ir_status status_of(kdump_status st)
{
	if (st == KDUMP_ERR_SYSTEM)
		ir_trouble(errno ? errno : EIO);
	switch (st) {
	case KDUMP_OK:
		return IR_OK;
	case KDUMP_ERR_CORRUPT:
		return IR_CORRUPT;
	case KDUMP_ERR_SYSTEM:
		return IR_IO;
	default:
		return IR_ABSENT;
	}
}

/* The direct mapping is computed, not looked up: only the page tables prove an address unmapped. */
static bool is_unmapped(struct ir_kdump *k, uint64_t addr)
{
	addrxlat_step_t step;
	addrxlat_status st;

	if (!k->xlat_sys)
		return false;
	memset(&step, 0, sizeof(step));
	step.ctx = k->xlat_ctx;
	step.sys = k->xlat_sys;
	step.meth = addrxlat_sys_get_meth(k->xlat_sys, ADDRXLAT_SYS_METH_PGT);
	st = addrxlat_launch(&step, addr);
	if (st == ADDRXLAT_OK)
		st = addrxlat_walk(&step);
	if (st == ADDRXLAT_ERR_NOMEM)
		ir_trouble(ENOMEM);
	addrxlat_ctx_clear_err(k->xlat_ctx);
	return st == ADDRXLAT_ERR_NOTPRESENT || st == ADDRXLAT_ERR_INVALID;
}

bool ir_kdump_top_table(struct ir_kdump *k, uint64_t *ret)
{
	struct ir_target *t = &k->target;
	char table[32], base[32];

	if (!k->info_text ||
	    (t->ops->vmcoreinfo(t, "SYMBOL(init_top_pgt)", table, sizeof(table)) &&
	     t->ops->vmcoreinfo(t, "SYMBOL(swapper_pg_dir)", table, sizeof(table))) ||
	    t->ops->vmcoreinfo(t, "NUMBER(phys_base)", base, sizeof(base)))
		return false;
	*ret = strtoull(table, NULL, 16) - IR_IMAGE_START + (uint64_t)strtoll(base, NULL, 10);
	return true;
}

/*
 * Where the dump lacks the page tables themselves: the kernel's image and the direct mapping are
 * linear. Stacks and modules are not, and stay out of reach.
 */
static enum ir_status translate_linear(struct ir_kdump *k, uint64_t addr, uint64_t *ret)
{
	struct ir_target *t = &k->target;
	uint64_t var;
	char text[32];

	if (strcmp(t->arch, "x86_64") ||
	    t->ops->vmcoreinfo(t, "NUMBER(phys_base)", text, sizeof(text)))
		return IR_ABSENT;
	if (addr >= IR_IMAGE_START) {
		*ret = addr - IR_IMAGE_START + (uint64_t)strtoll(text, NULL, 10);
		return addr - IR_IMAGE_START < IMAGE_SIZE ? IR_OK : IR_ABSENT;
	}
	if (!k->page_offset_tried) {
		k->page_offset_tried = true;
		if (ir_symbol_addr(t, "page_offset_base", &var) ||
		    ir_read_u64(t, var, &k->page_offset))
			k->page_offset = 0;
	}
	*ret = addr - k->page_offset;
	return k->page_offset && addr >= k->page_offset ? IR_OK : IR_ABSENT;
}

static enum ir_status translate(struct ir_kdump *k, uint64_t addr, uint64_t *ret)
{
	addrxlat_fulladdr_t fa = {.addr = addr, .as = ADDRXLAT_KVADDR};
	addrxlat_status st;

	if (!k->xlat_sys)
		return translate_linear(k, addr, ret);
	st = addrxlat_fulladdr_conv(&fa, ADDRXLAT_MACHPHYSADDR, k->xlat_ctx, k->xlat_sys);
	if (st == ADDRXLAT_OK) {
		*ret = fa.addr;
		return IR_OK;
	}
	addrxlat_ctx_clear_err(k->xlat_ctx);
	if (st == ADDRXLAT_ERR_NOMEM)
		ir_trouble(ENOMEM);
	return st == ADDRXLAT_ERR_NOTPRESENT ? IR_FAULT : IR_ABSENT;
}

static enum ir_status read_physical(struct ir_kdump *k, struct ir_kdump_page *p)
{
	struct ir_guard_place place;
	enum ir_status st = ir_guard_locate(&k->guard, p->paddr, &place), own = IR_UNSUPPORTED;
	size_t len = PAGE;

	if (!st && place.fd >= 0)
		own = ir_unzip_page(k->unzip, &place, p->bytes);
	if (own != IR_UNSUPPORTED) {
		st = own;
	} else if (!st && k->headers >= 0) {
		st = IR_CORRUPT; /* big_dump.h: the library does not see the pages */
	} else if (!st) {
		errno = 0;
		st = status_of(kdump_read(k->ctx, KDUMP_MACHPHYSADDR, p->paddr, p->bytes, &len));
		kdump_clear_err(k->ctx);
	}
	return k->watch ? k->watch->ops->page_read(k->watch, p, st) : st;
}

static enum ir_status read_page(struct ir_kdump *k, struct ir_kdump_page *p)
{
	enum ir_status st = translate(k, p->addr, &p->paddr);

	if (st)
		p->paddr = UINT64_MAX;
	else
		st = read_physical(k, p);
	return st == IR_ABSENT && is_unmapped(k, p->addr) ? IR_FAULT : st;
}

static struct ir_kdump_page *page_at(struct ir_kdump *k, uint64_t addr)
{
	uint64_t nr = addr / PAGE;
	struct ir_kdump_page *p = &k->pages[(nr ^ nr / IR_KDUMP_SLOTS) % IR_KDUMP_SLOTS];
	struct ir_kdump_page fresh = {.used = true, .addr = addr, .bytes = p->bytes};

	if (p->used && p->addr == addr)
		return p;
	/* Reading it may lead to reading others, through this very slot. */
	p->used = false;
	fresh.status = read_page(k, &fresh);
	*p = fresh;
	return p;
}

/* The tail of a page that the file has only the head of is made up. */
static bool has(const struct ir_kdump *k, uint64_t paddr, size_t len)
{
	return (!k->file.nr_segments || ir_dumpfile_has(&k->file, paddr, len)) &&
	       (!k->watch || k->watch->ops->has_bytes(k->watch, paddr, len));
}

static enum ir_status part_of_page(uint64_t addr, size_t len, const unsigned char **ret, void *arg)
{
	struct ir_kdump *k = arg;
	uint64_t off = addr % PAGE;
	const struct ir_kdump_page *p = page_at(k, addr - off);

	if (k->watch)
		k->watch->ops->page_used(k->watch, p, off, len);
	if (p->status)
		return p->status;
	if (!has(k, p->paddr + off, len))
		return IR_ABSENT;
	*ret = p->bytes + off;
	return IR_OK;
}

enum ir_status ir_kdump_read(struct ir_target *t, uint64_t addr, void *buf, size_t len)
{
	if (!(addr >> 63))
		return IR_FAULT;
	return ir_read_by_page(addr, buf, len, PAGE, part_of_page, t->priv);
}

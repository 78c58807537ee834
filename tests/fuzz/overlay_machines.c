// SPDX-License-Identifier: GPL-2.0-or-later
/* The machines of overlays: described ones, and the pages of slices. */
#include "tests/fuzz/overlay.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/log/printk_log.h"
#include "core/symbols/dump_symbols.h"
#include "core/target/page_loop.h"
#include "core/target/vmcoreinfo.h"
#include "tests/fake/fake_target.h"
#include "triage/dump/opened.h"
#include "triage/slice/slice_watch.h"

#define PAGE 4096u

bool overlay_fake(struct overlay *o, const char *path)
{
	char err[512];
	struct fake *f = fake_open(path, err, sizeof(err));

	if (!f) {
		fprintf(stderr, "%s\n", err);
		return false;
	}
	overlay_open(o, fake_target(f), fake_options(f), path);
	return true;
}

struct page {
	uint64_t addr;
	unsigned char bytes[PAGE];
};

#define MAX_NOTES 16

/**
 * struct memory - what a slice has, without its file
 * @outer: the overlay, through which symbols and log are read
 * @carried: the slice, which carries symbols and types; NULL for a dump, whose own are in its pages
 */
struct memory {
	struct ir_target target, *outer, *carried;
	struct ir_dump_symbols symbols;
	struct ir_dump_info info;
	char *info_text;
	unsigned nr_pages, nr_notes;
	struct page *pages;
	struct ir_note notes[MAX_NOTES];
};

static struct memory *of(struct ir_target *t)
{
	return t->priv;
}

static int by_addr(const void *a, const void *b)
{
	uint64_t x = ((const struct page *)a)->addr, y = ((const struct page *)b)->addr;

	return x < y ? -1 : x > y;
}

static enum ir_status bytes_at(uint64_t addr, size_t len, const unsigned char **ret, void *arg)
{
	const struct memory *m = arg;
	struct page key = {.addr = addr & -(uint64_t)PAGE};
	const struct page *p = bsearch(&key, m->pages, m->nr_pages, sizeof(key), by_addr);

	(void)len;
	if (!p)
		return IR_ABSENT;
	*ret = p->bytes + addr % PAGE;
	return IR_OK;
}

static enum ir_status read_memory(struct ir_target *t, uint64_t addr, void *buf, size_t len)
{
	return addr >> 63 ? ir_read_by_page(addr, buf, len, PAGE, bytes_at, of(t)) : IR_FAULT;
}

/* Symbols and types: as the slice carries them, or found in the pages. */
static enum ir_status each_symbol(struct ir_target *t, const char *base, ir_symbol_fn *fn, void *arg)
{
	struct memory *m = of(t);

	return m->carried ? m->carried->ops->each_symbol(m->carried, base, fn, arg) : ir_dump_symbols_each(&m->symbols, base, fn, arg);
}

static enum ir_status symbol_at(struct ir_target *t, uint64_t addr, struct ir_symbol *ret)
{
	struct memory *m = of(t);

	return m->carried ? m->carried->ops->symbol_at(m->carried, addr, ret) : ir_dump_symbols_at(&m->symbols, addr, ret);
}

static enum ir_status member(struct ir_target *t, const char *type, const char *name, struct ir_member *ret)
{
	struct ir_target *c = of(t)->carried;

	return c ? c->ops->member(c, type, name, ret) : IR_UNSUPPORTED;
}

static enum ir_status type_size(struct ir_target *t, const char *type, uint64_t *ret)
{
	struct ir_target *c = of(t)->carried;

	return c ? c->ops->type_size(c, type, ret) : IR_UNSUPPORTED;
}

static enum ir_status enumerator(struct ir_target *t, const char *name, int64_t *ret)
{
	struct ir_target *c = of(t)->carried;

	return c ? c->ops->enumerator(c, name, ret) : IR_UNSUPPORTED;
}

static enum ir_status note(struct ir_target *t, unsigned index, struct ir_note *ret)
{
	if (index >= of(t)->nr_notes)
		return IR_NOTFOUND;
	*ret = of(t)->notes[index];
	return IR_OK;
}

static enum ir_status log_lines(struct ir_target *t, ir_line_fn *fn, void *arg)
{
	return ir_printk_log(of(t)->outer, fn, arg);
}

static enum ir_status vmcoreinfo(struct ir_target *t, const char *key, char *buf, size_t size)
{
	return ir_vmcoreinfo_value(of(t)->info_text, key, buf, size);
}

static enum ir_status dump_info(struct ir_target *t, struct ir_dump_info *ret)
{
	*ret = of(t)->info;
	return IR_OK;
}

/* Each diagnosis finds the symbols anew: what one has found is none of the next one's. */
static void attach(struct ir_target *t, struct ir_kernel *k)
{
	struct memory *m = of(t);

	if (m->carried)
		m->carried->ops->attach(m->carried, k);
	ir_dump_symbols_attach(&m->symbols, k);
	if (!k) {
		ir_dump_symbols_release(&m->symbols);
		memset(&m->symbols, 0, sizeof(m->symbols));
		m->symbols.t = m->outer;
	}
}

static const struct ir_target_ops ops = {
	.door = "dump",
	.read = read_memory,
	.each_symbol = each_symbol,
	.symbol_at = symbol_at,
	.member = member,
	.type_size = type_size,
	.enumerator = enumerator,
	.note = note,
	.log = log_lines,
	.vmcoreinfo = vmcoreinfo,
	.dump_info = dump_info,
	.attach = attach,
};

/* The file is read once with its own reader, by which we see what is asked for, and then page by page. */
static void take_pages(struct memory *m, const struct overlay *seen, struct ir_target *file)
{
	m->pages = calloc(4 * seen->nr_reads + 1, sizeof(*m->pages));
	if (!m->pages)
		abort();
	for (unsigned i = 0; i < seen->nr_reads; i++) {
		const struct overlay_read *r = &seen->reads[i];
		uint64_t first = r->addr & -(uint64_t)PAGE;

		for (uint64_t a = first; a - first < r->len + r->addr % PAGE && m->nr_pages < 4 * seen->nr_reads; a += PAGE) {
			unsigned n = 0;

			while (n < m->nr_pages && m->pages[n].addr != a)
				n++;
			if (n == m->nr_pages && !ir_kdump_read(file, a, m->pages[n].bytes, PAGE))
				m->pages[m->nr_pages++].addr = a;
		}
	}
	m->pages = realloc(m->pages, (m->nr_pages + 1) * sizeof(*m->pages));
	if (!m->pages)
		abort();
	qsort(m->pages, m->nr_pages, sizeof(*m->pages), by_addr);
}

static bool drop_line(const char *line, size_t len, void *arg)
{
	(void)line, (void)len, (void)arg;
	return true;
}

/* What @dump's diagnosis reads, the log and the symbol table included */
static void see_reads(struct overlay *seen, struct ir_opened *dump, const char *path)
{
	static const struct ir_options options = IR_OPTIONS_DEFAULT;

	dump->kdump->symbols.t = &seen->target;
	overlay_open(seen, dump->target, &options, path);
	seen->recording = true;
	(void)!ir_printk_log(&seen->target, drop_line, NULL);
}

static bool open_memory(struct overlay *o, const char *path, const struct ir_page_watcher *reader)
{
	static const struct ir_options options = IR_OPTIONS_DEFAULT;
	char *paths[] = {(char *)(uintptr_t)path, NULL};
	struct memory *m = calloc(1, sizeof(*m));
	struct ir_opened *dump = calloc(1, sizeof(*dump)), *raw = calloc(1, sizeof(*raw));
	struct overlay *seen = calloc(1, sizeof(*seen));

	if (!m || !dump || !raw || !seen)
		abort();
	if (!ir_open_paths(dump, paths, reader) || !dump->kdump || !ir_open_paths(raw, paths, NULL)) {
		fprintf(stderr, "%s: %s\n", path, dump->error);
		return false;
	}
	see_reads(seen, dump, path);
	take_pages(m, seen, raw->target);
	ir_opened_close(raw);
	m->target = (struct ir_target){.ops = &ops, .arch = dump->target->arch, .priv = m};
	m->carried = reader ? dump->target : NULL;
	m->info_text = dump->kdump->info_text;
	m->info = dump->kdump->info;
	while (m->nr_notes < MAX_NOTES && !dump->target->ops->note(dump->target, m->nr_notes, &m->notes[m->nr_notes]))
		m->nr_notes++;
	m->outer = m->symbols.t = &o->target;
	o->partly = reader;
	overlay_open(o, &m->target, &options, path);
	if (o->whole.class != seen->whole.class || o->nr_reads < 500)
		fuzz_wrong("machine", "%s: class %d of its pages, of %u reads", path, o->whole.class, o->nr_reads);
	/* The dump stays open: its target answers. */
	dump->kdump->symbols.t = &dump->kdump->target;
	free(raw);
	free(seen->reads);
	free(seen->slots);
	free(seen);
	return true;
}

bool overlay_slice(struct overlay *o, const char *path)
{
	return open_memory(o, path, &ir_slice_reader);
}

bool overlay_dump(struct overlay *o, const char *path)
{
	return open_memory(o, path, NULL);
}

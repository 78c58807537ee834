// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/symbols/dump_symbols.h"

#include "core/target/vmcoreinfo.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_IMAGE (UINT64_C(1) << 30)

static struct ir_kallsyms *kernel_symbols(struct ir_dump_symbols *ds, enum ir_status *st)
{
	if (!ds->kallsyms_tried) {
		ds->kallsyms_tried = true;
		ds->kallsyms_status = ir_kallsyms_open(&ds->kallsyms, ds->t, &ds->arena);
	}
	*st = ds->kallsyms_status;
	return *st ? NULL : &ds->kallsyms;
}

/*
 * The modules' symbols need structure layouts, which come from the diagnosis; and to find the
 * layouts, the diagnosis asks for symbols. So try only once, and not while it looks for the types,
 * because the modules' layouts would then seem to be unknown.
 */
static struct ir_module_symbols *module_symbols(struct ir_dump_symbols *ds)
{
	if (!ds->modules_tried && ds->kernel && !ds->kernel->btf_opening) {
		struct ir_code *code = ds->kernel->code;

		ds->modules_tried = true;
		/* To prove where they are, functions are read; who asks may be reading one. */
		ds->kernel->code = NULL;
		if (ir_module_symbols_open(ds->kernel, &ds->modules))
			ds->modules = NULL;
		if (code)
			ds->kernel->code = code;
	}
	return ds->modules;
}

void ir_dump_symbols_attach(struct ir_dump_symbols *ds, struct ir_kernel *k)
{
	/* The modules' symbols belong to the previous diagnosis. */
	ds->kernel = k;
	ds->modules = NULL;
	ds->modules_tried = false;
	memset(ds->kept, 0, sizeof(ds->kept));
}

/*
 * VMCOREINFO has the addresses of a few symbols. It is asked first, because a search of the tables
 * reads a dozen pages. Its SYMBOL(mem_section) is the value of that pointer, not its address; that
 * is outside of the kernel's image and therefore not used.
 */
static bool find_in_vmcoreinfo(struct ir_target *t, const char *base, struct ir_symbol *ret)
{
	uint64_t addr = ir_vmcoreinfo_symbol(t, base),
		 text = addr ? ir_vmcoreinfo_symbol(t, "_stext") : 0;

	if (!text || addr < text || addr - text > MAX_IMAGE)
		return false;
	*ret = (struct ir_symbol){.addr = addr};
	snprintf(ret->name, sizeof(ret->name), "%s", base);
	return true;
}

enum ir_status ir_dump_symbols_each_in_modules(struct ir_dump_symbols *ds, const char *base,
					       ir_symbol_fn *fn, void *arg)
{
	struct ir_module_symbols *ms = module_symbols(ds);

	return ms ? ir_module_symbols_each(ms, base, fn, arg) : IR_NOTFOUND;
}

enum ir_status ir_dump_symbols_at_in_modules(struct ir_dump_symbols *ds, uint64_t addr,
					     struct ir_symbol *ret)
{
	struct ir_module_symbols *ms = module_symbols(ds);

	return ms ? ir_module_symbols_at(ms, addr, ret) : IR_NOTFOUND;
}

struct first {
	ir_symbol_fn *fn;
	void *arg;
	uint64_t addr;
	bool stopped;
};

static bool report_and_note_first(const struct ir_symbol *sym, void *arg)
{
	struct first *f = arg;

	if (!f->addr)
		f->addr = sym->addr;
	f->stopped = !f->fn(sym, f->arg);
	return !f->stopped;
}

static void record_answer(struct ir_dump_symbols *ds, const char *name, uint64_t addr)
{
	struct ir_asked *a = &ds->asked[ds->nr_asked];

	if (!ds->other || ds->nr_asked == IR_MAX_ASKED || strlen(name) >= sizeof(a->name))
		return;
	for (unsigned i = 0; i < ds->nr_asked; i++) {
		if (!strcmp(ds->asked[i].name, name))
			return;
	}
	snprintf(a->name, sizeof(a->name), "%s", name);
	a->addr = addr;
	ds->nr_asked++;
}

/* May the symbol exist although the table does not have it, because the table names no data? */
static bool may_lack(struct ir_kallsyms *ks, enum ir_status st)
{
	return ks && st == IR_NOTFOUND && ir_kallsyms_code_only(ks);
}

static bool should_ask_other(const struct ir_dump_symbols *ds, struct ir_kallsyms *ks,
			     enum ir_status st)
{
	return ds->other && (!ks || st == IR_ABSENT || may_lack(ks, st));
}

/*
 * Ask the kernel's own table. If that names no data, try to find the data by the code that uses it.
 * If the table cannot tell, ask the other source of symbols.
 */
static enum ir_status each_of_kernel(struct ir_dump_symbols *ds, const char *base, ir_symbol_fn *fn,
				     void *arg, bool *stopped)
{
	struct first first = {.fn = fn, .arg = arg};
	struct ir_symbol sym = {.size = 0};
	enum ir_status st, st2;
	struct ir_kallsyms *ks = kernel_symbols(ds, &st);

	if (ks)
		st = ir_kallsyms_each(ks, base, report_and_note_first, &first, stopped);
	if (ks && (st == IR_OK || (st == IR_NOTFOUND && !may_lack(ks, st))))
		record_answer(ds, base, first.addr);
	if (may_lack(ks, st) && !ir_data_symbol(&ds->data, ds->t, base, &sym.addr)) {
		snprintf(sym.name, sizeof(sym.name), "%s", base);
		*stopped = !fn(&sym, arg);
		return IR_OK;
	}
	if (!should_ask_other(ds, ks, st))
		return st;
	st2 = ds->other->each(ds->t, base, report_and_note_first, &first);
	*stopped = first.stopped;
	return st2 == IR_UNSUPPORTED ? st : st2;
}

enum ir_status ir_dump_symbols_each(struct ir_dump_symbols *ds, const char *base, ir_symbol_fn *fn,
				    void *arg)
{
	enum ir_status st, st2;
	struct ir_symbol sym = {.size = 0};
	bool stopped = false;

	if (find_in_vmcoreinfo(ds->t, base, &sym)) {
		(void)fn(&sym, arg);
		return IR_OK;
	}
	st = each_of_kernel(ds, base, fn, arg, &stopped);
	if (stopped)
		return st;
	st2 = ir_dump_symbols_each_in_modules(ds, base, fn, arg);
	return st2 ? st : IR_OK;
}

static enum ir_status symbol_at(struct ir_dump_symbols *ds, uint64_t addr, struct ir_symbol *ret)
{
	enum ir_status st, st2 = IR_UNSUPPORTED;
	struct ir_kallsyms *ks = kernel_symbols(ds, &st);

	if (ks)
		st = ir_kallsyms_at(ks, addr, ret);
	if (should_ask_other(ds, ks, st))
		st2 = ds->other->at(ds->t, addr, ret);
	if (st2 != IR_UNSUPPORTED)
		st = st2;
	return st == IR_NOTFOUND ? ir_dump_symbols_at_in_modules(ds, addr, ret) : st;
}

enum ir_status ir_dump_symbols_at(struct ir_dump_symbols *ds, uint64_t addr, struct ir_symbol *ret)
{
	struct ir_symbol_answer *kept = &ds->kept[(addr ^ addr >> 8) % IR_KEPT_ANSWERS];
	enum ir_status st = IR_OK;

	if (!addr || kept->addr != addr)
		st = symbol_at(ds, addr, &kept->symbol);
	/* What is not found can be, as soon as modules are known. */
	kept->addr = st ? 0 : addr;
	if (!st)
		*ret = kept->symbol;
	return st;
}

void ir_dump_symbols_release(struct ir_dump_symbols *ds)
{
	ir_arena_release(&ds->arena);
	memset(ds, 0, sizeof(*ds));
}

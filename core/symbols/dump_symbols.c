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
 * Their layout comes from the diagnosis, which asks for symbols itself to find it: try only once, and not while
 * it looks for the types, or it would find that there are none.
 */
static struct ir_module_symbols *module_symbols(struct ir_dump_symbols *ds)
{
	if (!ds->modules_tried && ds->kernel && !ds->kernel->btf_opening) {
		ds->modules_tried = true;
		if (ir_module_symbols_open(ds->kernel, &ds->modules))
			ds->modules = NULL;
	}
	return ds->modules;
}

void ir_dump_symbols_attach(struct ir_dump_symbols *ds, struct ir_kernel *k)
{
	/* What was learned of the modules belonged to that diagnosis. */
	ds->kernel = k;
	ds->modules = NULL;
	ds->modules_tried = false;
}

/*
 * VMCOREINFO tells the addresses of a few: a search of the tables touches a dozen pages. What it tells of
 * "mem_section" is the value of that pointer, outside of the kernel's image.
 */
static bool told_by_vmcoreinfo(struct ir_target *t, const char *base, struct ir_symbol *ret)
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

static bool pass_on(const struct ir_symbol *sym, void *arg)
{
	struct first *f = arg;

	if (!f->addr)
		f->addr = sym->addr;
	f->stopped = !f->fn(sym, f->arg);
	return !f->stopped;
}

static void remember(struct ir_dump_symbols *ds, const char *name, uint64_t addr)
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

/* Does the table name no data, and so says nothing by not having a name? */
static bool may_lack(struct ir_kallsyms *ks, enum ir_status st)
{
	return ks && st == IR_NOTFOUND && ir_kallsyms_code_only(ks);
}

static bool ask_other(const struct ir_dump_symbols *ds, struct ir_kallsyms *ks, enum ir_status st)
{
	return ds->other && (!ks || st == IR_ABSENT || may_lack(ks, st));
}

/* The kernel's own table; what it names no data by, its code leads to some; and what others know of it. */
static enum ir_status each_of_kernel(struct ir_dump_symbols *ds, const char *base, ir_symbol_fn *fn,
				     void *arg, bool *stopped)
{
	struct first first = {.fn = fn, .arg = arg};
	struct ir_symbol sym = {.size = 0};
	enum ir_status st, st2;
	struct ir_kallsyms *ks = kernel_symbols(ds, &st);

	if (ks)
		st = ir_kallsyms_each(ks, base, pass_on, &first, stopped);
	if (ks && (st == IR_OK || (st == IR_NOTFOUND && !may_lack(ks, st))))
		remember(ds, base, first.addr);
	if (may_lack(ks, st) && !ir_data_symbol(&ds->data, ds->t, base, &sym.addr)) {
		snprintf(sym.name, sizeof(sym.name), "%s", base);
		*stopped = !fn(&sym, arg);
		return IR_OK;
	}
	if (!ask_other(ds, ks, st))
		return st;
	st2 = ds->other->each(ds->t, base, pass_on, &first);
	*stopped = first.stopped;
	return st2 == IR_UNSUPPORTED ? st : st2;
}

enum ir_status ir_dump_symbols_each(struct ir_dump_symbols *ds, const char *base, ir_symbol_fn *fn,
				    void *arg)
{
	enum ir_status st, st2;
	struct ir_symbol sym = {.size = 0};
	bool stopped = false;

	if (told_by_vmcoreinfo(ds->t, base, &sym)) {
		(void)fn(&sym, arg);
		return IR_OK;
	}
	st = each_of_kernel(ds, base, fn, arg, &stopped);
	if (stopped)
		return st;
	st2 = ir_dump_symbols_each_in_modules(ds, base, fn, arg);
	return st2 ? st : IR_OK;
}

enum ir_status ir_dump_symbols_at(struct ir_dump_symbols *ds, uint64_t addr, struct ir_symbol *ret)
{
	enum ir_status st, st2 = IR_UNSUPPORTED;
	struct ir_kallsyms *ks = kernel_symbols(ds, &st);

	if (ks)
		st = ir_kallsyms_at(ks, addr, ret);
	if (ask_other(ds, ks, st))
		st2 = ds->other->at(ds->t, addr, ret);
	if (st2 != IR_UNSUPPORTED)
		st = st2;
	return st == IR_NOTFOUND ? ir_dump_symbols_at_in_modules(ds, addr, ret) : st;
}

void ir_dump_symbols_release(struct ir_dump_symbols *ds)
{
	ir_arena_release(&ds->arena);
	memset(ds, 0, sizeof(*ds));
}

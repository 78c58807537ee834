// SPDX-License-Identifier: GPL-2.0-or-later
/* Symbols by name and by address, from the tables crash has already read. */
#include "target_crash.h"

#include "compat.h"
#include "guard.h"

struct search {
	const char *base;
	ir_symbol_fn *fn;
	void *arg;
	bool found, stop;
};

/* crash marks where a module begins and ends with symbols of its own making. */
static bool is_mark(const struct syment *sp)
{
	return !strncmp(sp->name, "_MODULE_", 8);
}

/* @last is the table's last entry; several names can share an address. */
static uint64_t size_in_table(const struct syment *sp, const struct syment *last)
{
	const struct syment *next;

	for (next = sp + 1; next <= last; next++) {
		if (next->value > sp->value)
			return next->value - sp->value;
	}
	return 0;
}

static void describe(const struct syment *sp, const struct syment *last, const char *module,
		     struct ir_symbol *ret)
{
	memset(ret, 0, sizeof(*ret));
	snprintf(ret->name, sizeof(ret->name), "%s", sp->name);
	snprintf(ret->module, sizeof(ret->module), "%s", module);
	ret->addr = sp->value;
	ret->size = size_in_table(sp, last);
}

static void search_table(struct search *s, const struct syment *sp, const struct syment *last,
			 const char *module)
{
	const struct syment *first = sp;
	struct ir_symbol sym;

	for (; first && last && sp <= last && !s->stop; sp++) {
		if (sp->name[0] != s->base[0] || !ir_symbol_is(sp->name, s->base))
			continue;
		describe(sp, last, module, &sym);
		s->found = true;
		s->stop = !s->fn(&sym, s->arg);
	}
}

/* The tables of one module: text, data and the like, or one for all before crash 8.0.4. */
static void each_module_table(const struct load_module *lm,
			      void (*fn)(void *arg, const struct syment *first,
					 const struct syment *last, const char *module),
			      void *arg)
{
#ifdef KMOD_MEMORY
	int type;

	if (IR_MODULE_MEMORY()) {
		for (type = MOD_TEXT; type < MOD_MEM_NUM_TYPES; type++) {
			if (lm->symtable && lm->symtable[type])
				fn(arg, lm->symtable[type], lm->symend[type], lm->mod_name);
		}
		return;
	}
#endif
	fn(arg, lm->mod_symtable, lm->mod_symend, lm->mod_name);
	if (lm->mod_init_symtable)
		fn(arg, lm->mod_init_symtable, lm->mod_init_symend, lm->mod_name);
}

static void search_module_table(void *arg, const struct syment *first, const struct syment *last,
				const char *module)
{
	search_table(arg, first, last, module);
}

enum ir_status ir_crash_each_symbol(struct ir_target *t, const char *base, ir_symbol_fn *fn,
				    void *arg)
{
	struct search s = {.base = base, .fn = fn, .arg = arg};
	int i;

	(void)t;
	if (st->symtable < st->symend)
		search_table(&s, st->symtable, st->symend - 1, "");
	for (i = 0; st->load_modules && i < st->mods_installed && !s.stop; i++)
		each_module_table(&st->load_modules[i], search_module_table, &s);
	return s.found ? IR_OK : IR_NOTFOUND;
}

struct lookup {
	ulong addr;
	struct syment *sp;
	struct load_module *lm;
	const struct syment *last;
};

static void find_by_address(void *arg)
{
	struct lookup *l = arg;
	ulong offset;

	l->sp = value_search(l->addr, &offset);
	if (l->sp && !module_symbol(l->addr, NULL, &l->lm, NULL, 16))
		l->lm = NULL;
}

static void keep_table_of_symbol(void *arg, const struct syment *first, const struct syment *last,
				 const char *module)
{
	struct lookup *l = arg;

	(void)module;
	if (l->sp >= first && l->sp <= last)
		l->last = last;
}

enum ir_status ir_crash_symbol_at(struct ir_target *t, uint64_t addr, struct ir_symbol *ret)
{
	struct lookup l = {.addr = addr};
	struct ir_symbol sym;

	(void)t;
	if (!ir_guard(find_by_address, &l, IR_GUARD_PLAIN) || !l.sp || is_mark(l.sp))
		return IR_NOTFOUND;
	if (l.sp >= st->symtable && l.sp < st->symend)
		l.last = st->symend - 1;
	else if (l.lm)
		each_module_table(l.lm, keep_table_of_symbol, &l);
	/* A section's name (".data") says less than the object that starts where it does. */
	while (l.sp->name[0] == '.' && l.sp < l.last && l.sp[1].value == l.sp->value)
		l.sp++;
	/* Below the kernel's lowest address lie per-CPU offsets, which are no place in memory. */
	if (!l.last || l.sp->name[0] == '.' || !IS_KVADDR(l.sp->value))
		return IR_NOTFOUND;
	describe(l.sp, l.last, l.lm ? l.lm->mod_name : "", &sym);
	if (addr < sym.addr || (sym.size && addr - sym.addr >= sym.size))
		return IR_NOTFOUND;
	*ret = sym;
	return IR_OK;
}

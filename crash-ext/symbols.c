// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Symbols by name and by address, from the tables crash has already read. Where it has none of
 * modules (--no_modules, with which crash opens kernels newer than itself), from the dump's own.
 */
#include "crash-ext/target_crash.h"

#include "crash-ext/compat.h"
#include "crash-ext/fatal_guard.h"

#define BUCKETS 16384

/*
 * The kernel's symbols by the hash of their names without compiler suffix. crash has a hash as well, but of
 * whole names. @first is the number of a bucket's first symbol, @next that of the next after each, all
 * counted from 1 and in the order of addresses; 0 ends it.
 */
struct ir_crash_names {
	uint32_t first[BUCKETS];
	uint32_t next[];
};

struct search {
	const char *base;
	ir_symbol_fn *fn;
	void *arg;
	bool found, stop;
};

/* crash marks where a module begins and ends with symbols of its own making. */
static bool is_no_object(const struct syment *sp)
{
	return sp->name[0] == '.' || !strncmp(sp->name, "_MODULE_", 8);
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

static void tell(struct search *s, const struct syment *sp, const struct syment *last,
		 const char *module)
{
	struct ir_symbol sym;

	if (sp->name[0] != s->base[0] || !ir_symbol_is(sp->name, s->base))
		return;
	describe(sp, last, module, &sym);
	s->found = true;
	s->stop = !s->fn(&sym, s->arg);
}

/* Once for a command: "sym -M" and "mod" change tables between two. */
static struct ir_crash_names *index_names(void)
{
	uint32_t nr = (uint32_t)(st->symend - st->symtable);
	struct ir_crash_names *names = calloc(1, sizeof(*names) + (nr + 1) * sizeof(names->next[0]));

	for (uint32_t i = nr; names && i; i--) {
		uint32_t *first = &names->first[ir_name_hash(st->symtable[i - 1].name) % BUCKETS];

		names->next[i] = *first;
		*first = i;
	}
	return names;
}

static void search_table(struct search *s, const struct syment *sp, const struct syment *last,
			 const char *module)
{
	const struct syment *first = sp;

	for (; first && last && sp <= last && !s->stop; sp++)
		tell(s, sp, last, module);
}

static void search_kernel(struct ir_crash *c, struct search *s)
{
	const struct syment *last = st->symend - 1;

	if (st->symtable >= st->symend)
		return;
	if (!c->names)
		c->names = index_names();
	if (!c->names) {
		search_table(s, st->symtable, last, "");
		return;
	}
	for (uint32_t i = c->names->first[ir_name_hash(s->base) % BUCKETS]; i && !s->stop;
	     i = c->names->next[i])
		tell(s, st->symtable + i - 1, last, "");
}

/*
 * The tables of one module: text, data and the like, or one for all before crash 8.0.4. They are
 * those of the dump itself: what "mod -s" loads takes their place in crash, and crash takes another
 * kernel's file without a word.
 */
static void each_module_table(const struct load_module *lm,
			      void (*fn)(void *arg, const struct syment *first,
					 const struct syment *last, const char *module),
			      void *arg)
{
#ifdef KMOD_MEMORY
	int type;

	if (IR_MODULE_MEMORY()) {
		for (type = MOD_TEXT; type < MOD_MEM_NUM_TYPES; type++) {
			if (lm->ext_symtable[type])
				fn(arg, lm->ext_symtable[type], lm->ext_symend[type], lm->mod_name);
		}
		return;
	}
#endif
	fn(arg, lm->mod_ext_symtable, lm->mod_ext_symend, lm->mod_name);
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
	struct ir_crash *c = t->priv;
	int i;

	search_kernel(c, &s);
	for (i = 0; st->load_modules && i < st->mods_installed && !s.stop; i++) {
		if (!strcmp(st->load_modules[i].mod_name, "xfs"))
			each_module_table(&st->load_modules[i], search_module_table, &s);
	}
	if (!st->mods_installed && !s.stop &&
	    !ir_dump_symbols_each_in_modules(&c->symbols, base, fn, arg))
		return IR_OK;
	return s.found ? IR_OK : IR_NOTFOUND;
}

struct lookup {
	ulong addr;
	const struct syment *sp, *last;
	const char *module;
};

/* As crash: the first of those that start exactly there, else the last of those before. */
static void find_in_table(void *arg, const struct syment *first, const struct syment *last,
			  const char *module)
{
	struct lookup *l = arg;
	const struct syment *lo = first, *hi = last;

	if (l->sp || !first || l->addr < first->value || l->addr >= last->value)
		return;
	while (lo < hi) {
		const struct syment *mid = lo + (hi - lo) / 2;

		if (mid->value < l->addr)
			lo = mid + 1;
		else
			hi = mid;
	}
	l->sp = lo->value == l->addr ? lo : lo - 1;
	l->last = last;
	l->module = module;
}

static void find_in_kernel(void *arg)
{
	struct lookup *l = arg;
	ulong offset;

	l->sp = value_search(l->addr, &offset);
	if (l->sp < st->symtable || l->sp >= st->symend)
		l->sp = NULL;
	l->last = st->symend - 1;
	l->module = "";
}

enum ir_status ir_crash_symbol_at(struct ir_target *t, uint64_t addr, struct ir_symbol *ret)
{
	struct lookup l = {.addr = addr};
	struct ir_crash *c = t->priv;
	struct ir_symbol sym;
	int i;

	if (!st->mods_installed && !ir_dump_symbols_at_in_modules(&c->symbols, addr, ret))
		return IR_OK;
	for (i = 0; st->load_modules && i < st->mods_installed && !l.sp; i++)
		each_module_table(&st->load_modules[i], find_in_table, &l);
	if (!l.sp && (!ir_guard(find_in_kernel, &l, IR_GUARD_PLAIN) || !l.sp))
		return IR_NOTFOUND;
	/* A section's name (".data") or a mark says less than the object that starts where it does. */
	while (is_no_object(l.sp) && l.sp < l.last && l.sp[1].value == l.sp->value)
		l.sp++;
	/* Below the kernel's lowest address lie per-CPU offsets, which are no place in memory. */
	if (is_no_object(l.sp) || !IS_KVADDR(l.sp->value))
		return IR_NOTFOUND;
	describe(l.sp, l.last, l.module, &sym);
	if (addr < sym.addr || (sym.size && addr - sym.addr >= sym.size))
		return IR_NOTFOUND;
	*ret = sym;
	return IR_OK;
}

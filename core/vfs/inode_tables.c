// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Finds the operation tables that verdicts depend on. Symbols alone do not do: empty_iops is a
 * static variable with a compiler suffix, and kernels without KALLSYMS_ALL name no data. The
 * kernel's own code names them: it stores their addresses.
 */
#include "core/vfs/inode_tables.h"

#include "core/arch/arch.h"
#include "core/arch/code.h"
#include "core/symbols/data_symbols.h"
#include "core/types/layout.h"

#include <string.h>

static const struct {
	const char *symbol;
	unsigned type;
} xfs_tables[IR_NR_XFS_TABLES] = {
#define IR_XFS_TABLE(symbol, type) {symbol, type},
#define IR_POISON(value, mask, what)
#include "core/vfs/inode_tables_known.def"
#undef IR_XFS_TABLE
#undef IR_POISON
};

struct stored {
	struct ir_kernel *k;
	const char *name;
	int64_t disp;
	uint64_t value, insn;
	struct ir_symbol fn;
};

/* What the function stores into its second argument, the inode, by the values that it works with */
static bool stored_to_inode(struct stored *s, uint64_t size)
{
	struct ir_code *c;

	if (ir_code_open(s->k, s->fn.addr, size, &c))
		return false;
	for (unsigned i = 0; i < c->nr_steps; i++) {
		const struct ir_step *step = &c->steps[i];

		if (step->kind != IR_STEP_STORE || step->width != 8 ||
		    step->mem.root != IR_ROOT_ARG + 1 || step->mem.offset != s->disp ||
		    step->value.root != IR_ROOT_CONST ||
		    !s->k->arch->canonical((uint64_t)(int64_t)step->value.offset))
			continue;
		s->value = (uint64_t)(int64_t)step->value.offset;
		s->insn = c->start + step->at;
		return true;
	}
	return false;
}

static bool is_named(struct ir_kernel *k, uint64_t addr, const char *name)
{
	struct ir_symbol sym;

	if (ir_symbol_at(k->t, addr, &sym) || sym.addr != addr)
		return false;
	ir_symbol_base(sym.name);
	return !strcmp(sym.name, name);
}

/*
 * What the function stores at that place of some object, which need not be the inode. The first such store; *@only: there
 * is no other value.
 */
static bool stored_somewhere(struct stored *s, uint64_t size, bool *only)
{
	uint64_t from = s->fn.addr, end = from + size, value, insn;

	*only = true;
	while (from < end &&
	       !s->k->arch->find_store(s->k, from, end - from, s->disp, &value, &insn)) {
		*only &= !s->value || value == s->value;
		if (!s->value) {
			s->value = value;
			s->insn = insn;
		}
		from = insn + 1;
	}
	return s->value != 0;
}

/* Of several values the one whose symbol is the table's */
static bool stored_by_name(struct stored *s, uint64_t size)
{
	uint64_t from = s->fn.addr, end = from + size, value, insn;

	while (from < end &&
	       !s->k->arch->find_store(s->k, from, end - from, s->disp, &value, &insn)) {
		if (is_named(s->k, value, s->name)) {
			s->value = value;
			s->insn = insn;
			return true;
		}
		from = insn + 1;
	}
	return false;
}

static bool try_initialiser(const struct ir_symbol *sym, void *arg)
{
	struct stored *s = arg;
	uint64_t size = sym->size ? sym->size : 1024;
	bool only;

	s->fn = *sym;
	if (!stored_somewhere(s, size, &only))
		return !stored_to_inode(s, size);
	if (!only && !stored_to_inode(s, size) && !stored_by_name(s, size))
		s->value = 0; /* any of them */
	return !s->value;
}

/*
 * The table that inode_init_always() stores to @member. empty_iops is a static variable inside that
 * function: its symbol has a compiler suffix, ubifs has an empty_iops of its own, and kernels
 * without KALLSYMS_ALL have no symbol for it. So the stored address counts.
 */
static uint64_t stored_by_initialiser(struct ir_kernel *k, enum ir_member_id member,
				      const char *name)
{
	/* Since 6.11 inode_init_always() is inline and calls inode_init_always_gfp(). */
	static const char *const names[] = {"inode_init_always_gfp", "inode_init_always"};
	const struct ir_member *m = ir_member(k, member);
	struct stored s = {.k = k, .name = name};

	if (!m || !k->arch->find_store)
		return 0;
	s.disp = (int64_t)m->offset;
	for (size_t i = 0; i < 2 && !s.value; i++)
		(void)!ir_each_symbol(k->t, names[i], try_initialiser, &s);
	if (s.value)
		ir_note_origin(k, ir_fmt(k, "%s = %016llx is what %s stores to %s at %016llx", name,
					 (unsigned long long)s.value, s.fn.name,
					 ir_member_name(member), (unsigned long long)s.insn));
	return s.value;
}

struct named {
	unsigned nr;
	uint64_t addr;
};

static bool count_named(const struct ir_symbol *sym, void *arg)
{
	struct named *n = arg;

	/* A module's table of the same name (ubifs) is another one. */
	if (!sym->module[0]) {
		n->nr++;
		n->addr = sym->addr;
	}
	return true;
}

static uint64_t only_kernel_symbol(struct ir_kernel *k, const char *name)
{
	struct named n = {0, 0};

	if (ir_each_symbol(k->t, name, count_named, &n) || n.nr != 1)
		return 0;
	ir_note_origin(k, ir_fmt(k, "%s = %016llx is the only kernel symbol of that name", name,
				 (unsigned long long)n.addr));
	return n.addr;
}

/*
 * Which of XFS's inode tables is at @addr? Every one of them has xfs_vn_getattr(), and no other
 * table has. Its get_link or lookup method tells which one it is. NULL if it is none.
 */
static const char *table_by_content(struct ir_kernel *k, uint64_t addr)
{
	static const struct {
		const char *function, *table;
	} kinds[] = {
		{"xfs_vn_get_link", "xfs_symlink_inode_operations"},
		{"xfs_vn_get_link_inline", "xfs_inline_symlink_inode_operations"},
		{"xfs_vn_lookup", "xfs_dir_inode_operations"},
		{"xfs_vn_ci_lookup", "xfs_dir_ci_inode_operations"},
	};
	const char *name = "xfs_inode_operations";
	uint64_t size, words[40];
	bool getattr = false;
	struct ir_symbol sym;

	if (ir_type_size(k, "inode_operations", &size) || size > sizeof(words) || size % 8 ||
	    addr % 8 || ir_read(k->t, addr, words, size))
		return NULL;
	for (uint64_t i = 0; i < size / 8; i++) {
		if (!words[i] || ir_symbol_at(k->t, words[i], &sym) || sym.addr != words[i])
			continue;
		ir_symbol_base(sym.name);
		getattr |= !strcmp(sym.name, "xfs_vn_getattr");
		for (size_t j = 0; j < sizeof(kinds) / sizeof(kinds[0]); j++) {
			if (!strcmp(sym.name, kinds[j].function))
				name = kinds[j].table;
		}
	}
	return getattr ? name : NULL;
}

static bool try_table(uint64_t addr, void *arg)
{
	struct ir_kernel *k = arg;
	const char *name = table_by_content(k, addr);

	for (size_t i = 0; name && i < IR_NR_XFS_TABLES; i++) {
		if (strcmp(xfs_tables[i].symbol, name))
			continue;
		k->tables->xfs[i] = addr;
		ir_note_origin(k, ir_fmt(k,
					 "%s = %016llx by its contents, among the addresses in "
					 "xfs_setup_iops",
					 name, (unsigned long long)addr));
	}
	return true;
}

/*
 * Kernels without KALLSYMS_ALL: no symbol names XFS's tables, so read what xfs_setup_iops() refers
 * to.
 */
static void xfs_tables_by_code(struct ir_kernel *k)
{
	struct ir_symbol sym;

	for (size_t i = 0; i < IR_NR_XFS_TABLES; i++) {
		if (k->tables->xfs[i])
			return;
	}
	if (ir_symbol_lookup(k->t, "xfs_setup_iops", &sym))
		return;
	k->tables->xfs_built_in = !sym.module[0];
	(void)!ir_each_ref(k->t, "xfs_setup_iops", sym.module, try_table, k);
}

const struct ir_inode_tables *ir_inode_tables(const struct ir_kernel *k)
{
	static const struct ir_inode_tables none;

	return k->tables ? k->tables : &none;
}

void ir_find_kernel_tables(struct ir_kernel *k)
{
	struct ir_inode_tables *tab = ir_arena_alloc(k->arena, sizeof(*tab));
	struct ir_symbol sym;

	if (!tab)
		return;
	k->tables = tab;
	tab->empty_iops = stored_by_initialiser(k, IR_M_INODE_OP, "empty_iops");
	if (!tab->empty_iops)
		tab->empty_iops = only_kernel_symbol(k, "empty_iops");
	tab->no_open_fops = stored_by_initialiser(k, IR_M_INODE_FOP, "no_open_fops");
	if (!tab->no_open_fops)
		tab->no_open_fops = only_kernel_symbol(k, "no_open_fops");
	for (size_t i = 0; i < IR_NR_XFS_TABLES; i++) {
		if (ir_symbol_lookup(k->t, xfs_tables[i].symbol, &sym))
			continue;
		tab->xfs[i] = sym.addr;
		tab->modules_name_data |= sym.module[0] != 0;
		tab->xfs_built_in |= !sym.module[0];
	}
	xfs_tables_by_code(k);
}

uint64_t ir_xfs_table(const struct ir_kernel *k, const char *name)
{
	for (unsigned n = 0; n < IR_NR_XFS_TABLES; n++) {
		if (!strcmp(xfs_tables[n].symbol, name))
			return ir_inode_tables(k)->xfs[n];
	}
	return 0;
}

const char *ir_xfs_table_name(const struct ir_kernel *k, uint64_t addr)
{
	for (size_t i = 0; i < IR_NR_XFS_TABLES; i++) {
		if (addr && ir_inode_tables(k)->xfs[i] == addr)
			return xfs_tables[i].symbol;
	}
	return NULL;
}

unsigned ir_xfs_table_type(const struct ir_kernel *k, uint64_t addr)
{
	for (size_t i = 0; i < IR_NR_XFS_TABLES; i++) {
		if (addr && ir_inode_tables(k)->xfs[i] == addr)
			return xfs_tables[i].type;
	}
	return 0;
}

bool ir_is_xfs_symlink(const struct ir_kernel *k, uint64_t mode, uint64_t i_op)
{
	return (mode & IR_S_IFMT) == IR_S_IFLNK && ir_xfs_table_type(k, i_op) == IR_S_IFLNK;
}

const char *ir_kernel_table_name(const struct ir_kernel *k, uint64_t addr)
{
	if (addr && addr == ir_inode_tables(k)->empty_iops)
		return "empty_iops";
	if (addr && addr == ir_inode_tables(k)->no_open_fops)
		return "no_open_fops";
	return ir_xfs_table_name(k, addr);
}

unsigned ir_xfs_table_expected(uint64_t mode)
{
	unsigned bits = 0;

	for (unsigned i = 0; i < IR_NR_XFS_TABLES; i++) {
		if (xfs_tables[i].type == (mode & IR_S_IFMT))
			bits |= 1u << i;
	}
	return bits ? bits : 1;
}

bool ir_table_lies_inside(const struct ir_kernel *k, const struct ir_table *t)
{
	return t->near && (!t->near_module || ir_inode_tables(k)->modules_name_data);
}

struct ir_table ir_table_at(struct ir_kernel *k, struct ir_value addr, const char *from)
{
	struct ir_table table = {.address = addr, .from = from};
	struct ir_symbol sym;

	if (!addr.known)
		return table;
	table.symbol = ir_kernel_table_name(k, addr.v);
	if (table.symbol || ir_symbol_at(k->t, addr.v, &sym))
		return table;
	ir_symbol_base(sym.name);
	if (sym.addr == addr.v)
		table.symbol = ir_arena_strdup(k->arena, sym.name);
	else if (addr.v - sym.addr < 1 << 20) {
		table.near_module = sym.module[0];
		table.near =
			ir_fmt(k, "%s+0x%llx", sym.name, (unsigned long long)(addr.v - sym.addr));
	}
	return table;
}

// SPDX-License-Identifier: GPL-2.0-or-later
/* The operation tables a verdict turns on, found by what the kernel's own code stores. */
#include "core/symbols/data_symbols.h"
#include "core/stages/engine.h"

#include <string.h>

static const struct {
	const char *symbol;
	unsigned type;
} xfs_tables[IR_NR_XFS_TABLES] = {
#define IR_XFS_TABLE(symbol, type)	{symbol, type},
#define IR_POISON(value, mask, what)
#include "core/vfs/inode_tables_known.def"
#undef IR_XFS_TABLE
#undef IR_POISON
};

struct stored {
	struct ir_engine *e;
	int64_t disp;
	uint64_t value, insn;
	struct ir_symbol fn;
};

static bool try_initialiser(const struct ir_symbol *sym, void *arg)
{
	struct stored *s = arg;

	s->fn = *sym;
	return s->e->arch->find_store(s->e->t, sym->addr, sym->size ? sym->size : 1024, s->disp,
				      &s->value, &s->insn) != IR_OK;
}

/*
 * empty_iops is a static inside inode_init_always(), its symbol has a compiler suffix, ubifs has one
 * of its own, and kernels without KALLSYMS_ALL name none: so take the address the function stores.
 */
static uint64_t stored_by_initialiser(struct ir_engine *e, enum ir_member_id member)
{
	/* inode_init_always_gfp is the out-of-line one since 6.11 */
	static const char *const names[] = {"inode_init_always_gfp", "inode_init_always"};
	const struct ir_member *m = ir_member(e, member);
	struct stored s = {.e = e};

	if (!m || !e->arch->find_store)
		return 0;
	s.disp = (int64_t)m->offset;
	for (size_t i = 0; i < 2 && !s.value; i++)
		(void)!ir_each_symbol(e->t, names[i], try_initialiser, &s);
	if (s.value)
		ir_list_add(e, &e->d->origins,
			    ir_fmt(e, "%s = %016llx is what %s stores to %s at %016llx",
				   member == IR_M_INODE_OP ? "empty_iops" : "no_open_fops",
				   (unsigned long long)s.value, s.fn.name, ir_member_name(member),
				   (unsigned long long)s.insn));
	return s.value;
}

struct named {
	unsigned nr;
	uint64_t addr;
};

static bool count_named(const struct ir_symbol *sym, void *arg)
{
	struct named *n = arg;

	/* A module's table of the same name (ubifs) is not the VFS's. */
	if (!sym->module[0]) {
		n->nr++;
		n->addr = sym->addr;
	}
	return true;
}

static uint64_t only_kernel_symbol(struct ir_engine *e, const char *name)
{
	struct named n = {0, 0};

	if (ir_each_symbol(e->t, name, count_named, &n) || n.nr != 1)
		return 0;
	ir_list_add(e, &e->d->origins,
		    ir_fmt(e, "%s = %016llx is the only kernel symbol of that name", name,
			   (unsigned long long)n.addr));
	return n.addr;
}

/*
 * Which of XFS's tables is it? All have xfs_vn_getattr(), and no other kind of table has; what follows a
 * link or looks a name up tells them apart.
 */
static const char *table_by_content(struct ir_engine *e, uint64_t addr)
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

	if (ir_type_size(e, "inode_operations", &size) || size > sizeof(words) || size % 8 ||
	    addr % 8 || ir_read(e->t, addr, words, size))
		return NULL;
	for (uint64_t i = 0; i < size / 8; i++) {
		if (!words[i] || ir_symbol_at(e->t, words[i], &sym) || sym.addr != words[i])
			continue;
		ir_symbol_base(sym.name);
		getattr |= !strcmp(sym.name, "xfs_vn_getattr");
		for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
			if (!strcmp(sym.name, kinds[k].function))
				name = kinds[k].table;
		}
	}
	return getattr ? name : NULL;
}

static bool try_table(uint64_t addr, void *arg)
{
	struct ir_engine *e = arg;
	const char *name = table_by_content(e, addr);

	for (size_t i = 0; name && i < IR_NR_XFS_TABLES; i++) {
		if (strcmp(xfs_tables[i].symbol, name))
			continue;
		e->tables.xfs[i] = addr;
		ir_list_add(e, &e->d->origins,
			    ir_fmt(e, "%s = %016llx by what it holds, among what xfs_setup_iops "
				      "refers to", name, (unsigned long long)addr));
	}
	return true;
}

/* Without KALLSYMS_ALL neither the kernel nor its modules name them. */
static void xfs_tables_by_code(struct ir_engine *e)
{
	struct ir_symbol sym;

	for (size_t i = 0; i < IR_NR_XFS_TABLES; i++) {
		if (e->tables.xfs[i])
			return;
	}
	if (ir_symbol_lookup(e->t, "xfs_setup_iops", &sym))
		return;
	e->tables.xfs_built_in = !sym.module[0];
	(void)!ir_each_ref(e->t, "xfs_setup_iops", sym.module, try_table, e);
}

void ir_find_kernel_tables(struct ir_engine *e)
{
	struct ir_kernel_tables *tab = &e->tables;
	struct ir_symbol sym;

	tab->empty_iops = stored_by_initialiser(e, IR_M_INODE_OP);
	if (!tab->empty_iops)
		tab->empty_iops = only_kernel_symbol(e, "empty_iops");
	tab->no_open_fops = stored_by_initialiser(e, IR_M_INODE_FOP);
	if (!tab->no_open_fops)
		tab->no_open_fops = only_kernel_symbol(e, "no_open_fops");
	for (size_t i = 0; i < IR_NR_XFS_TABLES; i++) {
		if (ir_symbol_lookup(e->t, xfs_tables[i].symbol, &sym))
			continue;
		tab->xfs[i] = sym.addr;
		tab->modules_name_data |= sym.module[0] != 0;
		tab->xfs_built_in |= !sym.module[0];
	}
	xfs_tables_by_code(e);
}

uint64_t ir_xfs_table(const struct ir_engine *e, const char *name)
{
	for (unsigned n = 0; n < IR_NR_XFS_TABLES; n++) {
		if (!strcmp(xfs_tables[n].symbol, name))
			return e->tables.xfs[n];
	}
	return 0;
}

const char *ir_xfs_table_name(const struct ir_engine *e, uint64_t addr)
{
	for (size_t i = 0; i < IR_NR_XFS_TABLES; i++) {
		if (addr && e->tables.xfs[i] == addr)
			return xfs_tables[i].symbol;
	}
	return NULL;
}

const char *ir_kernel_table_name(const struct ir_engine *e, uint64_t addr)
{
	if (addr && addr == e->tables.empty_iops)
		return "empty_iops";
	if (addr && addr == e->tables.no_open_fops)
		return "no_open_fops";
	return ir_xfs_table_name(e, addr);
}

unsigned ir_xfs_table_expected(uint64_t mode)
{
	unsigned bits = 0;

	for (unsigned i = 0; i < IR_NR_XFS_TABLES; i++) {
		if (xfs_tables[i].type == (mode & 0170000))
			bits |= 1u << i;
	}
	return bits ? bits : 1;
}

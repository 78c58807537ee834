// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The offsets of inode.i_op and inode_operations.get_link, for kernels without any types. Path
 * lookup's own code calls inode->i_op->get_link(NULL, inode, &last->done), which shows both. Each
 * offset must be confirmed by a second source: inode_init_always() stores a constant to i_op, and a
 * table that ramfs uses has page_get_link() at get_link.
 */
#include "core/proof/iop_layout.h"

#include "core/symbols/data_symbols.h"
#include "core/arch/arch.h"
#include "core/arch/code.h"
#include "core/target/kernel.h"
#include "core/types/layout.h"

#include <string.h>

static const char *const walkers[] = {"pick_link",	  "step_into_slowpath", "step_into",
				      "trailing_symlink", "get_link",		"link_path_walk"};

/* The offsets that calls of get_link show, and whether the second source confirms them. */
struct found {
	struct ir_kernel *k;
	bool any, differ; /* a call was found; two calls show different offsets */
	int64_t i_op, get_link;
	const char *where; /* the call, in words */
	uint64_t method;   /* address of page_get_link() */
	bool confirmed;
};

static bool is_zero(struct ir_place p)
{
	return p.root == IR_ROOT_CONST && !p.offset;
}

/*
 * Is @s a call of ->get_link: without a dentry, and with the inode that the table was loaded from?
 */
static void read_call(struct found *f, const struct ir_code *c, const struct ir_step *s,
		      const char *name)
{
	struct ir_place slot, inode, table = s->value, of;

	if (s->kind != IR_STEP_CALL || s->target || !is_zero(s->args[0]))
		return;
	table.offset = 0;
	if (s->has_mem)
		slot = s->mem;
	else if (!ir_code_loaded_from(c, table, &slot))
		return;
	if (!ir_code_loaded_from(c, (struct ir_place){slot.root, 0}, &inode))
		return;
	/*
	 * Several ways lead here with different inodes, so it is often unknown; another one is
	 * wrong.
	 */
	of = (struct ir_place){inode.root, 0};
	if ((of.root && s->args[1].root && !ir_place_same(of, s->args[1])) || !s->args[2].root ||
	    s->args[2].offset <= 0)
		return;
	f->differ |= f->any && (f->i_op != inode.offset || f->get_link != slot.offset);
	f->any = true;
	f->i_op = inode.offset;
	f->get_link = slot.offset;
	f->where = ir_insn_text(f->k, c, name, s->at);
}

static bool search_walker(const struct ir_symbol *sym, void *arg)
{
	struct found *f = arg;
	struct ir_code *c;

	if (sym->module[0] || !sym->size ||
	    ir_code_open(f->k, sym->addr, sym->size < IR_CODE_BYTES ? sym->size : IR_CODE_BYTES,
			 &c))
		return true;
	for (unsigned i = 0; i < c->nr_steps; i++)
		read_call(f, c, &c->steps[i], sym->name);
	return true;
}

/* Does the initialiser @sym store a constant at offset @i_op? */
static bool stores_i_op(const struct ir_symbol *sym, void *arg)
{
	struct found *f = arg;
	uint64_t value, insn;

	f->confirmed = !f->k->arch->find_store(f->k, sym->addr, sym->size ? sym->size : 1024,
					       f->i_op, &value, &insn);
	return !f->confirmed;
}

static bool has_method(uint64_t addr, void *arg)
{
	struct found *f = arg;
	uint64_t fn;

	f->confirmed = !(addr % 8) && !ir_read_u64(f->k->t, addr + (uint64_t)f->get_link, &fn) &&
		       fn == f->method;
	return !f->confirmed;
}

/* Does the second source confirm each of the two offsets? */
static bool both_confirmed(struct found *f)
{
	static const char *const initialisers[] = {"inode_init_always_gfp", "inode_init_always"};

	for (size_t i = 0; i < 2 && !f->confirmed; i++)
		(void)!ir_each_symbol(f->k->t, initialisers[i], stores_i_op, f);
	if (!f->confirmed)
		return false;
	f->confirmed = false;
	/* ramfs, because it is built into every kernel: finding a module's symbols needs types. */
	if (!ir_symbol_addr(f->k->t, "page_get_link", &f->method))
		(void)!ir_each_ref(f->k->t, "ramfs_get_inode", "", has_method, f);
	return f->confirmed;
}

enum ir_status ir_iop_member(struct ir_kernel *k, enum ir_member_id id, struct ir_member *ret)
{
	struct found f = {.k = k};

	if ((id != IR_M_INODE_OP && id != IR_M_IOP_GET_LINK) || !k->arch->find_store)
		return IR_UNSUPPORTED;
	for (size_t i = 0; i < sizeof(walkers) / sizeof(walkers[0]); i++)
		(void)!ir_each_symbol(k->t, walkers[i], search_walker, &f);
	if (!f.any || f.differ || f.i_op < 0 || f.get_link < 0 || !both_confirmed(&f))
		return IR_UNSUPPORTED;
	ret->offset = (uint64_t)(id == IR_M_INODE_OP ? f.i_op : f.get_link);
	ret->size = 8;
	ir_note_origin(k, ir_fmt(k, "%s at 0x%llx: %s calls get_link by that offset, and %s",
				 ir_member_name(id), (unsigned long long)ret->offset, f.where,
				 id == IR_M_INODE_OP ? "inode_init_always stores a table there"
						     : "a table of ramfs has page_get_link there"));
	return IR_OK;
}

// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * link-text, when the inode is no directory any more: its i_dir_seq, which the walk took for a text's address, is gone.
 * The fault's address remembers it: the function's code has loaded i_link just before, and a register still has the inode. No
 * symlink has a small number there. That memory damage put it there is excluded by what is there now, and by the dentry,
 * which died under the walk.
 */
#include "core/stages/shapes.h"

#include "core/arch/arch.h"
#include "core/arch/code.h"

/* The load at offset @at of the function: does it read i_link? *@base: the register that has the inode's address */
static bool loads_link(struct ir_engine *e, const struct ir_code *c, size_t at, int *base)
{
	const struct ir_member *link = ir_member(e->k, IR_M_INODE_LINK);
	int64_t disp;

	return link && !e->k->arch->load_at(e->k->t, c->start + at, base, &disp) &&
	       disp == (int64_t)link->offset && ir_reg_known(&e->regs, *base);
}

/*
 * The load of i_link before the instruction at offset @at, with no call in between. What is read there may also be what
 * ->get_link returned, on a path that meets this one; but after a call the address of the text is none that i_link had.
 */
static const struct ir_step *link_load_before(struct ir_engine *e, const struct ir_code *c,
					      size_t at, int *base)
{
	const struct ir_step *found = NULL;

	for (unsigned i = 0; i < c->nr_steps && c->steps[i].at < at; i++) {
		const struct ir_step *s = &c->steps[i];

		if (s->kind == IR_STEP_CALL)
			found = NULL;
		else if (s->kind == IR_STEP_LOAD && loads_link(e, c, s->at, base))
			found = s;
	}
	return found && loads_link(e, c, found->at, base) ? found : NULL;
}

bool ir_read_healed_text(struct ir_engine *e, uint64_t address, uint64_t *inode)
{
	const struct ir_step *load;
	const char *loaded;
	uint64_t ip, now, mode, op, diff;
	struct ir_symbol sym;
	struct ir_code *c;
	int base;

	if (!e->k->arch->load_at || !e->k->arch->follow || !ir_reg_known(&e->regs, e->k->arch->ip))
		return false;
	ip = e->regs.v[e->k->arch->ip];
	if (ir_symbol_at(e->k->t, ip, &sym) || !sym.size || ip - sym.addr >= sym.size ||
	    ir_code_open(e->k, sym.addr, sym.size < IR_CODE_BYTES ? sym.size : IR_CODE_BYTES, &c))
		return false;
	load = link_load_before(e, c, ip - sym.addr, &base);
	if (!load)
		return false;
	/* Whatever is read of the inode may need another function's code, in the place of this one. */
	loaded = ir_insn_text(e->k, c, sym.name, load->at);
	*inode = e->regs.v[base];
	if (!ir_is_inode_of_walk(e, *inode) || ir_get(e->k, *inode, IR_M_INODE_LINK, &now) ||
	    now == address || ir_get(e->k, *inode, IR_M_INODE_MODE, &mode))
		return false;
	diff = now ^ address;
	/* Where only a bit differs, that may be a flipped one. */
	ir_dentry_by_inode(e, *inode,
			   !ir_get(e->k, *inode, IR_M_INODE_OP, &op) &&
				   ir_is_xfs_symlink(e->k, mode, op) &&
				   (diff & (diff - 1) || ir_named_since_birth(e, *inode)));
	if (ir_fact_holds(e->d, IR_FACT_DENTRY_DIED) != IR_TRUE)
		return false;
	ir_fact_set(e->d, IR_FACT_READ_OTHERS_LINK, IR_TRUE,
		    "the walk read a directory's i_dir_seq as the text of a symlink",
		    ir_fmt(e->k,
			   "fault at %llx, which %s loaded; inode %016llx (%%%s) .i_mode 0%llo, "
			   ".i_link %llx now",
			   (unsigned long long)address, loaded, (unsigned long long)*inode,
			   e->k->arch->reg_names[base], (unsigned long long)(mode & UINT16_MAX),
			   (unsigned long long)now),
		    ir_fmt(e->k, "struct inode.i_mode,i_link %llx", (unsigned long long)*inode));
	return true;
}

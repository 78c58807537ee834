// SPDX-License-Identifier: GPL-2.0-or-later
/* The inode the walk used: the VFS's part, XFS's part around it, and what they hold now. */
#include "core/stages/engine.h"
#include "core/types/flags.h"
#include "core/proof/xfs_layout.h"

#include <string.h>

#define S_IFMT_	 0170000
#define S_IFLNK_ 0120000

/* Bytes that cannot be a file system's name are a damaged super block's, and prove nothing. */
static const char *name_of_fs(const char *name)
{
	for (const char *p = name; p && *p; p++) {
		if (*p <= ' ' || *p >= 0x7f)
			return NULL;
	}
	return name && *name ? name : NULL;
}

static void read_super(struct ir_engine *e, struct ir_inode *i)
{
	uint64_t type, name;

	i->sb = ir_get_value(e, i->address.v, IR_M_INODE_SB);
	if (!i->sb.known || ir_object_present(e, i->sb.v, 256)) {
		i->sb.known = false;
		return;
	}
	if (!ir_get(e, i->sb.v, IR_M_SB_TYPE, &type) && !ir_get(e, type, IR_M_FSTYPE_NAME, &name))
		i->fs = name_of_fs(ir_string_at(e, name, 32));
	if (ir_has(e, IR_M_SB_ID))
		i->device = ir_string_at(e, ir_addr(e, i->sb.v, IR_M_SB_ID), 32);
}

static void read_xfs_inode(struct ir_engine *e, const struct ir_inode *i, struct ir_xfs_inode *x)
{
	const struct ir_member *vnode = ir_member(e, IR_M_XFS_VNODE);
	enum ir_flag_set gc;
	uint64_t mount, super;

	if (!vnode || !i->fs || strcmp(i->fs, "xfs"))
		return;
	x->address = (struct ir_value){true, i->address.v - vnode->offset};
	/* The neighbourhood must be an xfs_inode of the same file system. */
	if (ir_get(e, x->address.v, IR_M_XFS_MOUNT, &mount) ||
	    ir_get(e, mount, IR_M_XFS_MOUNT_SUPER, &super) || super != i->sb.v) {
		x->address.known = false;
		return;
	}
	gc = ir_xfs_has_inodegc(e) ? IR_FLAGS_XFS_GC : IR_FLAGS_NONE;
	x->i_flags = ir_flags_of(e, ir_get_value(e, x->address.v, IR_M_XFS_FLAGS), IR_FLAGS_XFS, gc);
	/* xfs_inode.i_ino is gone in 7.2; the VFS inode has the number then. */
	x->ino = ir_xfs_lacks_ino(e) ? i->ino : ir_get_value(e, x->address.v, IR_M_XFS_INO);
}

void ir_read_inode(struct ir_engine *e, uint64_t addr, struct ir_inode *i, struct ir_xfs_inode *x)
{
	memset(i, 0, sizeof(*i));
	memset(x, 0, sizeof(*x));
	i->address = (struct ir_value){true, addr};
	if (ir_object_present(e, addr, 256))
		return;
	i->mode = ir_get_value(e, addr, IR_M_INODE_MODE);
	i->mode.v &= UINT16_MAX;
	i->ino = ir_get_value(e, addr, IR_M_INODE_INO);
	i->generation = ir_get_value(e, addr, IR_M_INODE_GENERATION);
	i->generation.v &= UINT32_MAX;
	i->i_count = ir_get_value(e, addr, IR_M_INODE_COUNT);
	i->i_count.v = (uint64_t)(int64_t)(int32_t)i->i_count.v;
	i->i_state = ir_flags_of(e, ir_get_value(e, addr, IR_M_INODE_STATE), ir_state_flags(e),
				 IR_FLAGS_NONE);
	i->i_op = ir_table_at(e, ir_get_value(e, addr, IR_M_INODE_OP), NULL);
	i->i_fop = ir_table_at(e, ir_get_value(e, addr, IR_M_INODE_FOP), NULL);
	read_super(e, i);
	read_xfs_inode(e, i, x);
}

static bool is_inode_with_op(struct ir_engine *e, uint64_t addr, uint64_t op)
{
	uint64_t found, sb;

	return e->arch->canonical(addr) && addr % 8 == 0 && !ir_get(e, addr, IR_M_INODE_OP, &found) &&
	       found == op && !ir_get(e, addr, IR_M_INODE_SB, &sb) && e->arch->canonical(sb) &&
	       !ir_object_present(e, sb, 256);
}

/* The inode whose i_op is @op: the dentry's own, or one that a register holds. */
static bool inode_with_op(struct ir_engine *e, uint64_t op, uint64_t *ret)
{
	const struct ir_walk *w = &e->d->walk;

	if (w->dentry_inode.known && is_inode_with_op(e, w->dentry_inode.v, op)) {
		*ret = w->dentry_inode.v;
		return true;
	}
	for (unsigned i = 0; i < e->arch->nr_regs; i++) {
		if (e->regs.known >> i & 1 && is_inode_with_op(e, e->regs.v[i], op)) {
			*ret = e->regs.v[i];
			return true;
		}
	}
	return false;
}

/* Which inode was the operation called on? */
static bool find_inode(struct ir_engine *e, uint64_t *ret)
{
	const struct ir_walk *w = &e->d->walk;
	int arg = e->arch->arg[1], base = e->site.base_reg;
	uint64_t sb, link_sb;

	if (!e->have_regs)
		return false;
	/* &last->done in the third argument makes the second one the inode, call site seen or not. */
	if (ir_fact_holds(e, IR_FACT_CALLED_NULL_GET_LINK) == IR_TRUE ||
	    (ir_fact_holds(e, IR_FACT_CALLED_NULL) == IR_TRUE &&
	     ir_fact_holds(e, IR_FACT_WALK_REGS_AGREE) == IR_TRUE)) {
		*ret = e->regs.v[arg];
		return e->regs.known >> arg & 1 && e->arch->canonical(*ret);
	}
	/* Neither was seen: an inode of the link's own file system in that register will do. */
	if (e->returns_to_walk && ir_fact_holds(e, IR_FACT_CALLED_NULL_GET_LINK) == IR_UNKNOWN &&
	    e->regs.known >> arg & 1 && !ir_get(e, e->regs.v[arg], IR_M_INODE_SB, &sb) &&
	    w->dentry.known && !ir_get(e, w->dentry.v, IR_M_DENTRY_SB, &link_sb) && sb == link_sb) {
		*ret = e->regs.v[arg];
		return true;
	}
	if (ir_fact_holds(e, IR_FACT_WALK_USED_IOP) != IR_TRUE && !ir_fault_follows_link(e))
		return false;
	if (base >= 0 && e->regs.known >> base & 1 && inode_with_op(e, e->regs.v[base], ret))
		return true;
	if (w->dentry_inode.known && e->arch->canonical(w->dentry_inode.v)) {
		*ret = w->dentry_inode.v;
		return true;
	}
	return false;
}

/*
 * The table the call went through. The register the slot was loaded from remembers it after the
 * inode has healed; it counts only if that slot really reads as the NULL that was called.
 */
static void find_called_table(struct ir_engine *e)
{
	const struct ir_member *slot = ir_member(e, IR_M_IOP_GET_LINK);
	int base = e->site.base_reg;
	uint64_t fn;

	if (ir_fact_holds(e, IR_FACT_WALK_USED_IOP) == IR_FALSE || !slot || !e->d->inode.address.known)
		return;
	if (e->have_site && base >= 0 && e->regs.known >> base & 1) {
		struct ir_value v = {true, e->regs.v[base]};
		bool certain = e->regs.v[e->arch->ip] != 0 ||
			       (v.v && v.v == e->tables.empty_iops);

		if (certain || (!ir_read_u64(e->t, v.v + slot->offset, &fn) && !fn)) {
			e->d->called_through = ir_table_at(e, v, e->arch->reg_names[base]);
			return;
		}
	}
	for (unsigned i = 0; i < e->arch->nr_regs; i++) {
		struct ir_value v = {true, e->regs.v[i]};

		if (!(e->regs.known >> i & 1) || !v.v ||
		    (v.v != e->tables.empty_iops &&
		     (!ir_xfs_table_name(e, v.v) || ir_read_u64(e->t, v.v + slot->offset, &fn) || fn)))
			continue;
		e->d->called_through = ir_table_at(e, v, e->arch->reg_names[i]);
		return;
	}
	if (e->d->inode.i_op.address.known &&
	    !ir_read_u64(e->t, e->d->inode.i_op.address.v + slot->offset, &fn) && !fn)
		e->d->called_through = ir_table_at(e, e->d->inode.i_op.address, "inode");
}

static const char *table_words(struct ir_engine *e, const struct ir_table *table)
{
	return table->symbol ? table->symbol
	       : table->near ? table->near
			     : ir_fmt(e, "no known table");
}

/* Deciding facts (c) and (e). */
static void decide_race(struct ir_engine *e)
{
	const struct ir_diagnosis *d = e->d;
	const struct ir_table *t = &d->called_through;
	const char *xfs = t->address.known ? ir_xfs_table_name(e, t->address.v) : NULL;
	enum ir_tri transient = IR_UNKNOWN;
	bool empty;

	if (d->inode.fs)
		ir_fact_set(e, IR_FACT_INODE_IS_XFS, ir_tri_of(!strcmp(d->inode.fs, "xfs")),
			    ir_fmt(e, "the inode is on %s", d->inode.fs),
			    ir_fmt(e, "inode %016llx .i_sb %016llx .s_type->name \"%s\"",
				   (unsigned long long)d->inode.address.v,
				   (unsigned long long)d->inode.sb.v, d->inode.fs),
			    ir_fmt(e, "struct inode.i_sb,i_op,i_state,i_ino,i_mode %llx",
				   (unsigned long long)d->inode.address.v));
	if (!t->address.known)
		return;
	empty = e->tables.empty_iops && t->address.v == e->tables.empty_iops;
	if (empty || xfs)
		transient = IR_TRUE;
	else if (e->tables.empty_iops && e->tables.xfs[0])
		transient = IR_FALSE;
	ir_fact_set(e, IR_FACT_TABLE_TRANSIENT, transient,
		    empty ? "the table called through was empty_iops"
			  : ir_fmt(e, "the table called through was %s", table_words(e, t)),
		    ir_fmt(e, "%s %016llx%s; inode.i_op %s now", t->from,
			   (unsigned long long)t->address.v,
			   ir_fact_holds(e, IR_FACT_CALLED_NULL) == IR_TRUE ? ", .get_link 0" : "",
			   !d->inode.i_op.address.known			  ? "unknown"
			   : d->inode.i_op.address.v == t->address.v ? "the same"
			   : ir_fmt(e, "%016llx %s", (unsigned long long)d->inode.i_op.address.v,
				    table_words(e, &d->inode.i_op))),
		    ir_fmt(e, "struct inode_operations.get_link %llx",
			   (unsigned long long)t->address.v));
	ir_fact_check(e, IR_FACT_TABLE_TRANSIENT,
		      ir_fmt(e, "sym %llx", (unsigned long long)t->address.v));
}

/* What tells the phase and supports the verdict. */
static void decide_phase(struct ir_engine *e)
{
	const struct ir_inode *i = &e->d->inode;
	const struct ir_xfs_inode *x = &e->d->xfs_inode;
	const uint64_t moving = 0x1 | 0x8; /* XFS_IRECLAIM, XFS_INEW */
	bool is_empty, fresh;

	if (i->i_op.address.known && e->tables.empty_iops) {
		is_empty = i->i_op.address.v == e->tables.empty_iops;
		ir_fact_set(e, IR_FACT_IOP_NOW_EMPTY, ir_tri_of(is_empty),
			    is_empty ? "the inode's i_op is empty_iops in this dump"
				     : ir_fmt(e, "the inode's i_op is %s in this dump",
					      table_words(e, &i->i_op)),
			    ir_fmt(e, "inode %016llx .i_op %016llx, empty_iops is %016llx",
				   (unsigned long long)i->address.v,
				   (unsigned long long)i->i_op.address.v,
				   (unsigned long long)e->tables.empty_iops),
			    NULL);
	}
	if (i->mode.known)
		ir_fact_set(e, IR_FACT_INODE_NOT_SYMLINK, ir_tri_of((i->mode.v & S_IFMT_) != S_IFLNK_),
			    (i->mode.v & S_IFMT_) == S_IFLNK_ ? "the inode is a symlink"
							      : "the inode is not a symlink",
			    ir_fmt(e, "inode %016llx .i_mode 0%llo", (unsigned long long)i->address.v,
				   (unsigned long long)i->mode.v),
			    NULL);
	if (i->i_fop.address.known && i->i_fop.address.v == e->tables.no_open_fops &&
	    e->tables.no_open_fops)
		ir_fact_set(e, IR_FACT_IFOP_NO_OPEN, IR_TRUE, "i_fop is no_open_fops",
			    "says nothing: so it is on every XFS symlink", NULL);
	if (!x->i_flags.raw.known)
		return;
	fresh = i->i_state.nr_names == 1 && !strcmp(i->i_state.names[0], "I_NEW");
	ir_fact_set(e, IR_FACT_INODE_RECYCLING, ir_tri_of(x->i_flags.raw.v & moving),
		    x->i_flags.raw.v & moving ? "the inode is being recycled"
					      : "the inode is not being recycled in this dump",
		    ir_fmt(e, "xfs_inode %016llx .i_flags 0x%llx%s%s; i_state 0x%llx%s",
			   (unsigned long long)x->address.v, (unsigned long long)x->i_flags.raw.v,
			   x->i_flags.nr_names ? " " : "",
			   x->i_flags.nr_names ? x->i_flags.names[0] : "",
			   (unsigned long long)i->i_state.raw.v, fresh ? " I_NEW" : ""),
		    e->tables.xfs_built_in ? NULL : "mod -s xfs");
	ir_fact_check(e, IR_FACT_INODE_RECYCLING,
		      ir_fmt(e, "struct xfs_inode.i_flags %llx", (unsigned long long)x->address.v));
}

void ir_stage_inode(struct ir_engine *e)
{
	struct ir_diagnosis *d = e->d;
	uint64_t addr;

	if (e->opt->inode)
		addr = e->opt->inode;
	else if (!find_inode(e, &addr))
		return;
	ir_read_inode(e, addr, &d->inode, &d->xfs_inode);
	find_called_table(e);
	decide_race(e);
	decide_phase(e);
	ir_judge_damage(e);
	ir_judge_life(e);
	if (d->inode.fs && !strcmp(d->inode.fs, "xfs") && !ir_has(e, IR_M_XFS_VNODE))
		ir_list_add(e, &d->unavailable,
			    "struct xfs_inode: no type information for the xfs module (in crash: mod "
			    "-s xfs PATH)");
}

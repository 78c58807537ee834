// SPDX-License-Identifier: GPL-2.0-or-later
/* The inode that the walk used: deciding facts (c) and (e), and the facts that tell the phase. */
#include "core/mm/object.h"
#include "core/proof/xfs_layout.h"
#include "core/stages/engine.h"
#include "core/stages/shapes.h"

#include <string.h>

static bool is_inode_with_op(struct ir_engine *e, uint64_t addr, uint64_t op)
{
	uint64_t found, sb;

	return e->k->arch->canonical(addr) && addr % 8 == 0 &&
	       !ir_get(e->k, addr, IR_M_INODE_OP, &found) && found == op &&
	       !ir_get(e->k, addr, IR_M_INODE_SB, &sb) && e->k->arch->canonical(sb) &&
	       !ir_object_present(e->k, sb, 256);
}

/* Find an inode whose i_op is @op: the dentry's inode, or one that a register points at. */
static bool inode_with_op(struct ir_engine *e, uint64_t op, uint64_t *ret)
{
	const struct ir_walk *w = &e->d->walk;

	if (w->dentry_inode.known && is_inode_with_op(e, w->dentry_inode.v, op)) {
		*ret = w->dentry_inode.v;
		return true;
	}
	for (unsigned i = 0; i < e->k->arch->nr_regs; i++) {
		if (ir_reg_known(&e->regs, (int)i) && is_inode_with_op(e, e->regs.v[i], op)) {
			*ret = e->regs.v[i];
			return true;
		}
	}
	return false;
}

static bool passed_dentry(const struct ir_engine *e)
{
	int arg = e->k->arch->arg[0];

	return ir_reg_known(&e->regs, arg) && e->regs.v[arg];
}

/* Which inode was the operation called on? */
static bool find_inode(struct ir_engine *e, uint64_t *ret)
{
	const struct ir_walk *w = &e->d->walk;
	int arg = e->k->arch->arg[1], base = e->site.base_reg;

	if (!e->have_regs)
		return false;
	/*
	 * In a call of ->get_link the second argument is the inode. &last->done in the third
	 * argument proves such a call even where the call site was not seen. ->follow_link takes the
	 * dentry and the walk.
	 */
	if (ir_fact_holds(e->d, IR_FACT_CALLED_NULL_GET_LINK) == IR_TRUE ||
	    (ir_fact_holds(e->d, IR_FACT_CALLED_NULL) == IR_TRUE &&
	     ir_fact_holds(e->d, IR_FACT_WALK_REGS_AGREE) == IR_TRUE)) {
		if (passed_dentry(e) && ir_has(e->k, IR_M_IOP_FOLLOW_LINK))
			return !ir_get(e->k, e->regs.v[e->k->arch->arg[0]], IR_M_DENTRY_INODE,
				       ret) &&
			       e->k->arch->canonical(*ret);
		*ret = e->regs.v[arg];
		return ir_reg_known(&e->regs, arg) && e->k->arch->canonical(*ret);
	}
	/*
	 * Neither was seen: take the second argument if it is an inode of the link's file system.
	 */
	if (e->returns_to_walk && ir_fact_holds(e->d, IR_FACT_CALLED_NULL_GET_LINK) == IR_UNKNOWN &&
	    ir_reg_known(&e->regs, arg) && w->dentry.known &&
	    ir_same_super(e->k, w->dentry.v, e->regs.v[arg]) == IR_TRUE) {
		*ret = e->regs.v[arg];
		return true;
	}
	if (ir_fact_holds(e->d, IR_FACT_WALK_USED_IOP) != IR_TRUE && !ir_fault_follows_link(e))
		return false;
	if (ir_reg_known(&e->regs, base) && inode_with_op(e, e->regs.v[base], ret))
		return true;
	if (w->dentry_inode.known && e->k->arch->canonical(w->dentry_inode.v)) {
		*ret = w->dentry_inode.v;
		return true;
	}
	return false;
}

/*
 * Is @v, the register that the code names, the table? Where the load itself faulted it is. A call of NULL went through a
 * table whose slot reads as NULL; where values could not be followed up to the call the register may hold something else
 * by then, so that it counts only as a table that inodes have.
 */
static bool is_called_table(struct ir_engine *e, uint64_t v, uint64_t slot)
{
	uint64_t fn;

	if (v && v == ir_inode_tables(e->k)->empty_iops)
		return true;
	if (ir_fact_holds(e->d, IR_FACT_CALLED_NULL) == IR_FALSE)
		return true;
	return !ir_read_u64(e->k->t, v + slot, &fn) && !fn &&
	       (e->site.followed || ir_xfs_table_name(e->k, v) ||
		(e->d->inode.i_op.address.known && v == e->d->inode.i_op.address.v));
}

/*
 * The table that the call went through. The register from which the slot was loaded still points at
 * it after the inode has healed.
 */
static void find_called_table(struct ir_engine *e)
{
	const struct ir_member *slot = ir_member(e->k, IR_M_IOP_GET_LINK);
	int base = e->site.base_reg;
	uint64_t fn;

	if (ir_fact_holds(e->d, IR_FACT_WALK_USED_IOP) == IR_FALSE || !slot ||
	    !e->d->inode.address.known || ir_died_before_call(e->d))
		return;
	if (e->have_site && ir_reg_known(&e->regs, base)) {
		struct ir_value v = {true, e->regs.v[base]};

		if (is_called_table(e, v.v, slot->offset)) {
			e->d->called_through = ir_table_at(e->k, v, e->k->arch->reg_names[base]);
			return;
		}
	}
	for (unsigned i = 0; i < e->k->arch->nr_regs; i++) {
		struct ir_value v = {true, e->regs.v[i]};

		if (!ir_reg_known(&e->regs, (int)i) || !v.v ||
		    (v.v != ir_inode_tables(e->k)->empty_iops &&
		     (!ir_xfs_table_name(e->k, v.v) ||
		      ir_read_u64(e->k->t, v.v + slot->offset, &fn) || fn)))
			continue;
		e->d->called_through = ir_table_at(e->k, v, e->k->arch->reg_names[i]);
		return;
	}
	if (e->d->inode.i_op.address.known &&
	    !ir_read_u64(e->k->t, e->d->inode.i_op.address.v + slot->offset, &fn) && !fn)
		e->d->called_through = ir_table_at(e->k, e->d->inode.i_op.address, "inode");
}

static const char *table_words(struct ir_engine *e, const struct ir_table *table)
{
	return table->symbol ? table->symbol
	       : table->near ? table->near
			     : ir_fmt(e->k, "no known table");
}

/* Where the table @t was found, and what the inode has now. */
static const char *called_source(struct ir_engine *e, const struct ir_table *t)
{
	const struct ir_table *now = &e->d->inode.i_op;
	const char *slot =
		ir_fact_holds(e->d, IR_FACT_CALLED_NULL) == IR_TRUE ? ", .get_link 0" : "";

	if (!strcmp(t->from, "inode"))
		return ir_fmt(e->k, "inode %016llx .i_op %016llx%s; no register has another table",
			      (unsigned long long)e->d->inode.address.v,
			      (unsigned long long)t->address.v, slot);
	return ir_fmt(e->k, "%s %016llx%s; inode.i_op %s now", t->from,
		      (unsigned long long)t->address.v, slot,
		      !now->address.known ? "unknown"
		      : now->address.v == t->address.v
			      ? "the same"
			      : ir_fmt(e->k, "%016llx %s", (unsigned long long)now->address.v,
				       table_words(e, now)));
}

/*
 * Is it certain that the table @t, which is none that was looked for, is no other one of XFS's? Something else has that name, or lies
 * around it, or it misses a known one by a flipped bit. Where a module's data has no names, nothing else tells.
 */
static bool is_told_apart(struct ir_engine *e, const struct ir_table *t)
{
	return t->symbol || !e->k->arch->canonical(t->address.v) ||
	       ir_one_bit_from_table(e, t->address.v) || ir_table_lies_inside(e->k, t);
}

bool ir_kind_changed(struct ir_engine *e)
{
	const struct ir_table *t = &e->d->called_through, *now = &e->d->inode.i_op;
	const char *was = t->address.known ? ir_xfs_table_name(e->k, t->address.v) : NULL;
	uint64_t diff = t->address.v ^ now->address.v;

	return was && !strstr(was, "symlink") && now->address.known && diff & (diff - 1) &&
	       e->have_site && ir_reg_known(&e->regs, e->site.base_reg) &&
	       e->regs.v[e->site.base_reg] == t->address.v && e->d->inode.mode.known &&
	       ir_is_xfs_symlink(e->k, e->d->inode.mode.v, now->address.v);
}

/* Deciding facts (c) and (e). */
static void decide_race(struct ir_engine *e)
{
	const struct ir_diagnosis *d = e->d;
	const struct ir_table *t = &d->called_through;
	const char *xfs = t->address.known ? ir_xfs_table_name(e->k, t->address.v) : NULL;
	enum ir_tri transient = IR_UNKNOWN;
	bool empty;

	if (d->inode.fs)
		ir_fact_set(e->d, IR_FACT_INODE_IS_XFS, ir_tri_of(!strcmp(d->inode.fs, "xfs")),
			    ir_fmt(e->k, "the inode is on %s", d->inode.fs),
			    ir_fmt(e->k, "inode %016llx .i_sb %016llx .s_type->name \"%s\"",
				   (unsigned long long)d->inode.address.v,
				   (unsigned long long)d->inode.sb.v, d->inode.fs),
			    ir_fmt(e->k, "struct inode.i_sb,i_op,i_state,i_ino,i_mode %llx",
				   (unsigned long long)d->inode.address.v));
	if (!t->address.known)
		return;
	empty = ir_inode_tables(e->k)->empty_iops &&
		t->address.v == ir_inode_tables(e->k)->empty_iops;
	/*
	 * A symlink's own table is never what a recycled inode lacks get_link by. That of another kind of file may
	 * also be a live file's, whose dentry is damaged: it counts only with a dentry that was seen, or where the
	 * inode is a symlink again.
	 */
	if (empty)
		transient = IR_TRUE;
	else if (xfs && !strstr(xfs, "symlink"))
		transient =
			ir_fact_holds(d, IR_FACT_DENTRY_DIED) == IR_UNKNOWN && !ir_kind_changed(e)
				? IR_UNKNOWN
				: IR_TRUE;
	else if (ir_inode_tables(e->k)->empty_iops && ir_inode_tables(e->k)->xfs[0] &&
		 is_told_apart(e, t))
		transient = IR_FALSE;
	ir_fact_set(e->d, IR_FACT_TABLE_TRANSIENT, transient,
		    empty ? "the table called through was empty_iops"
			  : ir_fmt(e->k, "the table called through was %s", table_words(e, t)),
		    called_source(e, t),
		    ir_fmt(e->k, "struct inode_operations.get_link %llx",
			   (unsigned long long)t->address.v));
	ir_fact_check(e->d, IR_FACT_TABLE_TRANSIENT,
		      ir_fmt(e->k, "sym %llx", (unsigned long long)t->address.v));
}

/*
 * inode_init_always() had put empty_iops there and failed: xfs_iget() takes XFS_IRECLAIM and XFS_INEW back and leaves
 * XFS_IRECLAIMABLE. A reclaimable inode that nobody has touched has its own table.
 */
static bool recycle_failed(const struct ir_engine *e)
{
	return ir_fact_holds(e->d, IR_FACT_IOP_NOW_EMPTY) == IR_TRUE &&
	       (e->d->xfs_inode.i_flags.raw.v & (0x1 | 0x4 | 0x8)) == 0x4;
}

/*
 * Is the inode reset, though no flag says that it is being recycled, while one of the fields that tell whether its memory was
 * allocated anew is missing?
 */
static bool may_be_new(const struct ir_engine *e)
{
	const struct ir_inode *i = &e->d->inode;

	return ir_fact_holds(e->d, IR_FACT_IOP_NOW_EMPTY) == IR_TRUE &&
	       !(e->d->xfs_inode.i_flags.raw.v & (0x1 | 0x4 | 0x8)) &&
	       !(i->i_state.raw.known && i->mode.known);
}

/*
 * After its recycle XFS gives an inode one of its own tables. Another address is damage, and tells nothing of the phase.
 * IR_UNKNOWN: not all of the tables are known, or it may be one that nothing names
 */
static enum ir_tri has_no_table(struct ir_engine *e)
{
	static const char *const tables[] = {"xfs_inode_operations", "xfs_dir_inode_operations",
					     "xfs_symlink_inode_operations"};

	if (ir_fact_holds(e->d, IR_FACT_INODE_IS_XFS) == IR_FALSE ||
	    ir_fact_holds(e->d, IR_FACT_DENTRY_DIED) == IR_FALSE ||
	    ir_fact_holds(e->d, IR_FACT_IOP_NOW_EMPTY) != IR_FALSE ||
	    ir_xfs_table_name(e->k, e->d->inode.i_op.address.v))
		return IR_FALSE;
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
		if (!ir_xfs_table(e->k, tables[i]))
			return IR_UNKNOWN;
	}
	return is_told_apart(e, &e->d->inode.i_op) ? IR_TRUE : IR_UNKNOWN;
}

static void decide_no_table(struct ir_engine *e)
{
	const struct ir_table *op = &e->d->inode.i_op;
	enum ir_tri none = has_no_table(e);

	if (none == IR_TRUE)
		ir_fact_set(e->d, IR_FACT_IOP_NO_TABLE, IR_TRUE,
			    "the inode's i_op is none of XFS's tables now: it is damaged",
			    ir_fmt(e->k, "inode %016llx .i_op %016llx",
				   (unsigned long long)e->d->inode.address.v,
				   (unsigned long long)op->address.v),
			    ir_fmt(e->k, "sym %llx", (unsigned long long)op->address.v));
	else if (none == IR_UNKNOWN)
		ir_fact_set(e->d, IR_FACT_INODE_NOT_SYMLINK, IR_UNKNOWN,
			    "which table the inode has is not known", NULL, NULL);
}

/* Is the inode another kind of file now? Where its mode and its table differ, one is damaged; XFS sets the table last. */
static void decide_kind(struct ir_engine *e)
{
	const struct ir_inode *i = &e->d->inode;
	const char *table =
		i->i_op.address.known ? ir_xfs_table_name(e->k, i->i_op.address.v) : NULL;
	bool dir = e->d->walk.at_directory; /* what a security hook was asked about */
	bool by_mode, same;

	if (!i->mode.known)
		return;
	same = by_mode = !(i->mode.v & IR_S_IFMT) ||
			 (i->mode.v & IR_S_IFMT) == (dir ? IR_S_IFDIR : IR_S_IFLNK);
	if (table && i->mode.v & IR_S_IFMT)
		same = ir_xfs_table_type(e->k, i->i_op.address.v) ==
		       (dir ? IR_S_IFDIR : IR_S_IFLNK);
	ir_fact_set(e->d, IR_FACT_INODE_NOT_SYMLINK, ir_tri_of(!same),
		    /* xfs_ifree() leaves no type: evicted once more, not another kind of file. */
		    !(i->mode.v & IR_S_IFMT) ? "the inode has no type: it was freed on disk"
					     : ir_fmt(e->k, "the inode is %s%s", same ? "" : "not ",
						      dir ? "a directory" : "a symlink"),
		    ir_fmt(e->k, "inode %016llx .i_mode 0%llo%s%s",
			   (unsigned long long)i->address.v, (unsigned long long)i->mode.v,
			   same == by_mode ? "" : ", .i_op ", same == by_mode ? "" : table),
		    NULL);
}

/* The facts that tell the phase and support the verdict. */
static void decide_phase(struct ir_engine *e)
{
	const struct ir_inode *i = &e->d->inode;
	const struct ir_xfs_inode *x = &e->d->xfs_inode;
	const uint64_t moving = 0x1 | 0x8; /* XFS_IRECLAIM, XFS_INEW */
	bool is_empty, fresh, unsure;

	if (i->i_op.address.known && ir_inode_tables(e->k)->empty_iops) {
		is_empty = i->i_op.address.v == ir_inode_tables(e->k)->empty_iops;
		ir_fact_set(e->d, IR_FACT_IOP_NOW_EMPTY, ir_tri_of(is_empty),
			    is_empty ? "the inode's i_op is empty_iops in this dump"
				     : ir_fmt(e->k, "the inode's i_op is %s in this dump",
					      table_words(e, &i->i_op)),
			    ir_fmt(e->k, "inode %016llx .i_op %016llx, empty_iops is %016llx",
				   (unsigned long long)i->address.v,
				   (unsigned long long)i->i_op.address.v,
				   (unsigned long long)ir_inode_tables(e->k)->empty_iops),
			    NULL);
	}
	decide_kind(e);
	decide_no_table(e);
	if (i->i_fop.address.known && i->i_fop.address.v == ir_inode_tables(e->k)->no_open_fops &&
	    ir_inode_tables(e->k)->no_open_fops)
		ir_fact_set(e->d, IR_FACT_IFOP_NO_OPEN, IR_TRUE, "i_fop is no_open_fops",
			    "says nothing: every XFS symlink has it", NULL);
	if (!x->i_flags.raw.known)
		return;
	fresh = i->i_state.nr_names == 1 && !strcmp(i->i_state.names[0], "I_NEW");
	unsure = may_be_new(e);
	ir_fact_set(e->d, IR_FACT_INODE_RECYCLING,
		    unsure ? IR_UNKNOWN : ir_tri_of(x->i_flags.raw.v & moving),
		    x->i_flags.raw.v & moving ? "the inode is being recycled"
		    : unsure ? "not known whether the inode is being recycled or allocated anew"
		    : recycle_failed(e) ? "a recycle of the inode failed for want of memory, "
					  "and left it with empty_iops"
					: "the inode is not being recycled in this dump",
		    ir_fmt(e->k, "xfs_inode %016llx .i_flags 0x%llx%s%s; i_state 0x%llx%s",
			   (unsigned long long)x->address.v, (unsigned long long)x->i_flags.raw.v,
			   x->i_flags.nr_names ? " " : "",
			   x->i_flags.nr_names ? x->i_flags.names[0] : "",
			   (unsigned long long)i->i_state.raw.v, fresh ? " I_NEW" : ""),
		    ir_inode_tables(e->k)->xfs_built_in ? NULL : "mod -s xfs");
	ir_fact_check(
		e->d, IR_FACT_INODE_RECYCLING,
		ir_fmt(e->k, "struct xfs_inode.i_flags %llx", (unsigned long long)x->address.v));
}

void ir_stage_inode(struct ir_engine *e)
{
	struct ir_diagnosis *d = e->d;
	uint64_t addr;
	bool shape;

	shape = ir_find_shape(e, &addr);
	if (e->opt->inode)
		addr = e->opt->inode;
	else if (!shape && !find_inode(e, &addr))
		return;
	ir_read_inode(e->k, addr, &d->inode, &d->xfs_inode);
	find_called_table(e);
	decide_race(e);
	ir_dentry_by_table(e);
	decide_phase(e);
	ir_judge_shape(e);
	ir_judge_damage(e);
	ir_judge_relinked(e);
	if (d->inode.fs && !strcmp(d->inode.fs, "xfs") && !ir_has(e->k, IR_M_XFS_VNODE))
		ir_note_unavailable(
			e->k,
			"struct xfs_inode: no type information for the xfs module (in crash: mod "
			"-s xfs PATH)");
}

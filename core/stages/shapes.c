// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The other places where a walk can die of an inode that is recycled under it.
 *
 * link-text: pick_link() reads inode->i_link before it asks for ->get_link. That member shares a union with
 * i_dir_seq (since v4.7), i_pipe and i_cdev. Recycled as a directory, in which something was looked up, the inode
 * has a small number there; the walk takes it for the address of the link's text and faults. A pipe's or a device's is the
 * address of another structure: the walk goes astray in it, and faults only where that has been unmapped since.
 *
 * security-blob is in security_blob.c.
 */
#include "core/stages/shapes.h"

#include "core/arch/arch.h"
#include "core/mm/kasan.h"
#include "core/mm/object.h"
#include "core/symbols/functions.h"

#include <string.h>

#define MAX_SEQ (1u << 20) /* i_dir_seq of a directory in use; addresses are beyond */

struct ir_value ir_accessed(const struct ir_engine *e, bool *checked)
{
	struct ir_value v = e->d->fault.address;
	uint64_t from;

	*checked = v.known && ir_kasan_checked(e->k->arch, v.v, &from);
	if (*checked)
		v.v = from;
	return v;
}

bool ir_looks_like_inode(struct ir_engine *e, uint64_t addr, uint64_t *sb)
{
	return addr % 8 == 0 && e->k->arch->canonical(addr) &&
	       !ir_object_present(e->k, addr, 256) && !ir_get(e->k, addr, IR_M_INODE_SB, sb) &&
	       e->k->arch->canonical(*sb);
}

bool ir_is_inode_of_walk(struct ir_engine *e, uint64_t addr)
{
	uint64_t sb;

	return ir_looks_like_inode(e, addr, &sb) &&
	       ir_same_super(e->k, e->d->walk.dentry.v, addr) == IR_TRUE;
}

/* What shares its place with i_link, by the kind of file. Block devices had i_bdev there until v5.10. */
static const struct kind {
	unsigned type;
	bool counts; /* a small number that only grows; else an address */
	const char *member, *words;
} kinds[] = {
	{IR_S_IFDIR, true, "i_dir_seq", "directory"},
	{IR_S_IFIFO, false, "i_pipe", "pipe"},
	{IR_S_IFCHR, false, "i_cdev", "character device"},
	{IR_S_IFBLK, false, "i_bdev", "block device"},
};

static const struct kind *kind_of(uint64_t mode)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if ((mode & IR_S_IFMT) == kinds[i].type)
			return &kinds[i];
	}
	return NULL;
}

const char *ir_shares_link(uint64_t mode, const char **words)
{
	const struct kind *kind = kind_of(mode);

	*words = kind ? kind->words : NULL;
	return kind ? kind->member : "i_dir_seq";
}

/* i_dir_seq is odd while a name is being added. */
static bool can_be_seq(uint64_t address)
{
	return address && address < MAX_SEQ;
}

static bool can_be_union(const struct ir_engine *e, uint64_t address)
{
	return can_be_seq(address) || (e->k->arch->canonical(address) && !(address % 8));
}

/* Can the walk have read @address from the inode that has @now there? */
static bool was_read(const struct ir_engine *e, const struct kind *kind, uint64_t address,
		     uint64_t now)
{
	/* It may have gone on since; it never goes back. */
	if (kind->counts)
		return can_be_seq(address) && (now & UINT32_MAX) >= address;
	return address == now && e->k->arch->canonical(address);
}

/*
 * The mode of @inode with its type. xfs_ifree() takes that out of i_mode and leaves the table. *@table: by which it is told, NULL
 * where i_mode tells
 */
static uint64_t mode_with_type(struct ir_engine *e, uint64_t inode, uint64_t mode,
			       const char **table)
{
	uint64_t op;

	*table = NULL;
	if (mode & IR_S_IFMT || ir_get(e->k, inode, IR_M_INODE_OP, &op))
		return mode;
	*table = ir_xfs_table_name(e->k, op);
	return mode | ir_xfs_table_type(e->k, op);
}

/* The inode of another kind, among the registers, whose union was read as the link's text at @address */
static bool find_other_kind(struct ir_engine *e, uint64_t address, uint64_t *ret)
{
	const struct ir_arch *a = e->k->arch;
	const struct kind *kind;
	const char *table;
	uint64_t mode, now;

	for (unsigned i = 0; i < a->nr_regs; i++) {
		if (!ir_reg_known(&e->regs, (int)i) || !ir_is_inode_of_walk(e, e->regs.v[i]) ||
		    ir_get(e->k, e->regs.v[i], IR_M_INODE_MODE, &mode))
			continue;
		kind = kind_of(mode_with_type(e, e->regs.v[i], mode, &table));
		if (!kind || ir_get(e->k, e->regs.v[i], IR_M_INODE_LINK, &now) ||
		    !was_read(e, kind, address, now))
			continue;
		*ret = e->regs.v[i];
		ir_dentry_by_inode(e, *ret, false);
		ir_fact_set(
			e->d, IR_FACT_READ_OTHERS_LINK, IR_TRUE,
			ir_fmt(e->k, "the walk read a %s's %s as the text of a symlink",
			       kind->words, kind->member),
			ir_fmt(e->k,
			       "fault at %llx%s; inode %016llx (%%%s) .i_mode 0%llo%s%s, .i_link "
			       "(%s) %llx now",
			       (unsigned long long)e->d->fault.address.v,
			       address == e->d->fault.address.v
				       ? ""
				       : ir_fmt(e->k, ", KASAN's check of %llx",
						(unsigned long long)address),
			       (unsigned long long)*ret, a->reg_names[i],
			       (unsigned long long)(mode & UINT16_MAX), table ? ", .i_op " : "",
			       table ? table : "", kind->member,
			       (unsigned long long)(kind->counts ? now & UINT32_MAX : now)),
			ir_fmt(e->k, "struct inode.i_mode,i_link %llx", (unsigned long long)*ret));
		return true;
	}
	return false;
}

static bool read_link_text(struct ir_engine *e, uint64_t *ret)
{
	bool checked;
	uint64_t address = ir_accessed(e, &checked).v;

	if (!ir_fault_follows_link(e) || ir_fact_holds(e->d, IR_FACT_DENTRY_DIED) == IR_FALSE)
		return false;
	if (!checked)
		return (can_be_union(e, address) && find_other_kind(e, address, ret)) ||
		       (can_be_seq(address) && ir_read_healed_text(e, address, ret));
	/* The text's address is in a register. */
	for (unsigned i = 0; i < e->k->arch->nr_regs; i++) {
		if (ir_reg_known(&e->regs, (int)i) && e->regs.v[i] >> 3 == address >> 3 &&
		    can_be_seq(e->regs.v[i]) && find_other_kind(e, e->regs.v[i], ret))
			return true;
	}
	return false;
}

/*
 * What rules out that another kind's union was read: a walk with references or one that follows no link, a dentry that
 * lives, an address that no member of the union can be, or a fault outside of the functions that read links.
 */
static bool cannot_be_link_text(struct ir_engine *e)
{
	const struct ir_walk *w = &e->d->walk;
	bool checked;
	const struct ir_value address = ir_accessed(e, &checked);

	return !e->task || ir_fact_holds(e->d, IR_FACT_EVENT_FAULT) == IR_FALSE ||
	       ir_fact_holds(e->d, IR_FACT_AT_LINK) == IR_FALSE ||
	       (w->mode && strcmp(w->mode, "rcu")) ||
	       ir_fact_holds(e->d, IR_FACT_DENTRY_DIED) == IR_FALSE ||
	       ir_fact_holds(e->d, IR_FACT_CALLED_NULL) == IR_TRUE ||
	       (w->depth.known && !w->depth.v) ||
	       (address.known && (checked ? address.v >= MAX_SEQ : !can_be_union(e, address.v))) ||
	       (e->event && e->event->kind == IR_EV_GP && !checked);
}

bool ir_find_shape(struct ir_engine *e, uint64_t *inode)
{
	const struct ir_walk *w = &e->d->walk;

	if (cannot_be_link_text(e))
		ir_fact_set(e->d, IR_FACT_READ_OTHERS_LINK, IR_FALSE, NULL, NULL, NULL);
	ir_rule_out_security_blob(e);
	if (!e->have_exception || !e->have_regs || !e->d->fault.address.known || !w->dentry.known ||
	    !w->mode || strcmp(w->mode, "rcu") ||
	    ir_fact_holds(e->d, IR_FACT_CALLED_NULL) == IR_TRUE ||
	    ir_fact_holds(e->d, IR_FACT_EVENT_FAULT) != IR_TRUE)
		return false;
	return read_link_text(e, inode) || ir_read_security_blob(e, inode);
}

bool ir_died_before_call(const struct ir_diagnosis *d)
{
	return ir_fact_holds(d, IR_FACT_READ_OTHERS_LINK) == IR_TRUE ||
	       ir_fact_holds(d, IR_FACT_NULL_SECURITY) == IR_TRUE;
}

void ir_judge_shape(struct ir_engine *e)
{
	const struct ir_diagnosis *d = e->d;

	if (!ir_died_before_call(d))
		return;
	/* Nothing was called, so there is no argument: the flag alone tells. */
	ir_fact_set(e->d, IR_FACT_RCU_WALK, IR_TRUE, "RCU mode: LOOKUP_RCU set",
		    ir_fmt(e->k, "nameidata %016llx .flags 0x%llx, LOOKUP_RCU is 0x%x",
			   (unsigned long long)d->walk.nameidata.v,
			   (unsigned long long)d->walk.flags.raw.v, e->k->lookup_rcu),
		    ir_fmt(e->k, "struct nameidata.flags,depth,stack %llx",
			   (unsigned long long)d->walk.nameidata.v));
	if (ir_fact_holds(d, IR_FACT_IOP_NOW_EMPTY) == IR_TRUE ||
	    ir_fact_holds(d, IR_FACT_INODE_RECYCLING) == IR_TRUE)
		ir_fact_set(e->d, IR_FACT_INODE_RESET, IR_TRUE, "the inode was being reset",
			    ir_fmt(e->k, "inode %016llx .i_op %016llx; xfs_inode .i_flags 0x%llx",
				   (unsigned long long)d->inode.address.v,
				   (unsigned long long)d->inode.i_op.address.v,
				   (unsigned long long)d->xfs_inode.i_flags.raw.v),
			    NULL);
}

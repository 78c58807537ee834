// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Was memory damaged? A table without get_link and a pointer that misses its table by one flipped
 * bit give the same oops. The value of the pointer tells them apart.
 */
#include "core/types/flags.h"
#include "core/mm/slab.h"
#include "core/stages/engine.h"
#include "core/types/list.h"

#include <string.h>

#define MAX_ALIASES  1024 /* dentries of one inode */
#define MAX_SIBLINGS 1024 /* inodes of one file system */

static const struct {
	uint64_t value, mask;
	const char *what;
} poisons[] = {
#define IR_XFS_TABLE(symbol, type)
#define IR_POISON(value, mask, what) {value, mask, what},
#include "core/vfs/inode_tables_known.def"
#undef IR_XFS_TABLE
#undef IR_POISON
};

static const char *poison_words(uint64_t v)
{
	for (size_t i = 0; i < sizeof(poisons) / sizeof(poisons[0]); i++) {
		if (((v ^ poisons[i].value) & poisons[i].mask) == 0)
			return poisons[i].what;
	}
	return NULL;
}

const char *ir_one_bit_from_table(struct ir_engine *e, uint64_t v)
{
	const struct ir_inode *i = &e->d->inode;
	unsigned expected = i->mode.known ? ir_xfs_table_expected(i->mode.v) : ~0u;

	for (unsigned n = 0; n < IR_NR_XFS_TABLES; n++) {
		uint64_t table = ir_inode_tables(e->k)->xfs[n], diff = table ^ v;

		if (!table || !(expected >> n & 1) || !diff || diff & (diff - 1))
			continue;
		return ir_fmt(e->k, "%s (%016llx) with bit %d flipped",
			      ir_xfs_table_name(e->k, table), (unsigned long long)table,
			      __builtin_ctzll(diff));
	}
	return NULL;
}

/*
 * The same where no symbol names the tables (a module's symbols may be lost): other inodes of the
 * file system that are of the same type have the right table.
 */
static const char *one_bit_from_siblings(struct ir_engine *e, uint64_t v)
{
	const struct ir_inode *i = &e->d->inode;
	const struct ir_member *list = ir_member(e->k, IR_M_INODE_SB_LIST);
	struct ir_list_walk w;
	uint64_t head, mode, op, diff;

	head = i->sb.known ? ir_addr(e->k, i->sb.v, IR_M_SB_INODES) : 0;
	if (!head || !list || !i->mode.known)
		return NULL;
	ir_list_for_each (&w, e->k, head, list->offset, MAX_SIBLINGS) {
		if (ir_get(e->k, w.entry, IR_M_INODE_MODE, &mode) ||
		    ir_get(e->k, w.entry, IR_M_INODE_OP, &op))
			return NULL;
		diff = op ^ v;
		if (w.entry != i->address.v && ((mode ^ i->mode.v) & IR_S_IFMT) == 0 && diff &&
		    !(diff & (diff - 1)))
			return ir_fmt(e->k,
				      "%016llx, which inode %016llx of the same file system has, "
				      "with bit %d flipped",
				      (unsigned long long)op, (unsigned long long)w.entry,
				      __builtin_ctzll(diff));
	}
	return NULL;
}

/*
 * What is wrong with the i_op that the walk used, in words; NULL when nothing is seen. *@sure:
 * whether that is certain.
 */
static const char *i_op_damage(struct ir_engine *e, const struct ir_table *t, bool *sure)
{
	uint64_t v = t->address.v, word;
	const char *what = poison_words(v);

	*sure = true;
	if (!v)
		return "NULL";
	if (what)
		return what;
	if (!e->k->arch->canonical(v)) {
		what = ir_one_bit_from_table(e, v);
		return what ? what : "not a kernel address";
	}
	if (ir_kernel_table_name(e->k, v))
		return NULL;
	/* A wrong pointer may also hit the start of another object. */
	what = ir_one_bit_from_table(e, v);
	if (!what && t->symbol)
		return NULL;
	if (!what && !ir_inode_tables(e->k)->xfs[0])
		what = one_bit_from_siblings(e, v);
	if (what)
		return what;
	if (ir_read_u64(e->k->t, v, &word) == IR_FAULT)
		return "an address that is not mapped";
	/* It points into another object, if that is certain. */
	*sure = ir_inode_tables(e->k)->xfs[0] && ir_table_lies_inside(e->k, t);
	return *sure ? ir_fmt(e->k, "inside %s, where no table starts", t->near) : NULL;
}

/*
 * No register has the table, and the inode is being recycled, as far as is known: its i_op may have been damaged after the
 * walk had read it.
 */
static bool may_be_later(const struct ir_engine *e, const struct ir_table *used)
{
	return (!used->from || !strcmp(used->from, "inode")) &&
	       ir_fact_holds(e->d, IR_FACT_DENTRY_DIED) != IR_FALSE &&
	       ir_fact_holds(e->d, IR_FACT_INODE_RECYCLING) != IR_FALSE;
}

static void judge_i_op(struct ir_engine *e)
{
	struct ir_diagnosis *d = e->d;
	const struct ir_table *used =
		d->called_through.address.known ? &d->called_through : &d->inode.i_op;
	const char *what;
	bool sure;

	if (!used->address.known || ir_fact_holds(e->d, IR_FACT_WALK_USED_IOP) != IR_TRUE)
		return;
	what = i_op_damage(e, used, &sure);
	sure &= !what || !may_be_later(e, used);
	ir_fact_set(e->d, IR_FACT_IOP_DAMAGED, sure ? ir_tri_of(what != NULL) : IR_UNKNOWN,
		    what ? ir_fmt(e->k, "the inode's i_op is damaged: %s", what)
			 : "i_op points at the start of a table",
		    ir_fmt(e->k, "%s %016llx%s%s; inode %016llx .i_op %016llx",
			   used->from ? used->from : "i_op", (unsigned long long)used->address.v,
			   used->symbol || used->near ? " = " : "",
			   used->symbol ? used->symbol
			   : used->near ? used->near
					: "",
			   (unsigned long long)d->inode.address.v,
			   (unsigned long long)d->inode.i_op.address.v),
		    ir_fmt(e->k, "sym %llx", (unsigned long long)used->address.v));
}

/* Is it a real table whose get_link is NULL, or just memory that reads 0? */
static void judge_table(struct ir_engine *e)
{
	const struct ir_table *t = &e->d->called_through;
	const struct ir_member *slot = ir_member(e->k, IR_M_IOP_GET_LINK);
	uint64_t fn;

	if (!t->address.known || !slot || ir_fact_holds(e->d, IR_FACT_CALLED_NULL) != IR_TRUE ||
	    ir_read_u64(e->k->t, t->address.v + slot->offset, &fn))
		return;
	ir_fact_set(e->d, IR_FACT_TABLE_LACKS_GET_LINK,
		    t->symbol ? ir_tri_of(!fn)
		    : fn      ? IR_FALSE
			      : IR_UNKNOWN,
		    ir_fmt(e->k, "%s has no get_link", t->symbol ? t->symbol : "the table"),
		    ir_fmt(e->k, "%016llx .get_link %llx", (unsigned long long)t->address.v,
			   (unsigned long long)fn),
		    ir_fmt(e->k, "struct inode_operations.get_link %llx",
			   (unsigned long long)t->address.v));
}

/* The type of an i_mode, in the words of ir_dentry_type() */
static const char *type_of_mode(uint64_t mode)
{
	switch (mode & IR_S_IFMT) {
	case IR_S_IFDIR: return "directory";
	case IR_S_IFREG: return "regular";
	case IR_S_IFLNK: return "symlink";
	default: return "special";
	}
}

static const char *kind_of_file(const char *type)
{
	return !strcmp(type, "regular")	  ? "regular file"
	       : !strcmp(type, "special") ? "special file"
					  : type;
}

/*
 * Is the walk's dentry on its inode's list of dentries? IR_FALSE when the whole list was read and
 * lacks it: then the dentry's inode is gone, and its memory is another inode's.
 */
static enum ir_tri inode_lists_dentry(struct ir_engine *e)
{
	const struct ir_member *alias = ir_member(e->k, IR_M_DENTRY_ALIAS);
	uint64_t node;

	if (!alias || ir_get(e->k, e->d->inode.address.v, IR_M_INODE_DENTRY, &node))
		return IR_UNKNOWN;
	for (unsigned n = 0; node && n < MAX_ALIASES; n++) {
		if (node - alias->offset == e->d->walk.dentry.v)
			return IR_TRUE;
		if (!e->k->arch->canonical(node) || ir_read_u64(e->k->t, node, &node))
			return IR_UNKNOWN;
	}
	return node ? IR_UNKNOWN : IR_FALSE;
}

/* Are the dentry and its d_inode still as the walk found them? */
static bool dentry_unchanged(struct ir_engine *e)
{
	const struct ir_walk *w = &e->d->walk;

	return w->dentry_inode.known && w->dentry_inode.v == e->d->inode.address.v &&
	       ir_fact_holds(e->d, IR_FACT_DENTRY_DIED) == IR_FALSE && ir_fault_follows_link(e);
}

/*
 * The dentry's type is symlink, its inode's type is another, and nothing was evicted in between. So
 * the type bits in d_flags are wrong; this was the other explanation when the race was first
 * reported. But if the inode does not list the dentry, the inode is wrong: its memory is another
 * inode's.
 */
static void judge_dentry_type(struct ir_engine *e)
{
	const struct ir_walk *w = &e->d->walk;
	const struct ir_inode *i = &e->d->inode;
	const char *type, *flags, *bit = "";
	enum ir_tri listed;
	int flipped;
	bool differ;

	/* The type of freed memory means nothing. */
	if (!w->dentry_type || !i->mode.known || !dentry_unchanged(e) ||
	    ir_fact_holds(e->d, IR_FACT_INODE_FREED) == IR_TRUE)
		return;
	type = type_of_mode(i->mode.v);
	differ = !strcmp(w->dentry_type, "symlink") && strcmp(type, "symlink");
	flipped = ir_dentry_type_flipped(e->k, w->dentry_type, type);
	if (flipped >= 0)
		bit = ir_fmt(e->k, " (one flipped bit: bit %d of d_flags)", flipped);
	listed = differ ? inode_lists_dentry(e) : IR_UNKNOWN;
	flags = ir_fmt(e->k, "dentry %016llx .d_flags 0x%llx; inode %016llx .i_mode 0%llo%s",
		       (unsigned long long)w->dentry.v, (unsigned long long)w->dentry_flags.v,
		       (unsigned long long)i->address.v, (unsigned long long)i->mode.v,
		       listed == IR_TRUE    ? ", the dentry is on its list"
		       : listed == IR_FALSE ? ", the dentry is not on its list"
					    : "");
	ir_fact_set(e->d, IR_FACT_DENTRY_TYPE_DAMAGED, ir_tri_of(differ && listed != IR_FALSE),
		    !differ ? "the dentry's type fits its inode"
		    : listed == IR_FALSE
			    ? "the dentry is marked symlink, but the inode that it named is gone"
			    : ir_fmt(e->k, "the dentry is marked symlink but its inode is a %s%s",
				     kind_of_file(type), bit),
		    flags,
		    ir_fmt(e->k, "struct dentry.d_flags %llx", (unsigned long long)w->dentry.v));
	if (listed == IR_FALSE)
		ir_fact_set(e->d, IR_FACT_INODE_FREED, IR_TRUE,
			    ir_fmt(e->k,
				   "the inode's memory was freed and is another inode now, a %s",
				   kind_of_file(type)),
			    flags,
			    ir_fmt(e->k, "struct inode.i_mode,i_dentry %llx",
				   (unsigned long long)i->address.v));
}

static bool is_poisoned(struct ir_engine *e, uint64_t addr)
{
	uint64_t words[8];

	if (ir_read(e->k->t, addr, words, sizeof(words)))
		return false;
	for (size_t n = 0; n < 8; n++) {
		if (words[n] != 0x6b6b6b6b6b6b6b6b)
			return false;
	}
	return true;
}

/* Does the inode look as one that is recycled, or was? Then the allocator need not be asked. */
static bool may_be_recycled(const struct ir_engine *e)
{
	const uint64_t moving = 0x1 | 0x4 | 0x8; /* XFS_IRECLAIM, XFS_IRECLAIMABLE, XFS_INEW */
	const struct ir_value flags = e->d->xfs_inode.i_flags.raw;

	return ir_fact_holds(e->d, IR_FACT_DENTRY_DIED) == IR_TRUE && flags.known &&
	       (flags.v & moving || ir_fact_holds(e->d, IR_FACT_IOP_NOW_EMPTY) == IR_FALSE);
}

/* Is the inode's memory free? Not asked after the race: there XFS itself passes the object on. */
static void judge_slab(struct ir_engine *e)
{
	const struct ir_inode *i = &e->d->inode;
	const char *how, *text;
	struct ir_slab slab;
	enum ir_tri is_free;

	if (may_be_recycled(e) ||
	    (ir_fact_holds(e->d, IR_FACT_WALK_USED_IOP) != IR_TRUE && !ir_fault_follows_link(e)) ||
	    !i->address.known || !ir_slab_of(e->k, i->address.v, &slab))
		return;
	is_free = ir_slab_is_free(e->k, &slab, &how);
	/* Of an inode whose dentry died only a positive answer says anything. */
	if (ir_fact_holds(e->d, IR_FACT_DENTRY_DIED) == IR_TRUE && is_free != IR_TRUE)
		return;
	text = is_free == IR_TRUE    ? "the inode's memory has been freed"
	       : is_free == IR_FALSE ? "the inode's memory is an object in use"
				     : "not known whether the inode's memory is in use";
	if (is_free == IR_FALSE && !i->fs) {
		/* It is in use, but does not look like an inode: it may be another object. */
		is_free = IR_UNKNOWN;
		text = "the inode's memory may be another object now";
	}
	if (ir_fact_holds(e->d, IR_FACT_INODE_FREED) == IR_TRUE)
		return;
	ir_fact_set(
		e->d, IR_FACT_INODE_FREED, is_free, text,
		ir_fmt(e->k,
		       "inode %016llx lies %llu bytes into object %016llx of slab cache \"%s\", %s",
		       (unsigned long long)i->address.v,
		       (unsigned long long)(i->address.v - slab.object),
		       (unsigned long long)slab.object, slab.name, how),
		ir_fmt(e->k, "kmem %llx", (unsigned long long)i->address.v));
}

/*
 * Memory of an xfs_inode that was freed, or allocated anew: xfs_inode_free() leaves i_flags XFS_IRECLAIM alone and
 * i_ino 0; xfs_inode_alloc() runs the initialiser while i_flags is 0. A recycled inode has its number all
 * the time, and XFS_IRECLAIM or XFS_INEW while its i_op is empty_iops. Two fields must say so.
 */
static void judge_reallocated(struct ir_engine *e)
{
	const struct ir_xfs_inode *x = &e->d->xfs_inode;
	const struct ir_inode *i = &e->d->inode;
	const uint64_t moving = 0x1 | 0x4 | 0x8, reclaim = 0x1; /* IRECLAIM, IRECLAIMABLE, INEW */
	const char *text = NULL;

	if (!x->address.known || !x->i_flags.raw.known ||
	    ir_fact_holds(e->d, IR_FACT_INODE_FREED) == IR_TRUE)
		return;
	if (ir_has(e->k, IR_M_XFS_INO) && x->ino.known && !x->ino.v && x->i_flags.raw.v == reclaim)
		text = "the xfs_inode has been freed";
	else if (ir_fact_holds(e->d, IR_FACT_IOP_NOW_EMPTY) == IR_TRUE &&
		 !(x->i_flags.raw.v & moving) && i->i_state.raw.known && !i->i_state.raw.v &&
		 i->mode.known && !i->mode.v)
		text = "the xfs_inode was allocated anew, not recycled";
	if (text)
		ir_fact_set(
			e->d, IR_FACT_INODE_FREED, IR_TRUE, text,
			ir_fmt(e->k,
			       "xfs_inode %016llx .i_flags 0x%llx, .i_ino %llu; i_state 0x%llx, "
			       "i_mode 0%llo",
			       (unsigned long long)x->address.v,
			       (unsigned long long)x->i_flags.raw.v, (unsigned long long)x->ino.v,
			       (unsigned long long)i->i_state.raw.v, (unsigned long long)i->mode.v),
			ir_fmt(e->k, "struct xfs_inode.i_flags,i_ino %llx",
			       (unsigned long long)x->address.v));
}

static void judge_poison(struct ir_engine *e)
{
	const struct ir_inode *i = &e->d->inode;

	if (i->address.known && is_poisoned(e, i->address.v))
		ir_fact_set(e->d, IR_FACT_INODE_FREED, IR_TRUE, "the inode's memory has been freed",
			    ir_fmt(e->k, "inode %016llx is all 6b (POISON_FREE)",
				   (unsigned long long)i->address.v),
			    ir_fmt(e->k, "rd %llx 8", (unsigned long long)i->address.v));
}

void ir_judge_damage(struct ir_engine *e)
{
	judge_i_op(e);
	judge_table(e);
	judge_poison(e);
	judge_reallocated(e);
	judge_dentry_type(e);
	judge_slab(e);
}

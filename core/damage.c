// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Is it memory that was damaged? A table without get_link and a pointer that missed its table by one
 * bit give the same oops; the pointer's value tells them apart.
 */
#include "engine.h"

#include <string.h>

static const struct {
	uint64_t value, mask;
	const char *what;
} poisons[] = {
#define IR_XFS_TABLE(symbol, type)
#define IR_POISON(value, mask, what) {value, mask, what},
#include "tables.def"
#undef IR_XFS_TABLE
#undef IR_POISON
};

static const char *poison(uint64_t v)
{
	for (size_t i = 0; i < sizeof(poisons) / sizeof(poisons[0]); i++) {
		if (((v ^ poisons[i].value) & poisons[i].mask) == 0)
			return poisons[i].what;
	}
	return NULL;
}

/* The XFS table this inode should have, if @v is one bit away from it. */
static const char *one_bit_from_table(struct ir_engine *e, uint64_t v)
{
	const struct ir_inode *i = &e->d->inode;
	unsigned expected = i->mode.known ? ir_xfs_table_expected(i->mode.v) : ~0u;

	for (unsigned n = 0; n < IR_NR_XFS_TABLES; n++) {
		uint64_t table = e->tables.xfs[n], diff = table ^ v;

		if (!table || !(expected >> n & 1) || !diff || diff & (diff - 1))
			continue;
		return ir_fmt(e, "%s (%016llx) with bit %d flipped", ir_xfs_table_name(e, table),
			      (unsigned long long)table, __builtin_ctzll(diff));
	}
	return NULL;
}

/* What is wrong with the i_op the walk used; NULL and *@sure when nothing is. */
static const char *i_op_damage(struct ir_engine *e, const struct ir_table *t, bool *sure)
{
	uint64_t v = t->address.v, word;
	const char *what = poison(v);

	*sure = true;
	if (!v)
		return "NULL";
	if (what)
		return what;
	if (!e->arch->canonical(v)) {
		what = one_bit_from_table(e, v);
		return what ? what : "not a kernel address";
	}
	if (t->symbol)
		return NULL;
	what = one_bit_from_table(e, v);
	if (what)
		return what;
	if (ir_read_u64(e->t, v, &word) == IR_FAULT)
		return "an address that is not mapped";
	/* Inside another object; or the kernel's symbols do not name data at all. */
	*sure = t->near && e->tables.xfs[0];
	return *sure ? ir_fmt(e, "inside %s, where no table starts", t->near) : NULL;
}

static void judge_i_op(struct ir_engine *e)
{
	struct ir_diagnosis *d = e->d;
	const struct ir_table *used =
		d->called_through.address.known ? &d->called_through : &d->inode.i_op;
	const char *what;
	bool sure;

	if (!used->address.known || ir_fact_holds(e, IR_FACT_WALK_USED_IOP) != IR_TRUE)
		return;
	what = i_op_damage(e, used, &sure);
	ir_fact_set(e, IR_FACT_IOP_DAMAGED, sure ? ir_tri_of(what != NULL) : IR_UNKNOWN,
		    what ? ir_fmt(e, "the inode's i_op is damaged: %s", what)
			 : "i_op points at the start of a table",
		    ir_fmt(e, "%s %016llx%s%s; inode %016llx .i_op %016llx",
			   used->from ? used->from : "i_op", (unsigned long long)used->address.v,
			   used->symbol || used->near ? " = " : "",
			   used->symbol ? used->symbol
			   : used->near ? used->near
					: "",
			   (unsigned long long)d->inode.address.v,
			   (unsigned long long)d->inode.i_op.address.v),
		    ir_fmt(e, "sym %llx", (unsigned long long)used->address.v));
}

/* A valid table whose get_link is NULL, as opposed to memory that happens to read 0. */
static void judge_table(struct ir_engine *e)
{
	const struct ir_table *t = &e->d->called_through;
	const struct ir_member *slot = ir_member(e, IR_M_IOP_GET_LINK);
	uint64_t fn;

	if (!t->address.known || !slot || ir_fact_holds(e, IR_FACT_CALLED_NULL) != IR_TRUE ||
	    ir_read_u64(e->t, t->address.v + slot->offset, &fn))
		return;
	ir_fact_set(e, IR_FACT_TABLE_LACKS_GET_LINK,
		    t->symbol ? ir_tri_of(!fn) : fn ? IR_FALSE : IR_UNKNOWN,
		    ir_fmt(e, "%s has no get_link", t->symbol ? t->symbol : "the table"),
		    ir_fmt(e, "%016llx .get_link %llx", (unsigned long long)t->address.v,
			   (unsigned long long)fn),
		    ir_fmt(e, "struct inode_operations.get_link %llx",
			   (unsigned long long)t->address.v));
}

static const char *type_of_mode(uint64_t mode)
{
	switch (mode & 0170000) {
	case 0040000:
		return "directory";
	case 0100000:
		return "regular";
	case 0120000:
		return "symlink";
	default:
		return "special";
	}
}

/*
 * The dentry says symlink, its inode says otherwise, and nothing was evicted in between: the type
 * bits in d_flags are wrong. (The alternative raised when the race was first reported.)
 */
static void judge_dentry_type(struct ir_engine *e)
{
	const struct ir_walk *w = &e->d->walk;
	const struct ir_inode *i = &e->d->inode;
	const char *type;
	bool wrong;

	if (!w->dentry_type || !i->mode.known || !w->dentry_inode.known ||
	    w->dentry_inode.v != i->address.v || ir_fact_holds(e, IR_FACT_DENTRY_DIED) != IR_FALSE ||
	    !ir_fault_follows_link(e))
		return;
	type = type_of_mode(i->mode.v);
	wrong = !strcmp(w->dentry_type, "symlink") && strcmp(type, "symlink");
	ir_fact_set(e, IR_FACT_DENTRY_TYPE_DAMAGED, ir_tri_of(wrong),
		    wrong ? ir_fmt(e, "the dentry is marked symlink but its inode is a %s%s", type,
				   !strcmp(type, "directory") ? " (one flipped bit)" : "")
			  : "the dentry's type fits its inode",
		    ir_fmt(e, "dentry %016llx .d_flags 0x%llx; inode %016llx .i_mode 0%llo",
			   (unsigned long long)w->dentry.v, (unsigned long long)w->dentry_flags.v,
			   (unsigned long long)i->address.v, (unsigned long long)i->mode.v),
		    ir_fmt(e, "struct dentry.d_flags %llx", (unsigned long long)w->dentry.v));
}

static void judge_memory(struct ir_engine *e)
{
	const struct ir_inode *i = &e->d->inode;
	uint64_t words[8];

	if (!i->address.known || ir_read(e->t, i->address.v, words, sizeof(words)))
		return;
	for (size_t n = 0; n < 8; n++) {
		if (words[n] != 0x6b6b6b6b6b6b6b6b)
			return;
	}
	ir_fact_set(e, IR_FACT_INODE_FREED, IR_TRUE, "the inode's memory has been freed",
		    ir_fmt(e, "inode %016llx is all 6b (POISON_FREE)", (unsigned long long)i->address.v),
		    ir_fmt(e, "rd %llx 8", (unsigned long long)i->address.v));
}

void ir_judge_damage(struct ir_engine *e)
{
	judge_i_op(e);
	judge_table(e);
	judge_dentry_type(e);
	judge_memory(e);
}

// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What the code of XFS shows of its inode's layout. The ways are independent because each looks at
 * other functions: those that allocate an inode, those that recycle it, those that the VFS calls
 * with an inode.
 */
#include "core/arch/arch.h"
#include "core/arch/code.h"
#include "core/target/kernel.h"
#include "core/types/layout.h"
#include "core/proof/xfs_layout.h"

#include <string.h>

#define ARG(n) (IR_ROOT_ARG + (n))

/* XFS_I* bits, which have not moved since 3.10 */
#define IRECLAIM      0x1
#define IRECLAIM_INEW 0x9
#define IRECLAIMABLE  0x4
#define INACTIVATING  0x2000
#define INEW_BIT      3
/* The bits that a recycle clears in every kernel */
#define RESET 0x65

/* Kernel functions that take a VFS inode, and the number of that argument */
static const struct {
	const char *name;
	int arg;
} takes_inode[] = {
	{"inode_init_always_gfp", 1}, {"inode_init_always", 1}, {"inode_init_once", 0},
	{"__destroy_inode", 0},	      {"unlock_new_inode", 0},	{"igrab", 0},
	{"inode_sb_list_add", 0},     {"set_nlink", 0},
};
#define NR_TAKES (sizeof(takes_inode) / sizeof(takes_inode[0]))

struct search {
	struct ir_kernel *k;
	struct ir_xfs_layout *l;
	uint64_t takes[NR_TAKES]; /* addresses of takes_inode[], 0 for none */
};

/*
 * The decoded code of XFS's function @name, in the module or built in; NULL if it cannot be read.
 */
static struct ir_code *open_function(struct ir_kernel *k, const char *name, struct ir_symbol *sym)
{
	struct ir_code *c;

	if (ir_symbol_lookup(k->t, name, sym) || !sym->size ||
	    ir_code_open(k, sym->addr, sym->size < IR_CODE_BYTES ? sym->size : IR_CODE_BYTES, &c))
		return NULL;
	ir_symbol_base(sym->name);
	return c;
}

static const char *where(struct ir_kernel *k, const struct ir_symbol *sym, const struct ir_step *s)
{
	return ir_fmt(k, "%s+0x%x", sym->name, s->at);
}

/* Which argument of the function at @target is the VFS inode? -1 for another function. */
static int inode_argument(const struct search *f, uint64_t target)
{
	for (size_t i = 0; target && i < NR_TAKES; i++) {
		if (f->takes[i] == target)
			return takes_inode[i].arg;
	}
	return -1;
}

/*
 * xfs_inode_alloc(mp, ino) allocates memory, calls inode_init_always(mp->m_super, &ip->i_vnode),
 * and then stores mp and ino. Its parameters have been the same since 3.x.
 */
static void way_of_alloc(struct search *f)
{
	struct ir_kernel *k = f->k;
	const struct ir_member *vfs_ino = ir_member(k, IR_M_INODE_INO);
	struct ir_symbol sym;
	struct ir_code *c = open_function(k, "xfs_inode_alloc", &sym);
	struct ir_place inode = {0, 0}, super;

	for (unsigned i = 0; c && i < c->nr_steps; i++) {
		const struct ir_step *s = &c->steps[i];

		if (s->kind == IR_STEP_CALL && !inode.root && inode_argument(f, s->target) == 1 &&
		    s->args[1].root >= IR_ROOT_INSN && s->args[1].offset > 0) {
			inode = s->args[1];
			ir_xfs_vote(f->l, IR_XFS_VNODE, inode.offset,
				    ir_fmt(k, "%s has the VFS inode initialised there",
					   where(k, &sym, s)));
			if (ir_code_loaded_from(c, s->args[0], &super) && super.root == ARG(0))
				ir_xfs_vote(f->l, IR_XFS_SUPER, super.offset,
					    ir_fmt(k, "%s passes it as the super block",
						   where(k, &sym, s)));
		}
		if (s->kind != IR_STEP_STORE || !inode.root || s->mem.root != inode.root ||
		    s->width != 8 || s->value.offset)
			continue;
		if (s->value.root == ARG(0))
			ir_xfs_vote(f->l, IR_XFS_MOUNT, s->mem.offset,
				    ir_fmt(k, "%s stores the mount there", where(k, &sym, s)));
		else if (s->value.root == ARG(1) && vfs_ino &&
			 s->mem.offset == inode.offset + (int64_t)vfs_ino->offset)
			f->l->no_ino = true;
		else if (s->value.root == ARG(1))
			ir_xfs_vote(f->l, IR_XFS_INO, s->mem.offset,
				    ir_fmt(k, "%s stores the number there", where(k, &sym, s)));
	}
	/* No known XFS stores the number in both inodes. */
	f->l->no_ino &= !f->l->items[IR_XFS_INO].nr;
}

/*
 * The VFS calls these functions with an inode as first argument. They subtract the offset of
 * i_vnode from it to get the xfs_inode, and pass that to a function of XFS.
 */
static void way_of_container(struct search *f)
{
	static const char *const names[] = {"xfs_fs_destroy_inode", "xfs_vn_lookup",
					    "xfs_vn_update_time", "xfs_fs_drop_inode",
					    "xfs_vn_unlink"};
	struct ir_kernel *k = f->k;

	for (size_t n = 0; n < sizeof(names) / sizeof(names[0]); n++) {
		struct ir_symbol sym, callee;
		struct ir_code *c = open_function(k, names[n], &sym);

		for (unsigned i = 0; c && i < c->nr_steps; i++) {
			const struct ir_step *s = &c->steps[i];

			if (s->kind != IR_STEP_CALL || s->args[0].root != ARG(0) ||
			    s->args[0].offset >= 0 || !s->target ||
			    ir_symbol_at(k->t, s->target, &callee) ||
			    strncmp(callee.name, "xfs_", 4))
				continue;
			ir_symbol_base(callee.name);
			ir_xfs_vote(f->l, IR_XFS_VNODE, -(int64_t)s->args[0].offset,
				    ir_fmt(k,
					   "%s subtracts it from the VFS inode's address for %s()",
					   where(k, &sym, s), callee.name));
			return;
		}
	}
}

/*
 * The recycle passes ip->i_mount->m_super. Every call with &ip->i_vnode shows the offset of
 * i_vnode.
 */
static void calls_in_iget(struct search *f, struct ir_code *c, const struct ir_symbol *sym)
{
	struct ir_kernel *k = f->k;
	bool vnode = false, super = false;

	for (unsigned i = 0; i < c->nr_steps; i++) {
		const struct ir_step *s = &c->steps[i];
		int arg = s->kind == IR_STEP_CALL ? inode_argument(f, s->target) : -1;
		struct ir_place sb, mp;

		if (arg >= 0 && !vnode && s->args[arg].root >= IR_ROOT_INSN &&
		    s->args[arg].offset > 0) {
			vnode = true;
			ir_xfs_vote(f->l, IR_XFS_VNODE, s->args[arg].offset,
				    ir_fmt(k, "%s passes the VFS inode there to the VFS",
					   where(k, sym, s)));
		}
		if (arg == 1 && !super && ir_code_loaded_from(c, s->args[0], &sb) && sb.root) {
			mp = (struct ir_place){sb.root, 0};
			super = true;
			ir_xfs_vote(f->l, IR_XFS_SUPER, sb.offset,
				    ir_fmt(k, "%s passes it as the super block", where(k, sym, s)));
			if (ir_code_loaded_from(c, mp, &mp) && mp.root >= IR_ROOT_INSN)
				ir_xfs_vote(f->l, IR_XFS_MOUNT, mp.offset,
					    ir_fmt(k, "%s reads the super block through it",
						   where(k, sym, s)));
		}
	}
}

/* The memory that value @p was loaded from, before the code changed some of its bits. */
static bool bits_loaded_from(const struct ir_code *c, struct ir_place p, struct ir_place *mem)
{
	for (unsigned n = 0; n < 4; n++) {
		unsigned i = 0;

		if (ir_code_loaded_from(c, p, mem))
			return true;
		while (i < c->nr_steps &&
		       (p.root != IR_ROOT_INSN + c->steps[i].at || c->steps[i].has_mem ||
			(c->steps[i].kind != IR_STEP_AND && c->steps[i].kind != IR_STEP_OR)))
			i++;
		if (i == c->nr_steps)
			return false;
		p = c->steps[i].value;
	}
	return false;
}

/*
 * The memory whose bits @s tests or changes: its own operand, or where the value was loaded from.
 */
static bool bits_of(const struct ir_code *c, const struct ir_step *s, struct ir_place *mem,
		    uint64_t *mask)
{
	if (!s->has_imm)
		return false;
	*mask = (uint64_t)s->imm;
	if (s->has_mem)
		*mem = s->mem;
	else if (!bits_loaded_from(c, s->value, mem))
		return false;
	return true;
}

/*
 * xfs_iget_cache_hit() skips inodes that have XFS_INEW or XFS_IRECLAIM: one test of both bits (with
 * XFS_INACTIVATING since 5.14). xfs_iget_recycle() clears XFS_IRECLAIM_RESET_FLAGS. Only i_flags is
 * used in both ways.
 */
static void flags_in_iget(struct search *f, struct ir_code *c, const struct ir_symbol *sym)
{
	const struct ir_step *test = NULL, *reset = NULL;
	struct ir_place tested = {0, 0}, mem;
	uint64_t mask;

	for (unsigned i = 0; i < c->nr_steps && !test; i++) {
		if (c->steps[i].kind != IR_STEP_TEST || !bits_of(c, &c->steps[i], &mem, &mask) ||
		    !mem.root || mem.root == IR_ROOT_STACK ||
		    (mask & ~(uint64_t)INACTIVATING) != IRECLAIM_INEW)
			continue;
		test = &c->steps[i];
		tested = mem;
		f->l->inodegc = mask & INACTIVATING;
	}
	for (unsigned i = 0; i < c->nr_steps && test && !reset; i++) {
		const struct ir_step *s = &c->steps[i];

		if (s->kind == IR_STEP_AND && bits_of(c, s, &mem, &mask) &&
		    mem.offset == tested.offset && (~mask & 0x7f) == RESET)
			reset = s;
	}
	if (reset)
		ir_xfs_vote(f->l, IR_XFS_FLAGS, tested.offset,
			    ir_fmt(f->k,
				   "%s tests XFS_INEW and XFS_IRECLAIM there, +0x%x clears what a "
				   "recycle resets",
				   where(f->k, sym, test), reset->at));
}

/*
 * xfs_inode_free() makes an inode one that a look-up without locks passes over: its flags are XFS_IRECLAIM alone, its number is 0.
 * So since v2.6.38.
 */
static void way_of_free(struct search *f)
{
	const struct ir_member *vfs_ino = ir_member(f->k, IR_M_INODE_INO);
	const struct ir_proof *vnode = &f->l->items[IR_XFS_VNODE];
	struct ir_symbol sym;
	struct ir_code *c = open_function(f->k, "xfs_inode_free", &sym);

	for (unsigned i = 0; c && i < c->nr_steps; i++) {
		const struct ir_step *s = &c->steps[i];

		if (s->kind != IR_STEP_STORE || s->width != 8 || s->mem.root != ARG(0) ||
		    s->value.root != IR_ROOT_CONST)
			continue;
		if (s->value.offset == IRECLAIM)
			ir_xfs_vote(
				f->l, IR_XFS_FLAGS, s->mem.offset,
				ir_fmt(f->k, "%s stores XFS_IRECLAIM there", where(f->k, &sym, s)));
		else if (!s->value.offset &&
			 !(vfs_ino && vnode->nr &&
			   s->mem.offset == (int64_t)vnode->offset + (int64_t)vfs_ino->offset))
			ir_xfs_vote(
				f->l, IR_XFS_INO, s->mem.offset,
				ir_fmt(f->k, "%s clears the number there", where(f->k, &sym, s)));
	}
}

/* The task that instantiates an inode wakes waiters for XFS_INEW: wake_up_bit(&ip->i_flags, 3). */
static void waking_in_iget(struct search *f, struct ir_code *c, const struct ir_symbol *sym)
{
	uint64_t wake;

	if (ir_symbol_addr(f->k->t, "wake_up_bit", &wake))
		return;
	for (unsigned i = 0; i < c->nr_steps; i++) {
		const struct ir_step *s = &c->steps[i];

		if (s->kind != IR_STEP_CALL || s->target != wake ||
		    s->args[1].root != IR_ROOT_CONST || s->args[1].offset != INEW_BIT ||
		    s->args[0].root < IR_ROOT_INSN)
			continue;
		ir_xfs_vote(f->l, IR_XFS_FLAGS, s->args[0].offset,
			    ir_fmt(f->k, "%s wakes the waiters for bit 3 there, XFS_INEW",
				   where(f->k, sym, s)));
		return;
	}
}

/*
 * An inode that leaves the cache has XFS_IRECLAIMABLE tested or set, by other functions than above.
 */
static void way_of_reclaimable(struct search *f)
{
	static const struct {
		const char *name;
		bool vfs; /* the first argument is the VFS inode */
	} names[] = {
		{"xfs_inodegc_set_reclaimable", false},
		{"xfs_inode_mark_reclaimable", false},
		{"xfs_inode_set_reclaim_tag", false},
		{"xfs_fs_destroy_inode", true},
	};
	const struct ir_proof *vnode = &f->l->items[IR_XFS_VNODE];
	const struct ir_proof *flags = &f->l->items[IR_XFS_FLAGS];

	for (size_t n = 0; flags->nr && vnode->nr && n < sizeof(names) / sizeof(names[0]); n++) {
		int64_t at = (int64_t)flags->offset - (names[n].vfs ? (int64_t)vnode->offset : 0);
		struct ir_symbol sym;
		struct ir_code *c = open_function(f->k, names[n].name, &sym);
		struct ir_place mem;
		uint64_t mask;

		for (unsigned i = 0; c && i < c->nr_steps; i++) {
			const struct ir_step *s = &c->steps[i];

			if ((s->kind != IR_STEP_OR && s->kind != IR_STEP_AND &&
			     s->kind != IR_STEP_TEST) ||
			    !bits_of(c, s, &mem, &mask) || mask != IRECLAIMABLE ||
			    mem.root != ARG(0) || mem.offset != at)
				continue;
			ir_xfs_vote(f->l, IR_XFS_FLAGS, flags->offset,
				    ir_fmt(f->k, "%s %s XFS_IRECLAIMABLE there",
					   where(f->k, &sym, s),
					   s->kind == IR_STEP_OR ? "sets" : "tests"));
			return;
		}
	}
}

void ir_xfs_ways_of_code(struct ir_kernel *k, struct ir_xfs_layout *l)
{
	static const char *const igets[] = {"xfs_iget", "xfs_iget_cache_hit", "xfs_iget_recycle",
					    "xfs_reinit_inode"};
	struct search f = {.k = k, .l = l};

	if (!k->arch->follow)
		return;
	for (size_t i = 0; i < NR_TAKES; i++) {
		if (ir_symbol_addr(k->t, takes_inode[i].name, &f.takes[i]))
			f.takes[i] = 0;
	}
	way_of_alloc(&f);
	way_of_container(&f);
	for (size_t i = 0; i < sizeof(igets) / sizeof(igets[0]); i++) {
		struct ir_symbol sym;
		struct ir_code *c = open_function(k, igets[i], &sym);

		if (!c)
			continue;
		calls_in_iget(&f, c, &sym);
		flags_in_iget(&f, c, &sym);
		waking_in_iget(&f, c, &sym);
	}
	/* Slices that were made before do not have it, where it was not needed. */
	if (l->items[IR_XFS_FLAGS].nr < 2)
		way_of_free(&f);
	way_of_reclaimable(&f);
}

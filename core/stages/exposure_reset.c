// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Does XFS reset the whole VFS inode when it recycles one? Then its recycle path calls the
 * initialiser of the VFS inode, which gives the inode empty operations. That path may be inlined
 * into xfs_iget(). Allocating a new inode calls the initialiser, too. But only the recycle path
 * restores the link count right after it, by a call of set_nlink().
 */
#include "core/stages/exposure.h"
#include "core/symbols/livepatch.h"

/*
 * set_nlink() is called within this many bytes: 0x11 to 0x1c in the kernels read (5.10, 6.1, 6.12,
 * 7.3)
 */
#define NLINK_WINDOW 64
#define MAX_STORES   4

/* Since 6.11 inode_init_always() is inline and calls inode_init_always_gfp(). */
static const char *const initialisers[] = {"inode_init_always_gfp", "inode_init_always"};
static const char *const recyclers[] = {"xfs_reinit_inode", "xfs_iget_recycle",
					"xfs_iget_cache_hit", "xfs_iget"};

static bool search_function(const struct ir_symbol *found, void *arg)
{
	struct ir_reset *r = arg;
	struct ir_kernel *k = r->e->k;
	struct ir_symbol sym = *found;
	uint64_t at, end, call, window, next = 0;

	at = ir_livepatch_target(k, sym.addr, &r->how);
	if (at != sym.addr && (ir_symbol_at(k->t, at, &sym) || sym.addr != at)) {
		r->unread = true;
		return true;
	}
	for (end = at + ir_code_size(&sym); at < end; at = call + 1) {
		enum ir_status st = k->arch->find_call(k->t, at, end - at, r->target, &call);

		if (st) {
			r->unread |= st != IR_NOTFOUND;
			return true;
		}
		window = end - call < NLINK_WINDOW ? end - call : NLINK_WINDOW;
		if (!r->set_nlink || !k->arch->find_call(k->t, call, window, r->set_nlink, &next)) {
			r->found = call;
			r->set = next;
			r->in = sym;
			return false;
		}
	}
	return true;
}

/* The recycle path's call, in words */
static const char *reset_text(struct ir_reset *r)
{
	const char *set = "";

	ir_symbol_base(r->in.name);
	if (r->set)
		set = ir_fmt(r->e->k, " and at +0x%llx set_nlink",
			     (unsigned long long)(r->set - r->in.addr));
	return ir_fmt(r->e->k, "%s+0x%llx (%016llx) calls %s%s%s", r->in.name,
		      (unsigned long long)(r->found - r->in.addr), (unsigned long long)r->found,
		      r->initialiser, set, r->how);
}

/* Offsets of the instructions of @c that store to the inode's i_op; the inode is the second argument. */
static unsigned find_stores(const struct ir_code *c, int64_t i_op, uint16_t *at)
{
	unsigned nr = 0;

	for (unsigned i = 0; i < c->nr_steps && nr < MAX_STORES; i++) {
		const struct ir_step *s = &c->steps[i];

		if (s->kind == IR_STEP_STORE && s->width == 8 && s->mem.offset == i_op &&
		    s->mem.root == IR_ROOT_ARG + 1)
			at[nr++] = s->at;
	}
	return nr;
}

/*
 * The initialiser may have been changed to leave i_op alone, for some callers or for all: then its
 * call resets nothing that matters. Where its code or the place of i_op is not known, it is taken
 * for what it has always been.
 */
static void check_initialiser(struct ir_reset *r, struct ir_exposed_answer *q)
{
	struct ir_engine *e = r->e;
	const struct ir_member *i_op = ir_member(e->k, IR_M_INODE_OP);
	struct ir_symbol sym;
	uint16_t stores[MAX_STORES];
	struct ir_code *c;
	unsigned nr;

	if (!i_op || !e->k->arch->reaches || ir_symbol_lookup(e->k->t, r->initialiser, &sym) ||
	    !sym.size || ir_code_open(e->k, sym.addr, sym.size, &c))
		return;
	nr = find_stores(c, (int64_t)i_op->offset, stores);
	if (nr && e->k->arch->reaches(c, 0, IR_CODE_RETURN, stores, nr) == IR_FALSE) {
		ir_show_insn(e, q, &sym, sym.addr + stores[0], "stores the inode's i_op");
		return;
	}
	q->holds = IR_UNKNOWN;
	q->reason = ir_fmt(e->k, "%s, which is not seen to store i_op on every path", q->reason);
}

void ir_find_reset(struct ir_engine *e, struct ir_reset *r)
{
	struct ir_exposed_answer *q = &e->d->exposure.resets;

	*r = (struct ir_reset){.e = e, .how = ""};
	for (size_t i = 0; i < 2 && !r->initialiser; i++) {
		if (!ir_symbol_addr(e->k->t, initialisers[i], &r->target))
			r->initialiser = initialisers[i];
	}
	if (ir_symbol_addr(e->k->t, "set_nlink", &r->set_nlink))
		r->set_nlink = 0;
	for (size_t i = 0; r->initialiser && i < 4 && !r->found; i++)
		r->asked |= !ir_each_symbol(e->k->t, recyclers[i], search_function, r);
	if (r->found) {
		q->holds = IR_TRUE;
		q->reason = reset_text(r);
		ir_show_insn(e, q, &r->in, r->found, "calls the initialiser of the VFS inode");
		if (r->set)
			ir_show_insn(e, q, &r->in, r->set, "restores the link count");
		if (e->thorough)
			check_initialiser(r, q);
	} else if (!r->initialiser) {
		q->reason = "there is no symbol inode_init_always";
	} else if (!r->asked) {
		q->reason = "the code of XFS was not found: there is no symbol xfs_iget";
	} else if (r->unread) {
		q->reason = "the code of xfs_iget() or what it inlines could not be read";
	} else {
		q->reason = ir_fmt(e->k, "no call of %s was found in xfs_iget() or what it inlines",
				   r->initialiser);
	}
}

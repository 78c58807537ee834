// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Can the race happen on this kernel at all? Read from its code: XFS's recycle path, inlined into
 * xfs_iget() or not, calls the initialiser of the whole VFS inode. Allocating a new inode calls it
 * too; only the recycle path restores the link count right after, with a call of set_nlink().
 */
#include "engine.h"

#define NLINK_WINDOW 64 /* 0x11 to 0x1c bytes in the kernels read (5.10, 6.1, 6.12, 7.3) */

struct search {
	struct ir_engine *e;
	uint64_t target, set_nlink, found;
	struct ir_symbol in;
	bool unread;
};

static bool search_function(const struct ir_symbol *sym, void *arg)
{
	const struct ir_arch *a = ((struct search *)arg)->e->arch;
	struct search *s = arg;
	uint64_t at = sym->addr, end = at + (sym->size ? sym->size : 4096), call, next;

	while (at < end) {
		enum ir_status st = a->find_call(s->e->t, at, end - at, s->target, &call);

		if (st) {
			s->unread |= st != IR_NOTFOUND;
			return true;
		}
		if (!s->set_nlink ||
		    !a->find_call(s->e->t, call, NLINK_WINDOW, s->set_nlink, &next)) {
			s->found = call;
			s->in = *sym;
			return false;
		}
		at = call + 1;
	}
	return true;
}

void ir_stage_exposed(struct ir_engine *e)
{
	/* 6.11 made the out-of-line function the _gfp one */
	static const char *const initialisers[] = {"inode_init_always_gfp", "inode_init_always"};
	static const char *const recyclers[] = {"xfs_reinit_inode", "xfs_iget_recycle",
						"xfs_iget_cache_hit", "xfs_iget"};
	struct search s = {.e = e};
	const char *initialiser = NULL;
	bool any = false;

	if (!e->arch->find_call)
		return;
	for (size_t i = 0; i < 2 && !initialiser; i++) {
		if (!ir_symbol_addr(e->t, initialisers[i], &s.target))
			initialiser = initialisers[i];
	}
	if (ir_symbol_addr(e->t, "set_nlink", &s.set_nlink))
		s.set_nlink = 0;
	for (size_t i = 0; initialiser && i < 4 && !s.found; i++)
		any |= !e->t->ops->each_symbol(e->t, recyclers[i], search_function, &s);
	if (!any)
		return;
	if (!s.found && s.unread)
		return;
	e->d->kernel_exposed = ir_tri_of(s.found);
	ir_symbol_base(s.in.name);
	e->d->exposed_text =
		s.found ? ir_fmt(e, "%s+0x%llx (%016llx) calls %s", s.in.name,
				 (unsigned long long)(s.found - s.in.addr),
				 (unsigned long long)s.found, initialiser)
			: ir_fmt(e, "no call of %s in xfs_iget() or what it inlines", initialiser);
	ir_fact_set(e, IR_FACT_KERNEL_EXPOSED, e->d->kernel_exposed,
		    s.found ? "this kernel's XFS resets the whole VFS inode when it recycles one"
			    : "this kernel's XFS does not reset the whole VFS inode",
		    e->d->exposed_text,
		    s.found ? ir_fmt(e, "dis %016llx", (unsigned long long)s.found) : NULL);
	if (!s.found)
		ir_fact_set(e, IR_FACT_RACE_IMPOSSIBLE, IR_TRUE,
			    "the race cannot happen on this kernel: it never shows a reset inode",
			    e->d->exposed_text, NULL);
}

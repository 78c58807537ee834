// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Does XFS wait for an RCU grace period before it resets an inode? Known is one form: a call of
 * cond_synchronize_rcu() or the like on every path to the reset. Any other use of grace periods in
 * the life of an inode makes the answer unknown.
 */
#include "core/stages/exposure.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* "xfs: require an rcu grace period before inode recycle" (Brian Foster, 2022; never merged) */
static const char *const waits[] = {
	"cond_synchronize_rcu",
	"cond_synchronize_rcu_full",
	"cond_synchronize_rcu_expedited",
	"cond_synchronize_rcu_expedited_full",
	"synchronize_rcu",
	"synchronize_rcu_expedited",
};
/*
 * Asking for a grace period without waiting: what is done with the answer is not followed. A diagnosis
 * looks for the first two: the slices that there are have no more.
 */
#define POLLS_OF_SLICES 2
static const char *const polls[] = {
	"poll_state_synchronize_rcu",	 "poll_state_synchronize_rcu_full",
	"get_state_synchronize_rcu",	 "get_state_synchronize_rcu_full",
	"start_poll_synchronize_rcu",	 "start_poll_synchronize_rcu_full",
	"get_completed_synchronize_rcu",
};
/* What else an inode passes between its eviction and its reset: a wait may be there. */
static const char *const others[] = {
	"xfs_iget",
	"xfs_iget_cache_hit",
	"xfs_iget_recycle",
	"xfs_reinit_inode",
	"xfs_fs_destroy_inode",
	"xfs_inode_mark_reclaimable",
	"xfs_inode_set_reclaim_tag",
	"xfs_inodegc_queue",
	"xfs_inodegc_worker",
	"xfs_inodegc_inactivate",
	"xfs_inodegc_set_reclaimable",
	"xfs_inactive",
	"xfs_reclaim_inode",
};

struct found {
	struct ir_reset *r;
	const char *what;    /* the function that is called */
	uint64_t call;	     /* where; 0: nowhere */
	struct ir_symbol in; /* in which function */
	bool unread;	     /* the code of @in could not be read */
};

/* The first call of one of @names in @sym, or that its code cannot be read: is there something to tell? */
static bool find_any(struct found *f, const struct ir_symbol *sym, const char *const *names,
		     size_t nr)
{
	struct ir_kernel *k = f->r->e->k;
	uint64_t target;

	f->in = *sym;
	ir_symbol_base(f->in.name);
	for (size_t i = 0; i < nr; i++) {
		enum ir_status st = IR_NOTFOUND;

		f->what = names[i];
		if (!ir_symbol_addr(k->t, names[i], &target))
			st = k->arch->find_call(k->t, sym->addr, ir_code_size(sym), target,
						&f->call);
		f->unread = st && st != IR_NOTFOUND;
		if (!st || f->unread)
			return true;
	}
	f->call = 0;
	return false;
}

static bool look_in_other(const struct ir_symbol *sym, void *arg)
{
	struct found *f = arg;

	return !find_any(f, sym, waits, COUNT(waits)) && !find_any(f, sym, polls, COUNT(polls));
}

/* Is something like a wait in what leads to the reset? */
static bool find_elsewhere(struct found *f)
{
	for (size_t i = 0; i < COUNT(others) && !f->call && !f->unread; i++)
		(void)!ir_each_symbol(f->r->e->k->t, others[i], look_in_other, f);
	return f->call || f->unread;
}

static const char *call_text(const struct found *f)
{
	return ir_fmt(f->r->e->k, "%s+0x%llx (%016llx) calls %s", f->in.name,
		      (unsigned long long)(f->call - f->in.addr), (unsigned long long)f->call,
		      f->what);
}

/* Does every path to the reset pass the call @f? */
static void judge_wait(const struct found *f, struct ir_exposed_answer *q)
{
	struct ir_kernel *k = f->r->e->k;
	uint16_t avoid = (uint16_t)(f->call - f->in.addr);
	struct ir_code *c;

	if (!k->arch->reaches || ir_code_open(k, f->in.addr, f->in.size, &c))
		return;
	switch (k->arch->reaches(c, 0, (size_t)(f->r->found - f->in.addr), &avoid, 1)) {
	case IR_FALSE:
		q->holds = IR_TRUE;
		q->reason = ir_fmt(k, "%s, on every path to it", q->reason);
		break;
	case IR_TRUE: q->reason = ir_fmt(k, "%s, but not on every path to it", q->reason); break;
	case IR_UNKNOWN: break;
	}
}

/* What was found besides a wait on the path itself makes the answer unknown. */
static void judge_other(struct found *f, struct ir_exposed_answer *q)
{
	struct ir_engine *e = f->r->e;
	size_t nr = e->thorough ? COUNT(polls) : POLLS_OF_SLICES;

	if (find_any(f, &f->r->in, polls, nr))
		q->reason = f->unread ? NULL : call_text(f);
	else if (ir_has(e->k, IR_M_XFS_DESTROY_GP))
		q->reason = "struct xfs_inode has i_destroy_gp";
	else if (e->thorough && find_elsewhere(f))
		q->reason = ir_fmt(e->k, "%s; whether a recycled inode has passed it is not known",
				   call_text(f));
	else
		q->holds = IR_FALSE;
}

void ir_wait_before(struct ir_reset *r)
{
	struct ir_engine *e = r->e;
	struct ir_exposed_answer *q = &e->d->exposure.waits;
	struct found f = {.r = r};

	q->holds = IR_UNKNOWN;
	if (!find_any(&f, &r->in, waits, COUNT(waits))) {
		judge_other(&f, q);
	} else if (!f.unread) {
		q->reason = call_text(&f);
		judge_wait(&f, q);
	}
	if (f.call)
		ir_show_insn(e, q, &f.in, f.call, "has to do with a grace period");
	else if (f.unread)
		q->reason = ir_fmt(e->k, "the code of %s could not be read to its end", f.in.name);
	else if (q->holds == IR_FALSE)
		q->reason = ir_fmt(e->k,
				   "%s calls nothing that waits for a grace period, nor does what "
				   "leads to it",
				   r->in.name);
}

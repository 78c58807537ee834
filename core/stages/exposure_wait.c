// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Does XFS wait for an RCU grace period before it resets an inode? Known are two forms: a call of
 * synchronize_rcu() or the like on every path to the reset; and one of cond_synchronize_rcu() or the like,
 * which waits only if no grace period has passed since its cookie was taken, where every eviction takes
 * one. Any other use of grace periods in the life of an inode makes the answer unknown.
 */
#include "core/stages/exposure.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/*
 * "xfs: require an rcu grace period before inode recycle" (Brian Foster, 2022; never merged). The first
 * NR_CONDITIONAL wait for a cookie's grace period only. A diagnosis looks for the first WAITS_OF_SLICES.
 */
#define NR_CONDITIONAL	4
#define WAITS_OF_SLICES 6
static const char *const waits[] = {
	"cond_synchronize_rcu",
	"cond_synchronize_rcu_full",
	"cond_synchronize_rcu_expedited",
	"cond_synchronize_rcu_expedited_full",
	"synchronize_rcu",
	"synchronize_rcu_expedited",
	"synchronize_rcu_normal",
};
/*
 * Asking for a grace period without waiting: what is done with the answer is not followed. A diagnosis
 * looks for the first two: the slices that there are have no more.
 */
#define POLLS_OF_SLICES 2
static const char *const polls[] = {
	"poll_state_synchronize_rcu",
	"poll_state_synchronize_rcu_full",
	"get_state_synchronize_rcu",
	"get_state_synchronize_rcu_full",
	"start_poll_synchronize_rcu",
	"start_poll_synchronize_rcu_full",
	"start_poll_synchronize_rcu_expedited",
	"start_poll_synchronize_rcu_expedited_full",
	"get_completed_synchronize_rcu",
	"get_completed_synchronize_rcu_full",
};
/* Of these, what takes a cookie that is over one grace period later */
#define FIRST_COOKIE 2
#define NR_COOKIES   6
/* Eviction that goes on after a grace period. Freeing an inode does, too, so reclaim is not asked. */
static const char *const callbacks[] = {"call_rcu", "call_rcu_hurry", "queue_rcu_work"};
static const char *const evictions[] = {
	"xfs_fs_destroy_inode",	       "xfs_inode_mark_reclaimable", "xfs_inode_set_reclaim_tag",
	"xfs_inodegc_queue",	       "xfs_inodegc_worker",	     "xfs_inodegc_inactivate",
	"xfs_inodegc_set_reclaimable",
};
/* All evicted inodes pass the first NR_PASSED, or the kernel has not got them. */
#define NR_PASSED 2
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
	const char *cookie;  /* what takes the cookie of a conditional wait, on every path */
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

static bool look_in_eviction(const struct ir_symbol *sym, void *arg)
{
	return !find_any(arg, sym, callbacks, COUNT(callbacks));
}

/* Is something like a wait in what leads to the reset? */
static bool find_elsewhere(struct found *f)
{
	struct ir_target *t = f->r->e->k->t;

	for (size_t i = 0; i < COUNT(others) && !f->call && !f->unread; i++)
		(void)!ir_each_symbol(t, others[i], look_in_other, f);
	for (size_t i = 0; i < COUNT(evictions) && !f->call && !f->unread; i++)
		(void)!ir_each_symbol(t, evictions[i], look_in_eviction, f);
	return f->call || f->unread;
}

static const char *call_text(const struct found *f, const char *calls)
{
	return ir_fmt(f->r->e->k, "%s+0x%llx (%016llx) %s %s", f->in.name,
		      (unsigned long long)(f->call - f->in.addr), (unsigned long long)f->call,
		      calls, f->what);
}

/* Does every path through this function of an eviction take a cookie? */
static bool takes_cookie(const struct ir_symbol *sym, void *arg)
{
	struct found *f = arg, here = {.r = f->r};
	struct ir_kernel *k = f->r->e->k;
	uint16_t avoid;
	struct ir_code *c;

	for (size_t i = 0; i < NR_COOKIES && !f->cookie; i++) {
		if (!find_any(&here, sym, &polls[FIRST_COOKIE + i], 1) || here.unread ||
		    ir_code_open(k, sym->addr, sym->size, &c))
			continue;
		avoid = (uint16_t)(here.call - sym->addr);
		if (k->arch->reaches(c, 0, IR_CODE_RETURN, &avoid, 1) == IR_FALSE)
			f->cookie = call_text(&here, "calls");
	}
	return !f->cookie;
}

/* A wait for a cookie is no wait where the cookie is that of an older eviction, or none. */
static void judge_cookie(struct found *f, struct ir_exposed_answer *q)
{
	struct ir_kernel *k = f->r->e->k;
	bool conditional = false;

	for (size_t i = 0; i < NR_CONDITIONAL; i++)
		conditional |= f->what == waits[i];
	/* A diagnosis does not ask: the slices that there are do not have this code. */
	if (!conditional || !f->r->e->thorough)
		return;
	for (size_t i = 0; i < NR_PASSED && !f->cookie; i++)
		(void)!ir_each_symbol(k->t, evictions[i], takes_cookie, f);
	if (f->cookie) {
		q->reason = ir_fmt(k, "%s; %s on every eviction", q->reason, f->cookie);
		return;
	}
	q->holds = IR_UNKNOWN;
	q->reason = ir_fmt(k,
			   "%s; that every eviction takes the cookie which it waits for was not "
			   "seen",
			   q->reason);
}

/* Does every path to the reset pass the call @f? */
static void judge_wait(struct found *f, struct ir_exposed_answer *q)
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
		q->reason = f->unread ? NULL
				      : ir_fmt(e->k,
					       "%s about a grace period; what becomes of the "
					       "answer is not followed",
					       call_text(f, "asks"));
	else if (ir_has(e->k, IR_M_XFS_DESTROY_GP))
		q->reason = "struct xfs_inode has i_destroy_gp";
	else if (e->thorough && find_elsewhere(f))
		q->reason = ir_fmt(e->k, "%s; whether a recycled inode has passed it is not known",
				   call_text(f, "calls"));
	else
		q->holds = IR_FALSE;
}

void ir_wait_before(struct ir_reset *r)
{
	struct ir_engine *e = r->e;
	struct ir_exposed_answer *q = &e->d->exposure.waits;
	struct found f = {.r = r};

	q->holds = IR_UNKNOWN;
	if (!find_any(&f, &r->in, waits, e->thorough ? COUNT(waits) : WAITS_OF_SLICES)) {
		judge_other(&f, q);
	} else if (!f.unread) {
		q->reason = call_text(&f, "calls");
		judge_wait(&f, q);
		if (q->holds == IR_TRUE)
			judge_cookie(&f, q);
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

// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Can the race happen on this kernel at all? Three questions, answered by the kernel's code:
 *
 * 1. Does XFS reset the whole VFS inode when it recycles one? Then its recycle path calls the
 *    initialiser of the VFS inode. That path may be inlined into xfs_iget(). Allocating a new inode
 *    calls the initialiser, too. But only the recycle path restores the link count right after it,
 *    by a call of set_nlink().
 * 2. Does it wait for an RCU grace period before that?
 * 3. Does path lookup check the dentry again before it uses the inode (exposure_walk.c)?
 */
#include "core/stages/exposure.h"
#include "core/symbols/livepatch.h"

/*
 * set_nlink() is called within this many bytes: 0x11 to 0x1c in the kernels read (5.10, 6.1, 6.12,
 * 7.3)
 */
#define NLINK_WINDOW 64
#define UNKNOWN_SIZE 4096 /* bytes to read of a function whose size is not known */

/* "xfs: require an rcu grace period before inode recycle" (Brian Foster, 2022; never merged) */
static const char *const waits[] = {
	"cond_synchronize_rcu",
	"cond_synchronize_rcu_full",
	"cond_synchronize_rcu_expedited",
	"cond_synchronize_rcu_expedited_full",
	"synchronize_rcu",
	"synchronize_rcu_expedited",
};
static const char *const polls[] = {"poll_state_synchronize_rcu",
				    "poll_state_synchronize_rcu_full"};

/* The search for the recycle path's call. */
struct search {
	struct ir_engine *e;
	uint64_t target, set_nlink; /* addresses of the initialiser and of set_nlink() */
	uint64_t found, set;	    /* addresses of the calls of them */
	struct ir_symbol in;	    /* the function with these calls */
	const char *how;	    /* how a live patch leads to it, "" if none does */
	bool unread;		    /* some code could not be read */
};

static uint64_t size_of(const struct ir_symbol *sym)
{
	return sym->size ? sym->size : UNKNOWN_SIZE;
}

static bool search_function(const struct ir_symbol *found, void *arg)
{
	const struct ir_arch *a = ((struct search *)arg)->e->k->arch;
	struct search *s = arg;
	struct ir_symbol sym = *found;
	uint64_t at, end, call, next = 0;

	at = ir_livepatch_target(s->e->k, sym.addr, &s->how);
	if (at != sym.addr && (ir_symbol_at(s->e->k->t, at, &sym) || sym.addr != at)) {
		s->unread = true;
		return true;
	}
	for (end = at + size_of(&sym); at < end; at = call + 1) {
		enum ir_status st = a->find_call(s->e->k->t, at, end - at, s->target, &call);

		if (st) {
			s->unread |= st != IR_NOTFOUND;
			return true;
		}
		if (!s->set_nlink ||
		    !a->find_call(s->e->k->t, call, NLINK_WINDOW, s->set_nlink, &next)) {
			s->found = call;
			s->set = next;
			s->in = sym;
			return false;
		}
	}
	return true;
}

/* Address of a call of one of @names in the recycle path; 0 if there is none. */
static uint64_t find_any(const struct search *s, const char *const *names, size_t nr,
			 const char **which)
{
	uint64_t target, call;

	for (size_t i = 0; i < nr; i++) {
		*which = names[i];
		if (!ir_symbol_addr(s->e->k->t, names[i], &target) &&
		    !s->e->k->arch->find_call(s->e->k->t, s->in.addr, size_of(&s->in), target,
					      &call))
			return call;
	}
	return 0;
}

/* Does every path to the initialiser wait for walkers that may still hold the inode? */
static struct ir_side waits_for_rcu(const struct search *s)
{
	const char *which;
	uint64_t call = find_any(s, waits, sizeof(waits) / sizeof(waits[0]), &which);
	struct ir_side side = {IR_FALSE, NULL};
	struct ir_code *c;
	uint16_t avoid;

	if (!call) {
		call = find_any(s, polls, sizeof(polls) / sizeof(polls[0]), &which);
		if (!call && !ir_has(s->e->k, IR_M_XFS_DESTROY_GP))
			return side;
		side.holds = IR_UNKNOWN;
		side.text = call ? ir_fmt(s->e->k, "%s+0x%llx (%016llx) calls %s", s->in.name,
					  (unsigned long long)(call - s->in.addr),
					  (unsigned long long)call, which)
				 : "struct xfs_inode has i_destroy_gp";
		return side;
	}
	side.holds = IR_UNKNOWN;
	side.text =
		ir_fmt(s->e->k, "%s+0x%llx (%016llx) calls %s", s->in.name,
		       (unsigned long long)(call - s->in.addr), (unsigned long long)call, which);
	if (!s->e->k->arch->reaches || ir_code_open(s->e->k, s->in.addr, s->in.size, &c))
		return side;
	avoid = (uint16_t)(call - s->in.addr);
	switch (s->e->k->arch->reaches(c, 0, (size_t)(s->found - s->in.addr), &avoid, 1)) {
	case IR_FALSE:
		side.holds = IR_TRUE;
		side.text = ir_fmt(s->e->k, "%s, on every path to it", side.text);
		break;
	case IR_TRUE:
		side.text = ir_fmt(s->e->k, "%s, but not on every path to it", side.text);
		break;
	case IR_UNKNOWN: break;
	}
	return side;
}

/* The recycle path's call, in words */
static const char *reset_text(struct search *s, const char *initialiser)
{
	const char *set = "";

	ir_symbol_base(s->in.name);
	if (s->set)
		set = ir_fmt(s->e->k, " and at +0x%llx set_nlink",
			     (unsigned long long)(s->set - s->in.addr));
	return ir_fmt(s->e->k, "%s+0x%llx (%016llx) calls %s%s%s", s->in.name,
		      (unsigned long long)(s->found - s->in.addr), (unsigned long long)s->found,
		      initialiser, set, s->how);
}

static void set_facts(struct ir_engine *e, enum ir_tri exposed, const char *why_not,
		      const char *what, uint64_t call)
{
	e->d->kernel_exposed = exposed;
	ir_fact_set(e->d, IR_FACT_KERNEL_EXPOSED, exposed,
		    exposed == IR_TRUE
			    ? "this kernel's XFS resets the whole VFS inode when it recycles one"
			    : what,
		    e->d->exposed_text,
		    call ? ir_fmt(e->k, "dis %016llx", (unsigned long long)call) : NULL);
	if (exposed == IR_FALSE)
		ir_fact_set(e->d, IR_FACT_RACE_IMPOSSIBLE, IR_TRUE,
			    ir_fmt(e->k, "the race cannot happen on this kernel: %s", why_not),
			    e->d->exposed_text, NULL);
}

/* XFS resets the inode (question 1), so questions 2 and 3 decide. */
static void judge_reset(struct search *s, const char *initialiser)
{
	struct ir_engine *e = s->e;
	struct ir_side wait = waits_for_rcu(s), walk = ir_walk_rechecks(e);

	e->d->exposed_text = reset_text(s, initialiser);
	if (wait.text)
		e->d->exposed_text = ir_fmt(e->k, "%s; %s", e->d->exposed_text, wait.text);
	e->d->exposed_text =
		ir_fmt(e->k, "%s; %s", e->d->exposed_text,
		       walk.text ? walk.text : "path lookup's call of get_link could not be read");
	if (wait.holds == IR_TRUE)
		set_facts(e, IR_FALSE,
			  "XFS waits for an RCU grace period before it resets an inode",
			  "this kernel's XFS waits for an RCU grace period before it recycles an "
			  "inode",
			  s->found);
	else if (walk.holds == IR_TRUE)
		set_facts(e, IR_FALSE,
			  "path lookup checks the dentry again before it calls get_link",
			  "this kernel's path lookup checks d_seq between loading get_link and "
			  "calling it",
			  s->found);
	else if (wait.holds == IR_FALSE && walk.holds == IR_FALSE)
		set_facts(e, IR_TRUE, NULL, NULL, s->found);
	else
		set_facts(
			e, IR_UNKNOWN, NULL,
			wait.holds == IR_UNKNOWN
				? "whether XFS waits for walkers before it resets an inode is not "
				  "known"
				: "XFS resets the inode; whether path lookup notices is not known",
			s->found);
}

void ir_stage_exposure(struct ir_engine *e)
{
	/* Since 6.11 inode_init_always() is inline and calls inode_init_always_gfp(). */
	static const char *const initialisers[] = {"inode_init_always_gfp", "inode_init_always"};
	static const char *const recyclers[] = {"xfs_reinit_inode", "xfs_iget_recycle",
						"xfs_iget_cache_hit", "xfs_iget"};
	struct search s = {.e = e, .how = ""};
	const char *initialiser = NULL;
	bool any = false;

	if (!e->k->arch->find_call)
		return;
	for (size_t i = 0; i < 2 && !initialiser; i++) {
		if (!ir_symbol_addr(e->k->t, initialisers[i], &s.target))
			initialiser = initialisers[i];
	}
	if (ir_symbol_addr(e->k->t, "set_nlink", &s.set_nlink))
		s.set_nlink = 0;
	for (size_t i = 0; initialiser && i < 4 && !s.found; i++)
		any |= !ir_each_symbol(e->k->t, recyclers[i], search_function, &s);
	if (!any || (!s.found && s.unread))
		return;
	if (s.found) {
		judge_reset(&s, initialiser);
		return;
	}
	/* A search that finds nothing says nothing: the compiler, a thunk or a patch may hide the call. */
	e->d->exposed_text = ir_fmt(
		e->k, "no call of %s was found in xfs_iget() or what it inlines", initialiser);
	set_facts(e, IR_UNKNOWN, NULL,
		  "whether this kernel's XFS resets the whole VFS inode is not known", 0);
}

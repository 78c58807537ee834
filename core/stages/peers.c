// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The other side of the race: tasks that are instantiating, recycling or evicting XFS inodes. Their
 * frames show what they are doing. Their registers and stacks are searched for the inode's address.
 */
#include "core/symbols/functions.h"
#include "core/task/stack_words.h"
#include "core/mm/excluded.h"
#include "core/stages/all_tasks.h"
#include "core/stages/sleepers.h"
#include "core/stages/engine.h"
#include "core/task/unwind.h"

#include <string.h>

#define MAX_PEERS   32
#define MAX_UNWOUND 256 /* after so many tasks, sleepers without the inode are not unwound */

static const struct {
	enum ir_role role;
	const char *doing;
} doings[] = {
	{IR_ROLE_RECYCLE, "recycle"}, {IR_ROLE_INSTANTIATE, "instantiate"},
	{IR_ROLE_CREATE, "create"},   {IR_ROLE_INACTIVATE, "inactivate"},
	{IR_ROLE_RECLAIM, "reclaim"}, {IR_ROLE_EVICT, "evict"},
};

/*
 * What the task is doing: the innermost frame that has such a role tells it. A create that recycles
 * goes through xfs_iget(), which is the inner frame. evict() and the like serve every file system: they count only
 * if they called XFS, or if the task holds an inode of a walk (@holds).
 */
static const char *what_doing(const struct ir_backtrace *bt, bool holds, const char **function)
{
	const char *found = NULL;
	bool in_xfs = holds;

	for (unsigned f = 0; f < bt->nr && !found; f++) {
		in_xfs |= ir_function_in_xfs(bt->frames[f].symbol, bt->frames[f].module);
		for (size_t i = 0; i < sizeof(doings) / sizeof(doings[0]) && !found; i++) {
			if (!ir_function_has_role(bt->frames[f].symbol, doings[i].role) ||
			    (doings[i].role == IR_ROLE_EVICT && !in_xfs))
				continue;
			*function = bt->frames[f].symbol;
			found = doings[i].doing;
		}
	}
	return found;
}

/*
 * An inode of the crashed walk or of another walker, held by a task.
 * @inode: the VFS inode
 * @value: what was found, as the @n-th value: the address of the VFS inode or of its xfs_inode
 */
struct held {
	bool found;
	uint64_t inode, value;
	size_t n;
};

/* Do the registers and stack words @s hold an inode that the crashed walk or another walker uses? */
static struct held shared_inode(struct ir_engine *e, const struct ir_stack_words *s)
{
	const struct ir_member *vnode = ir_member(e->k, IR_M_XFS_VNODE);
	const struct ir_diagnosis *d = e->d;
	struct held h = {false};

	for (unsigned i = 0; i <= d->nr_walkers && !h.found; i++) {
		struct ir_value inode = i ? d->walkers[i - 1].inode : d->inode.address;

		if (!inode.known)
			continue;
		h.inode = h.value = inode.v;
		h.found = ir_stack_mentions(e->k, s, h.value, &h.n);
		if (!h.found) {
			h.value = vnode ? inode.v - vnode->offset : 0;
			h.found = ir_stack_mentions(e->k, s, h.value, &h.n);
		}
	}
	return h;
}

/* How much a peer matters: one that holds an inode of a walk more than others, then one that runs */
static unsigned rank(bool shared, bool running)
{
	return 2u * shared + running;
}

/* The place of the next peer. Where there are more than fit, one of the lowest rank gives way; NULL when none is lower. */
static struct ir_peer *room_for_peer(struct ir_engine *e, unsigned of)
{
	struct ir_diagnosis *d = e->d;
	struct ir_peer *lowest = NULL;

	if (d->nr_peers < MAX_PEERS)
		return &d->peers[d->nr_peers++];
	d->peers_left_out++;
	for (unsigned i = d->nr_peers; i-- > 0;) {
		struct ir_peer *p = &d->peers[i];

		if (!lowest ||
		    rank(p->inode.known, p->running) < rank(lowest->inode.known, lowest->running))
			lowest = p;
	}
	return lowest && rank(lowest->inode.known, lowest->running) < of ? lowest : NULL;
}

/* Does the task take memory for an inode that is not in the cache? */
static bool allocates(const struct ir_backtrace *bt)
{
	for (unsigned f = 0; f < bt->nr; f++) {
		if (ir_function_has_role(bt->frames[f].symbol, IR_ROLE_ALLOCATE))
			return true;
	}
	return false;
}

static void add_peer(struct ir_engine *e, const struct ir_task *task,
		     const struct ir_stack_words *s, const struct held *h,
		     const struct ir_backtrace *bt, const char *what, const char *function)
{
	struct ir_diagnosis *d = e->d;
	struct ir_peer *p;
	bool same, died = ir_fact_holds(e->d, IR_FACT_DENTRY_DIED) == IR_TRUE;

	if (!d->peers)
		d->peers = ir_arena_alloc(&d->arena, MAX_PEERS * sizeof(*d->peers));
	p = d->peers ? room_for_peer(e, rank(h->found, task->on_cpu)) : NULL;
	if (!p)
		return;
	memset(p, 0, sizeof(*p));
	p->pid = ir_known(task->pid);
	p->cpu = ir_known(task->cpu);
	p->task = (struct ir_value){true, task->addr};
	p->running = task->on_cpu;
	p->comm = ir_known_comm(e, task->comm);
	same = h->found && d->inode.address.known && h->inode == d->inode.address.v;
	/* A stack without the inode does not prove that the task works on another one. */
	p->same_inode = same ? IR_TRUE : IR_UNKNOWN;
	p->inode = (struct ir_value){h->found, h->inode};
	if (h->found && h->n >= e->k->arch->nr_regs)
		p->held_at = (struct ir_value){true, s->base + 8 * (h->n - e->k->arch->nr_regs)};
	if (h->found)
		p->held =
			ir_fmt(e->k, "%s %016llx%s",
			       p->held_at.known
				       ? "stack word"
				       : ir_fmt(e->k, "register %s =", e->k->arch->reg_names[h->n]),
			       (unsigned long long)(p->held_at.known ? p->held_at.v : h->value),
			       !p->held_at.known      ? ""
			       : h->value == h->inode ? " = the inode"
						      : ir_fmt(e->k, " = the xfs_inode %016llx",
							       (unsigned long long)h->value));
	/*
	 * An inode that a walker holds, too, was found in the cache by xfs_iget(). So this is the
	 * recycle path, which every compiler seen inlines into xfs_iget().
	 */
	p->doing = h->found && (died || !same) && !strcmp(what, "instantiate") && !allocates(bt)
			   ? "recycle"
			   : what;
	p->function = function;
	p->backtrace = *bt;
}

/* evict() and the like serve every file system. */
static bool is_xfs_at_work(const struct ir_backtrace *bt)
{
	for (unsigned f = 0; f < bt->nr; f++) {
		if (ir_function_in_xfs(bt->frames[f].symbol, bt->frames[f].module))
			return true;
	}
	return false;
}

/*
 * The search for peers: how many tasks were unwound, and how many ran of which no crash note tells
 */
struct search {
	struct ir_sleepers sleepers;
	unsigned unwound, no_regs;
};

/* Does the task, which sleeps, hold no inode, and is it seen to do nothing to one, whatever its registers are? */
static bool is_out_of_it(struct ir_engine *e, const struct ir_task *task, struct ir_stack_words *s,
			 const struct search *x)
{
	return !task->on_cpu && !e->k->t->sparse && !ir_stack_words_left(e->k, task, s) &&
	       !shared_inode(e, s).found && !ir_may_work_on_xfs(e, &x->sleepers, s);
}

static void look_for_peer(struct ir_engine *e, const struct ir_task *task, struct ir_stack_words *s,
			  struct search *x)
{
	struct ir_backtrace bt;
	const char *what, *function = NULL;
	size_t deep_left = s->deep_left;
	struct held h;

	if (is_out_of_it(e, task, s, x))
		return;
	s->deep_left = deep_left;
	if (ir_stack_words_read(e->k, task, s)) {
		x->no_regs += task->on_cpu;
		return;
	}
	h = shared_inode(e, s);
	if (!task->on_cpu && !h.found && (x->unwound >= MAX_UNWOUND || !ir_touches_xfs(e, s)))
		return;
	x->unwound++;
	ir_unwind(e->k, task, &s->regs, &bt, NULL, NULL);
	what = what_doing(&bt, h.found, &function);
	if (!what)
		return;
	if (h.found || is_xfs_at_work(&bt))
		add_peer(e, task, s, &h, &bt, what, function);
}

/* Was the crashed task stopped by what it did not do: an NMI, a watchdog, somebody's request? */
static bool was_stopped(const struct ir_engine *e)
{
	return e->task && e->opt->pid < 0 && ir_fact_holds(e->d, IR_FACT_EVENT_FAULT) == IR_FALSE &&
	       ir_fact_holds(e->d, IR_FACT_EVENT_BUG) == IR_FALSE;
}

/*
 * The task that panicked may have been at work on an inode that a walker holds, and is no peer of its own: it is told of as an
 * observation alone.
 */
static void observe_with_stopped(struct ir_engine *e, const struct ir_tasks *tasks,
				 struct ir_stack_words *s)
{
	struct ir_diagnosis *d = e->d;
	struct search x = {.unwound = 0};
	unsigned peers = d->nr_peers;

	for (unsigned i = 0; i < tasks->nr && peers < MAX_PEERS; i++) {
		if (tasks->list[i].addr == e->task)
			look_for_peer(e, &tasks->list[i], s, &x);
	}
	ir_observe_races(e);
	d->nr_peers = peers;
}

void ir_stage_peers(struct ir_engine *e)
{
	struct ir_diagnosis *d = e->d;
	struct ir_tasks tasks;
	struct ir_stack_words s;
	struct search x = {.unwound = 0};
	unsigned count;
	enum ir_status st = ir_list_tasks(e, &tasks, &count);
	const char *cause;

	if (!ir_stack_words_init(e->k, &s))
		return;
	ir_sleepers_init(e, &x.sleepers);
	/*
	 * A walk without references cannot sleep, but it can be preempted (PREEMPT_RCU). Only who asks for all walks
	 * (-w) wants the crashed task's among them, unless it was stopped by something else.
	 */
	for (unsigned i = 0; i < tasks.nr && !ir_interrupted(e->k->t); i++) {
		if (e->opt->scan_all || tasks.list[i].addr != e->task || was_stopped(e))
			ir_look_for_walk(e, &tasks.list[i], &s);
	}
	for (unsigned i = 0; i < tasks.nr && !ir_interrupted(e->k->t); i++) {
		if (tasks.list[i].addr != e->task)
			look_for_peer(e, &tasks.list[i], &s, &x);
	}
	cause = st == IR_ABSENT ? ir_absent_cause(e->k, e->k->lost_task) : NULL;
	if (st == IR_CORRUPT || st == IR_ABSENT)
		ir_note_observation(
			e->k,
			ir_fmt(e->k,
			       "the task list breaks off after %u tasks (%s): other tasks in the "
			       "race may be missed%s%s",
			       count, ir_status_string(st), cause ? "; of the next one, " : "",
			       cause ? cause : ""));
	else if (st)
		ir_note_unavailable(e->k, ir_fmt(e->k, "other tasks: %s", ir_status_string(st)));
	if (!st)
		ir_compare_task_counts(e, count);
	if (x.no_regs)
		ir_note_unavailable(
			e->k,
			ir_fmt(e->k,
			       "registers of %u task%s that ran: no crash note is theirs; what "
			       "they did to an inode is not known",
			       x.no_regs, x.no_regs == 1 ? "" : "s"));
	if (d->peers_left_out)
		ir_note_observation(
			e->k,
			ir_fmt(e->k,
			       "%u more tasks work on XFS inodes than the %u that are told of",
			       d->peers_left_out, d->nr_peers));
	if (s.cut)
		ir_note_observation(
			e->k, ir_fmt(e->k,
				     "of %u sleeping task%s only the innermost 2 KiB of the stack "
				     "were searched for the inode",
				     s.cut, s.cut == 1 ? "" : "s"));
	ir_judge_peers(e);
	if (was_stopped(e))
		observe_with_stopped(e, &tasks, &s);
	else
		ir_observe_races(e);
}

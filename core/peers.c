// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The other side of the race: tasks that are instantiating, recycling or evicting XFS inodes, and
 * tasks other than the crashed one that are in a lockless walk. Their stacks are searched for the
 * inode's addresses; the frames tell what they are doing.
 */
#include "engine.h"
#include "functions.h"

#include <string.h>

#define MAX_PEERS   32
#define MAX_WALKERS 32
#define MAX_UNWOUND 256		/* sleeping tasks unwound; all are searched for the addresses */
#define SLEEPER_WINDOW 2048	/* bytes above a sleeper's stack pointer that are searched */

struct scan {
	struct ir_backtrace bt;
	unsigned unwound, tasks;
	uint64_t *words;
	size_t nr_words;
	struct ir_regs regs;
};

static const struct {
	enum ir_role role;
	const char *doing;
} doings[] = {
	{IR_ROLE_RECYCLE, "recycle"},	{IR_ROLE_INSTANTIATE, "instantiate"},
	{IR_ROLE_CREATE, "create"},	{IR_ROLE_INACTIVATE, "inactivate"},
	{IR_ROLE_RECLAIM, "reclaim"},	{IR_ROLE_EVICT, "evict"},
};

/* What the innermost telling frame says; xfs frames only, "evict" is a word others use too. */
static const char *doing(const struct ir_backtrace *bt, const char **function)
{
	const char *found = NULL;

	for (unsigned f = 0; f < bt->nr; f++) {
		for (size_t i = 0; i < sizeof(doings) / sizeof(doings[0]) && !found; i++) {
			if (!ir_function_has_role(bt->frames[f].symbol, doings[i].role))
				continue;
			*function = bt->frames[f].symbol;
			found = doings[i].doing;
		}
		/* A create that recycles goes through xfs_iget(): the innermost frame wins. */
	}
	return found;
}

/* The live part of a task's stack, as words. */
static void read_stack(struct ir_engine *e, const struct ir_task *task, struct scan *s)
{
	uint64_t size = ir_stack_size(e), sp = s->regs.v[e->arch->sp], len;

	s->nr_words = 0;
	if (sp < task->stack || sp >= task->stack + size)
		sp = task->stack;
	len = task->stack + size - sp;
	if (!task->on_cpu && len > SLEEPER_WINDOW)
		len = SLEEPER_WINDOW;
	if (!s->words || ir_read(e->t, sp & ~UINT64_C(7), s->words, len & ~UINT64_C(7)))
		return;
	s->nr_words = len / 8;
}

static bool mentions(const struct ir_engine *e, const struct scan *s, uint64_t addr)
{
	if (!addr)
		return false;
	for (unsigned i = 0; i < e->arch->nr_regs; i++) {
		if (s->regs.known >> i & 1 && s->regs.v[i] == addr)
			return true;
	}
	for (size_t i = 0; i < s->nr_words; i++) {
		if (s->words[i] == addr)
			return true;
	}
	return false;
}

static bool mentions_inode(const struct ir_engine *e, const struct scan *s)
{
	const struct ir_diagnosis *d = e->d;

	return (d->inode.address.known && mentions(e, s, d->inode.address.v)) ||
	       (d->xfs_inode.address.known && mentions(e, s, d->xfs_inode.address.v));
}

static void add_peer(struct ir_engine *e, const struct ir_task *task, const struct scan *s,
		     const char *what, const char *function)
{
	struct ir_diagnosis *d = e->d;
	struct ir_peer *p;
	bool same = mentions_inode(e, s);

	if (!d->peers)
		d->peers = ir_arena_alloc(&d->arena, MAX_PEERS * sizeof(*d->peers));
	if (!d->peers || d->nr_peers == MAX_PEERS)
		return;
	p = &d->peers[d->nr_peers++];
	p->pid = (struct ir_value){true, (uint64_t)task->pid};
	p->cpu = (struct ir_value){task->cpu >= 0, (uint64_t)task->cpu};
	p->task = (struct ir_value){true, task->addr};
	p->comm = ir_arena_strdup(&d->arena, task->comm);
	/* Its own stack does not show the inode: that is not proof that it works on another one. */
	p->same_inode = same ? IR_TRUE : IR_UNKNOWN;
	if (same)
		p->inode = d->inode.address;
	/*
	 * xfs_iget() of an inode that a walker reached through a dead dentry found it in the cache:
	 * the recycle path, inlined into xfs_iget() by every compiler seen.
	 */
	p->doing = same && !strcmp(what, "instantiate") &&
				   ir_fact_holds(e, IR_FACT_DENTRY_DIED) == IR_TRUE
			   ? "recycle"
			   : what;
	p->function = function;
	p->backtrace = s->bt;
}

static void add_walker(struct ir_engine *e, const struct ir_task *task)
{
	struct ir_diagnosis *d = e->d;
	struct ir_walk w;
	struct ir_walker *out;

	if (ir_read_walk(e, task->addr, &w) || !w.mode || strcmp(w.mode, "rcu"))
		return;
	if (!d->walkers)
		d->walkers = ir_arena_alloc(&d->arena, MAX_WALKERS * sizeof(*d->walkers));
	if (!d->walkers || d->nr_walkers == MAX_WALKERS)
		return;
	out = &d->walkers[d->nr_walkers++];
	out->pid = (struct ir_value){true, (uint64_t)task->pid};
	out->cpu = (struct ir_value){task->cpu >= 0, (uint64_t)task->cpu};
	out->task = (struct ir_value){true, task->addr};
	out->comm = ir_arena_strdup(&d->arena, task->comm);
	out->walk = w;
}

/* Does any word of a sleeper's stack lie in the xfs module? Spares unwinding the others. */
static bool touches_xfs(struct ir_engine *e, const struct scan *s)
{
	struct ir_symbol sym;

	for (size_t i = 0; i < s->nr_words; i++) {
		/* Module text: the top 2 GiB of the address space, above the kernel image. */
		if (s->words[i] < UINT64_C(0xffffffff80000000))
			continue;
		if (!ir_symbol_at(e->t, s->words[i], &sym) &&
		    (!strcmp(sym.module, "xfs") || !strncmp(sym.name, "xfs_", 4)))
			return true;
	}
	return false;
}

static bool look_at(struct ir_engine *e, const struct ir_task *task, void *arg)
{
	const char *what, *function;
	struct scan *s = arg;

	s->tasks++;
	/* A walk without a reference cannot sleep: only tasks on a CPU can be in one. */
	if (task->on_cpu && task->addr != e->task)
		add_walker(e, task);
	if (task->addr == e->task || ir_task_regs(e, task, &s->regs))
		return !ir_interrupted(e->t);
	read_stack(e, task, s);
	if (!task->on_cpu && !mentions_inode(e, s) &&
	    (s->unwound >= MAX_UNWOUND || !touches_xfs(e, s)))
		return !ir_interrupted(e->t);
	s->unwound++;
	ir_unwind(e, task, &s->regs, &s->bt, NULL, NULL);
	what = doing(&s->bt, &function);
	if (what)
		add_peer(e, task, s, what, function);
	return !ir_interrupted(e->t);
}

static void compare_counts(struct ir_engine *e, unsigned counted)
{
	uint64_t listed;

	if (!counted || !e->t->ops->task_count || e->t->ops->task_count(e->t, &listed) ||
	    listed == counted)
		return;
	/* Idle tasks of further CPUs are on no list of the kernel's, debuggers add them. */
	if (listed > counted && listed - counted < 4096 && listed <= counted + 1024)
		return;
	ir_list_add(e, &e->d->observations,
		    ir_fmt(e, "the kernel's own list has %u tasks, the debugger lists %llu: its task "
			      "commands miss the others", counted, (unsigned long long)listed));
}

/* A walk over a dentry that died under it: the race, not (yet) fatal. */
static void observe_races(struct ir_engine *e)
{
	const struct ir_diagnosis *d = e->d;

	for (unsigned i = 0; i < d->nr_walkers; i++) {
		const struct ir_walk *w = &d->walkers[i].walk;

		if (!w->dentry_seq.known || !w->walk_seq.known || w->dentry_seq.v == w->walk_seq.v)
			continue;
		ir_list_add(e, &e->d->observations,
			    ir_fmt(e, "a race is in flight: PID %lld \"%s\" (CPU %lld) is in an RCU path "
				      "walk of %s over dentry %016llx, which died under it (d_seq %u, "
				      "saved %u)",
				   (long long)d->walkers[i].pid.v, d->walkers[i].comm,
				   (long long)d->walkers[i].cpu.v, w->name ? w->name : "?",
				   (unsigned long long)w->dentry.v, (unsigned)w->dentry_seq.v,
				   (unsigned)w->walk_seq.v));
		for (unsigned k = 0; k < d->nr_peers; k++)
			ir_list_add(e, &e->d->observations,
				    ir_fmt(e, "PID %lld \"%s\" is in %s at the same time (%s)",
					   (long long)d->peers[k].pid.v, d->peers[k].comm,
					   d->peers[k].function, d->peers[k].doing));
	}
}

void ir_stage_peers(struct ir_engine *e)
{
	struct scan s = {{0}, 0, 0, NULL, 0, {{0}, 0}};
	struct ir_diagnosis *d = e->d;
	enum ir_status st;
	unsigned count;

	s.words = ir_arena_alloc(&d->arena, ir_stack_size(e));
	st = ir_each_task(e, look_at, &s, &count);
	if (st == IR_CORRUPT || st == IR_ABSENT)
		ir_list_add(e, &d->observations,
			    ir_fmt(e, "the task list breaks off after %u tasks (%s): other tasks in the "
				      "race may be missed", count, ir_status_string(st)));
	else if (st)
		ir_list_add(e, &d->unavailable,
			    ir_fmt(e, "other tasks: %s", ir_status_string(st)));
	if (!st)
		compare_counts(e, count);
	for (unsigned i = 0; i < d->nr_peers; i++) {
		const struct ir_peer *p = &d->peers[i];

		if (p->same_inode != IR_TRUE)
			continue;
		ir_fact_set(e, IR_FACT_PEER_SAME_INODE, IR_TRUE,
			    ir_fmt(e, "PID %lld \"%s\" holds this inode in %s", (long long)p->pid.v,
				   p->comm, p->function),
			    ir_fmt(e, "the inode's address is on its stack or in its registers; frame %s",
				   p->function),
			    ir_fmt(e, "bt %lld", (long long)p->pid.v));
		break;
	}
	observe_races(e);
}

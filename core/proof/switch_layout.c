// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A task that does not run has its stack pointer in its task_struct. There, __switch_to_asm() has left what it pushed, with the
 * address at which the task goes on behind that. copy_thread() lays out the same for a task that has never run.
 */
#include "core/proof/switch_layout.h"

#include <string.h>

#include "core/arch/arch.h"
#include "core/lib/bytes.h"
#include "core/proof/code_ways.h"
#include "core/proof/task_samples.h"
#include "core/task/task.h"

#define FRAME_WORDS 12 /* that __switch_to_asm() may leave; known ones leave 7 or 8 */

/* Is the number at @at, in the tasks that run, 1, and 0 in the others? Or (@by_cpu) that of the CPU, and of some CPU? */
static bool numbers_fit(const struct ir_task_samples *t, uint64_t at, bool by_cpu)
{
	uint64_t v;

	for (unsigned i = 0; i < t->nr_running; i++) {
		if (ir_read_uint(t->k->t, t->running[i] + at, 4, &v) || v != (by_cpu ? i : 1))
			return false;
	}
	for (unsigned i = 0; i < t->nr; i++) {
		if (ir_read_uint(t->k->t, t->addr[i] + at, 4, &v) ||
		    (by_cpu ? v >= t->nr_running : v != ir_is_running(t, t->addr[i])))
			return false;
	}
	return true;
}

static void numbers_in_tasks(struct ir_kernel *k, struct ir_proof *p, bool by_cpu, const char *what)
{
	uint64_t places[IR_PROOF_PLACES];
	struct ir_task_samples t;
	unsigned nr = 0;

	/* On one CPU, nothing tells its number from any other 0. */
	if (!ir_sample_tasks(&t, k) || !ir_running_tasks(&t) || (by_cpu && t.nr_running < 2))
		return;
	for (uint64_t at = 0; at + 4 <= t.size; at += 4) {
		if (!numbers_fit(&t, at, by_cpu))
			continue;
		if (nr < IR_PROOF_PLACES)
			places[nr] = at;
		nr++;
	}
	ir_proof_vote_places(k, p, places, nr, ir_fmt(k, what, t.nr_running, t.nr));
}

void ir_running_in_tasks(struct ir_kernel *k, struct ir_proof *p)
{
	numbers_in_tasks(k, p, false, "the %u tasks that run have 1, the others of %u have 0");
}

void ir_cpu_in_tasks(struct ir_kernel *k, struct ir_proof *p)
{
	numbers_in_tasks(k, p, true,
			 "the %u tasks that run have their CPU, and %u tasks one of these");
}

/* What copy_thread() stores to make a new task look as if it slept. */
struct new_task {
	bool found;
	int64_t sp, ret,
		bp; /* place of the stack pointer in the task; of the other two behind it, bp -1: not seen */
	unsigned at;
};

static bool is_first_address(struct ir_kernel *k, struct ir_place v)
{
	static const char *const names[] = {"ret_from_fork", "ret_from_fork_asm"};
	uint64_t addr;

	for (size_t i = 0; v.root == IR_ROOT_CONST && i < sizeof(names) / sizeof(names[0]); i++) {
		if (!ir_symbol_addr(k->t, names[i], &addr) && addr == (uint64_t)(int64_t)v.offset)
			return true;
	}
	return false;
}

/* The store of a place a few words below @ret, on the same stack, to an argument: the new task's stack pointer */
static bool store_of_sp(const struct ir_step *s, struct ir_place ret)
{
	return s->kind == IR_STEP_STORE && s->width == 8 && s->mem.root >= IR_ROOT_ARG &&
	       s->mem.root < IR_ROOT_ENTRY && s->value.root == ret.root &&
	       s->value.offset <= ret.offset && ret.offset - s->value.offset < 8 * FRAME_WORDS;
}

/* ENCODE_FRAME_POINTER: the frame pointer of a new task is the place of its saved registers, with bit 0 set. */
static bool store_of_bp(const struct ir_step *s, struct ir_place ret)
{
	return s->kind == IR_STEP_STORE && s->width == 8 && s->mem.root == ret.root &&
	       s->value.root == ret.root && s->value.offset & 1 && s->value.offset > ret.offset;
}

static struct new_task read_copy_thread(struct ir_kernel *k)
{
	static const char *const names[] = {"copy_thread", "copy_thread_tls"};
	struct new_task n = {.found = false, .bp = -1};
	struct ir_place ret = {0, 0};
	const struct ir_step *sp = NULL;
	struct ir_code *c = NULL;

	for (size_t i = 0; !c && i < sizeof(names) / sizeof(names[0]); i++)
		c = ir_proof_function(k, names[i]);
	for (unsigned i = 0; c && i < c->nr_steps; i++) {
		const struct ir_step *s = &c->steps[i];

		if (s->kind != IR_STEP_STORE || s->mem.root < IR_ROOT_INSN ||
		    !is_first_address(k, s->value))
			continue;
		if (ret.root && (ret.root != s->mem.root || ret.offset != s->mem.offset))
			return n;
		ret = s->mem;
	}
	for (unsigned i = 0; ret.root && i < c->nr_steps; i++) {
		const struct ir_step *s = &c->steps[i];

		if (store_of_sp(s, ret)) {
			if (sp)
				return n;
			sp = s;
		}
	}
	if (!sp)
		return n;
	n = (struct new_task){true, sp->mem.offset, ret.offset - sp->value.offset, -1, sp->at};
	for (unsigned i = 0; i < c->nr_steps; i++) {
		const struct ir_step *s = &c->steps[i];

		if (store_of_bp(s, ret) && s->mem.offset >= sp->value.offset)
			n.bp = s->mem.offset - sp->value.offset;
	}
	return n;
}

static bool in_stack(struct ir_kernel *k, uint64_t stack, uint64_t addr)
{
	return addr > stack && addr - stack < ir_stack_size(k) - 8 * FRAME_WORDS && !(addr % 8);
}

/* Do all tasks that sleep point into their own stacks from there? How many of them there are. */
static unsigned sleepers_at(const struct ir_task_samples *t, uint64_t at)
{
	unsigned nr = 0;

	for (unsigned i = 0; i < t->nr; i++) {
		uint64_t stack, sp;

		if (ir_is_running(t, t->addr[i]))
			continue;
		if (ir_read_u64(t->k->t, t->addr[i] + at, &sp) ||
		    ir_get(t->k, t->addr[i], IR_M_TASK_STACK, &stack) || !in_stack(t->k, stack, sp))
			return 0;
		nr++;
	}
	return nr;
}

void ir_sp_in_tasks(struct ir_kernel *k, struct ir_proof *p)
{
	struct new_task n = read_copy_thread(k);
	uint64_t places[IR_PROOF_PLACES];
	struct ir_task_samples t;
	unsigned nr = 0, seen = 0;

	if (n.found)
		ir_proof_vote(p, n.sp,
			      ir_fmt(k, "copy_thread+0x%x stores a new task's there", n.at));
	if (!ir_sample_tasks(&t, k) || !ir_running_tasks(&t))
		return;
	for (uint64_t at = 0; at + 8 <= t.size; at += 8) {
		unsigned sleepers = sleepers_at(&t, at);

		if (sleepers < IR_MIN_SAMPLES)
			continue;
		if (nr < IR_PROOF_PLACES)
			places[nr] = at;
		nr++;
		seen = sleepers;
	}
	ir_proof_vote_places(
		k, p, places, nr,
		ir_fmt(k, "%u tasks that sleep point into their own stacks from", seen));
}

/* What the sleepers left on their stacks: FRAME_WORDS words each. */
struct frames {
	struct ir_kernel *k;
	unsigned nr;
	uint64_t stack[IR_MAX_SAMPLES], sp[IR_MAX_SAMPLES], words[IR_MAX_SAMPLES][FRAME_WORDS];
};

static struct frames *read_frames(struct ir_kernel *k)
{
	struct frames *f = ir_has(k, IR_M_TASK_SP) ? ir_arena_alloc(k->arena, sizeof(*f)) : NULL;
	struct ir_task_samples t;

	if (!f || !ir_sample_tasks(&t, k) || !ir_running_tasks(&t))
		return NULL;
	f->k = k;
	for (unsigned i = 0; i < t.nr; i++) {
		if (ir_is_running(&t, t.addr[i]) ||
		    ir_get(k, t.addr[i], IR_M_TASK_STACK, &f->stack[f->nr]) ||
		    ir_get(k, t.addr[i], IR_M_TASK_SP, &f->sp[f->nr]) ||
		    !in_stack(k, f->stack[f->nr], f->sp[f->nr]) ||
		    ir_read(k->t, f->sp[f->nr], f->words[f->nr], sizeof(f->words[0])))
			continue;
		f->nr++;
	}
	return f->nr >= IR_MIN_SAMPLES ? f : NULL;
}

/* Where a task goes on: behind the call in __schedule(), or where a new one begins */
static bool goes_on_at(struct ir_kernel *k, uint64_t addr, bool *is_new)
{
	struct ir_symbol sym;

	*is_new = false;
	if (!k->arch->canonical(addr) || ir_symbol_at(k->t, addr, &sym))
		return false;
	ir_symbol_base(sym.name);
	*is_new = sym.addr == addr && !strncmp(sym.name, "ret_from_fork", 13);
	return *is_new || (!strcmp(sym.name, "__schedule") && k->arch->follows_call &&
			   k->arch->follows_call(k->t, addr));
}

void ir_return_in_frames(struct ir_kernel *k, struct ir_proof *p)
{
	struct new_task n = read_copy_thread(k);
	const struct frames *f = read_frames(k);
	unsigned places = 0, found = 0;
	bool is_new;

	if (n.found)
		ir_proof_vote(p, n.ret, "copy_thread stores where a new task begins there");
	for (unsigned w = 0; f && w < FRAME_WORDS; w++) {
		unsigned i = 0;

		while (i < f->nr && goes_on_at(k, f->words[i][w], &is_new))
			i++;
		if (i < f->nr)
			continue;
		places++;
		found = w;
	}
	if (places == 1)
		ir_proof_vote(p, 8 * (int64_t)found,
			      ir_fmt(k, "%u tasks that sleep go on at the address there", f->nr));
}

/* Does @bp lead to a frame further up: a word, and a return address above it? */
static bool leads_up(const struct frames *f, unsigned i, uint64_t bp)
{
	uint64_t ret;

	return in_stack(f->k, f->stack[i], bp) && bp > f->sp[i] &&
	       !ir_read_u64(f->k->t, bp + 8, &ret) && f->k->arch->canonical(ret) &&
	       f->k->arch->follows_call && f->k->arch->follows_call(f->k->t, ret);
}

void ir_bp_in_frames(struct ir_kernel *k, struct ir_proof *p)
{
	const struct ir_member *ret = ir_member(k, IR_M_INACTIVE_RET);
	const struct frames *f = ret ? read_frames(k) : NULL;
	struct new_task n = read_copy_thread(k);
	unsigned places = 0, found = 0, seen = 0;

	if (n.found && n.bp >= 0)
		ir_proof_vote(p, n.bp, "copy_thread stores a new task's frame pointer there");
	for (unsigned w = 0; f && 8 * w < ret->offset; w++) {
		unsigned i = 0, nr = 0;
		bool is_new;

		for (; i < f->nr; i++) {
			if (!goes_on_at(k, f->words[i][ret->offset / 8], &is_new))
				break;
			if (!is_new && !leads_up(f, i, f->words[i][w]))
				break;
			nr += !is_new;
		}
		if (i < f->nr || nr < IR_MIN_SAMPLES)
			continue;
		places++;
		found = w;
		seen = nr;
	}
	if (places == 1)
		ir_proof_vote(
			p, 8 * (int64_t)found,
			ir_fmt(k, "in %u tasks that sleep only the word there leads up the stack",
			       seen));
}

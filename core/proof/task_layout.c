// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/proof/task_layout.h"

#include <string.h>

#include "core/lib/bytes.h"
#include "core/arch/arch.h"
#include "core/proof/code_ways.h"
#include "core/proof/task_samples.h"
#include "core/symbols/data_symbols.h"
#include "core/target/kernel.h"

#define MAX_PID	   (1 << 22)
#define COMM_BYTES 16
#define STACK_END  0x57AC6E9D /* STACK_END_MAGIC, since 2.6.25 */

void ir_comm_in_tasks(struct ir_kernel *k, struct ir_proof *p)
{
	static const char name[] = "swapper";
	unsigned places = 0;
	uint64_t found = 0;
	struct ir_task_samples t;

	if (!ir_first_task(&t, k))
		return;
	for (uint64_t at = 0; at + COMM_BYTES <= t.size; at++) {
		if (memcmp(t.bytes + at, name, sizeof(name) - 1))
			continue;
		places++;
		found = at;
	}
	if (places == 1)
		ir_proof_vote(p, (int64_t)found, "the first task has the only \"swapper\" there");
}

struct place_in_task {
	const struct ir_task_samples *t;
	unsigned nr;
	uint64_t offset;
};

static bool take_reference(uint64_t addr, void *arg)
{
	struct place_in_task *r = arg;

	if (addr <= r->t->init || addr >= r->t->init + r->t->size ||
	    (r->nr && addr - r->t->init == r->offset))
		return true;
	r->nr++;
	r->offset = addr - r->t->init;
	return true;
}

/* for_each_process() begins and ends with the list in init_task: these functions refer to no other place in it. */
static void list_by_code(const struct ir_task_samples *t, struct ir_proof *p)
{
	static const char *const functions[] = {"show_state_filter", "normalize_rt_tasks",
						"thaw_processes",    "kill_something_info",
						"session_of_pgrp",   "thaw_kernel_threads",
						"oom_kill_process"};

	for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++) {
		struct place_in_task r = {.t = t};

		if (!ir_each_ref(t->k->t, functions[i], "", take_reference, &r) && r.nr == 1) {
			ir_proof_vote(p, (int64_t)r.offset,
				      ir_fmt(t->k, "%s goes through the list there", functions[i]));
			return;
		}
	}
}

void ir_list_in_tasks(struct ir_kernel *k, struct ir_proof *p)
{
	const struct ir_member *comm = ir_member(k, IR_M_TASK_COMM);
	unsigned places = 0;
	uint64_t found = 0;
	struct ir_task_samples t;

	if (!ir_first_task(&t, k))
		return;
	list_by_code(&t, p);
	for (uint64_t at = 0; comm && at + 16 <= t.size; at += 8) {
		/* Quick, before memory is read: an empty list is not it. */
		if (!k->arch->canonical(ir_get64(t.bytes + at)) ||
		    ir_get64(t.bytes + at) == t.init + at ||
		    !ir_tasks_on_list(&t, at, comm->offset))
			continue;
		places++;
		found = at;
	}
	if (places == 1)
		ir_proof_vote(p, (int64_t)found,
			      "the list there, and no other, leads through tasks, all of which "
			      "have names");
}

/* Are these PIDs: of the first task 0, of the two that it makes 1 and 2, all different? */
static bool are_pids(const struct ir_task_samples *t, uint64_t at)
{
	uint64_t pid[IR_MAX_SAMPLES], first;

	memcpy(&first, t->bytes + at, 4);
	if ((uint32_t)first)
		return false;
	for (unsigned i = 0; i < t->nr; i++) {
		if (ir_read_uint(t->k->t, t->addr[i] + at, 4, &pid[i]) || !pid[i] ||
		    pid[i] > MAX_PID || (i < 2 && pid[i] != i + 1))
			return false;
		for (unsigned j = 0; j < i; j++) {
			if (pid[j] == pid[i])
				return false;
		}
	}
	return true;
}

/*
 * Of a process's first thread pid and tgid are the same number, and pid comes first. Tracepoints store a task's pid, and
 * have nothing to do with its tgid.
 */
static void pid_by_code(struct ir_kernel *k, struct ir_proof *p, uint64_t first)
{
	static const char *const functions[] = {"trace_event_raw_event_task_rename",
						"trace_event_raw_event_task_newtask",
						"trace_event_raw_event_sched_process_template",
						"trace_event_raw_event_sched_wakeup_template"};

	for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++) {
		struct ir_code *c = ir_proof_function(k, functions[i]);
		bool seen[2] = {false, false};

		for (unsigned j = 0; c && j < c->nr_steps; j++) {
			const struct ir_step *s = &c->steps[j];

			for (unsigned n = 0; n < 2; n++)
				seen[n] |= s->kind == IR_STEP_LOAD && s->width == 4 &&
					   s->mem.root == IR_ROOT_ARG + 1 &&
					   s->mem.offset == (int64_t)first + 4 * n;
		}
		if (seen[0] != seen[1])
			ir_proof_vote(p, (int64_t)first + 4 * seen[1],
				      ir_fmt(k, "%s reads that one of the two", functions[i]));
	}
}

void ir_pid_in_tasks(struct ir_kernel *k, struct ir_proof *p)
{
	unsigned places = 0;
	uint64_t found = 0;
	struct ir_task_samples t;

	if (!ir_sample_tasks(&t, k))
		return;
	for (uint64_t at = 0; at + 4 <= t.size; at += 4) {
		if (!are_pids(&t, at))
			continue;
		if (!places++)
			found = at;
		else if (at != found + 4)
			return;
	}
	if (places != 2)
		return;
	ir_proof_vote(p, (int64_t)found,
		      ir_fmt(k, "0, 1, 2 and so on in %u tasks, as there and in the next word only",
			     t.nr + 1));
	pid_by_code(k, p, found);
}

static void first_stack(const struct ir_task_samples *t, struct ir_proof *p)
{
	static const char *const names[] = {"init_stack", "init_thread_union"};
	unsigned places = 0;
	uint64_t stack, found = 0;

	if (ir_symbol_addr(t->k->t, names[0], &stack) && ir_symbol_addr(t->k->t, names[1], &stack))
		return;
	for (uint64_t at = 0; at + 8 <= t->size; at += 8) {
		if (ir_get64(t->bytes + at) != stack)
			continue;
		places++;
		found = at;
	}
	if (places == 1)
		ir_proof_vote(p, (int64_t)found,
			      "the word there, and no other, is the first task's stack");
}

/* How many tasks have the address of a stack's end at @at? None if some task has another thing there. */
static unsigned stacks_at(const struct ir_task_samples *t, uint64_t at)
{
	unsigned nr = 0;

	for (unsigned i = 0; i < t->nr; i++) {
		uint64_t stack, magic;
		enum ir_status st;

		if (ir_read_u64(t->k->t, t->addr[i] + at, &stack) || stack % 4096 ||
		    !t->k->arch->canonical(stack))
			return 0;
		st = ir_read_u64(t->k->t, stack, &magic);
		if (st == IR_ABSENT)
			continue;
		if (st || magic != STACK_END)
			return 0;
		nr++;
	}
	return nr;
}

void ir_stack_in_tasks(struct ir_kernel *k, struct ir_proof *p)
{
	unsigned places = 0, nr, seen = 0;
	uint64_t found = 0;
	struct ir_task_samples t;

	if (!ir_first_task(&t, k))
		return;
	first_stack(&t, p);
	if (!ir_sample_tasks(&t, k))
		return;
	for (uint64_t at = 0; at + 8 <= t.size; at += 8) {
		nr = stacks_at(&t, at);
		if (nr < IR_MIN_SAMPLES)
			continue;
		places++;
		found = at;
		seen = nr;
	}
	if (places == 1)
		ir_proof_vote(
			p, (int64_t)found,
			ir_fmt(k,
			       "in %u tasks the word there, and no other, points at a stack's end",
			       seen));
}

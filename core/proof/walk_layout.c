// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A CPU whose task was following a link has it in memory: nameidata.stack points at the first struct saved, which is the only
 * one where the depth is 1.
 */
#include "core/proof/walk_layout.h"

#include "core/arch/arch.h"
#include "core/target/kernel.h"
#include "core/task/task.h"
#include "core/types/list.h"

#define MAX_CPUS    64
#define MAX_SUPERS  1024
#define WALK_BYTES  224	    /* of a struct nameidata that are looked at */
#define SAVED_BYTES 64	    /* that are looked at; a struct saved has 48 */
#define MAX_MOVES   0x10000 /* by which a dentry's count can have gone on during a walk */

/* The first link that the task on @cpu follows; 0: it follows none, or more than one. */
static uint64_t link_of(struct ir_kernel *k, unsigned cpu)
{
	uint64_t task, nd, depth, saved;

	if (ir_current_task(k, cpu, &task) || ir_get(k, task, IR_M_TASK_NAMEIDATA, &nd) || !nd ||
	    ir_get(k, nd, IR_M_ND_DEPTH, &depth) || depth != 1 ||
	    ir_get(k, nd, IR_M_ND_STACK, &saved) || !k->arch->canonical(saved) || saved % 8)
		return 0;
	return saved;
}

static bool is_super(struct ir_kernel *k, uint64_t addr)
{
	struct ir_list_walk w;
	uint64_t head;

	if (!addr || ir_symbol_addr(k->t, "super_blocks", &head))
		return false;
	/* s_list is the first member; were it not, no dentry would be found. */
	ir_list_for_each (&w, k, head, 0, MAX_SUPERS) {
		if (w.entry == addr)
			return true;
	}
	return false;
}

/* The dentry of a struct path at @path, if one is there: it belongs to a super block. */
static bool dentry_at(struct ir_kernel *k, uint64_t path, uint64_t *ret)
{
	uint64_t super;

	return !ir_get(k, path, IR_M_PATH_DENTRY, ret) && k->arch->canonical(*ret) && !(*ret % 8) &&
	       !ir_get(k, *ret, IR_M_DENTRY_SB, &super) && is_super(k, super);
}

void ir_link_in_walks(struct ir_kernel *k, struct ir_proof *p)
{
	if (!ir_has(k, IR_M_TASK_NAMEIDATA) || !ir_has(k, IR_M_ND_DEPTH) ||
	    !ir_has(k, IR_M_ND_STACK) || !ir_has(k, IR_M_PATH_DENTRY) || !ir_has(k, IR_M_DENTRY_SB))
		return;
	for (unsigned cpu = 0; cpu < MAX_CPUS; cpu++) {
		uint64_t saved = link_of(k, cpu), found = 0, dentry;
		unsigned places = 0;

		for (uint64_t at = 0; saved && at < SAVED_BYTES; at += 8) {
			if (!dentry_at(k, saved + at, &dentry))
				continue;
			places++;
			found = at;
		}
		if (places != 1)
			continue;
		ir_proof_vote(p, (int64_t)found,
			      ir_fmt(k, "the link that CPU %u follows has its dentry there", cpu));
		return;
	}
}

void ir_seq_in_walks(struct ir_kernel *k, struct ir_proof *p)
{
	const struct ir_member *link = ir_member(k, IR_M_SAVED_LINK);
	uint64_t dentry, seq, v;

	if (!link || !ir_has(k, IR_M_DENTRY_SEQ))
		return;
	for (unsigned cpu = 0; cpu < MAX_CPUS; cpu++) {
		uint64_t saved = link_of(k, cpu), found = 0;
		unsigned places = 0;

		if (!saved || !dentry_at(k, saved + link->offset, &dentry) ||
		    ir_get(k, dentry, IR_M_DENTRY_SEQ, &seq))
			continue;
		for (uint64_t at = 0; at < SAVED_BYTES; at += 4) {
			/* A dentry that has had an inode has a count of 2 at least; an odd one, no walk takes. */
			if (ir_read_uint(k->t, saved + at, 4, &v) || !v || v % 2 ||
			    (uint32_t)(seq - v) >= MAX_MOVES)
				continue;
			places++;
			found = at;
		}
		if (places != 1)
			continue;
		ir_proof_vote(
			p, (int64_t)found,
			ir_fmt(k,
			       "the link that CPU %u follows has a count of its dentry there only",
			       cpu));
		return;
	}
}

/* Is a struct filename at @name: does its first pointer lead to a text that can be a path? */
static bool is_filename(struct ir_kernel *k, uint64_t name)
{
	char text[16] = "";
	uint64_t at;

	if (!k->arch->canonical(name) || name % 8 || ir_get(k, name, IR_M_FILENAME_NAME, &at) ||
	    !k->arch->canonical(at) || ir_read_string(k->t, at, text, sizeof(text)) || !text[0])
		return false;
	for (unsigned i = 0; text[i]; i++) {
		if ((unsigned char)text[i] < ' ' || (unsigned char)text[i] > '~')
			return false;
	}
	return true;
}

void ir_name_in_walks(struct ir_kernel *k, struct ir_proof *p)
{
	uint64_t task, nd, name;

	if (!ir_has(k, IR_M_TASK_NAMEIDATA) || !ir_has(k, IR_M_FILENAME_NAME))
		return;
	for (unsigned cpu = 0; cpu < MAX_CPUS && !ir_current_task(k, cpu, &task); cpu++) {
		uint64_t places[IR_PROOF_PLACES];
		unsigned nr = 0;

		if (ir_get(k, task, IR_M_TASK_NAMEIDATA, &nd) || !nd || nd % 8)
			continue;
		/* What an earlier walk left on the stack may look like it, too. */
		for (uint64_t at = 0; at < WALK_BYTES; at += 8) {
			if (ir_read_u64(k->t, nd + at, &name) || !is_filename(k, name))
				continue;
			if (nr < IR_PROOF_PLACES)
				places[nr] = at;
			nr++;
		}
		if (!nr)
			continue;
		ir_proof_vote_places(k, p, places, nr,
				     ir_fmt(k, "the walk that CPU %u was in has a path", cpu));
		return;
	}
}

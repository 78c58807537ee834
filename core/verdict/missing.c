// SPDX-License-Identifier: GPL-2.0-or-later
/* What the verdict would need and the dump does not have. */
#include "core/arch/arch.h"
#include "core/mm/excluded.h"
#include "core/stages/oops_facts.h"
#include "core/verdict/verdict.h"

#include <string.h>

#define IR_NR_DECIDING 5 /* the first rows of the table below */

/* Report @object as missing if its page is not in the dump and the reason is known. */
static void note_if_absent(struct ir_engine *e, const char *what, struct ir_value object)
{
	const char *cause = object.known ? ir_absent_cause(e->k, object.v) : NULL;

	if (cause)
		ir_note_missing(e->k, ir_fmt(e->k, "%s %016llx: %s", what,
					     (unsigned long long)object.v, cause));
}

/* Go through the objects that a verdict needs. */
static void note_absent_objects(struct ir_engine *e)
{
	const struct ir_diagnosis *d = e->d;
	struct ir_value sb = {.known = false}, task = {e->task != 0, e->task};
	const int reg = e->k->arch->sp;
	struct ir_value sp = {e->have_regs && ir_reg_known(&e->regs, reg), e->regs.v[reg]};

	if (d->inode.address.known && ir_has(e->k, IR_M_INODE_SB))
		sb.known = !ir_get(e->k, d->inode.address.v, IR_M_INODE_SB, &sb.v);
	note_if_absent(e, "the crashed task", task);
	note_if_absent(e, "the stack word at the fault", sp);
	note_if_absent(e, "the nameidata", d->walk.nameidata);
	note_if_absent(e, "the link's dentry", d->walk.dentry);
	note_if_absent(e, "the inode", d->inode.address);
	note_if_absent(e, "its super block", sb);
}

/*
 * What nearly everything rests on. The types are found by a symbol: where that is not known, there is more missing
 * than types.
 */
static void note_lost_tables(struct ir_engine *e)
{
	uint64_t addr;
	enum ir_status st = ir_symbol_addr(e->k->t, "init_task", &addr);

	if (ir_has(e->k, IR_M_TASK_PID))
		return;
	if (st)
		ir_note_missing(e->k,
				ir_fmt(e->k,
				       "the kernel's symbols: %s, so no types, tasks and stacks "
				       "were read; a "
				       "vmlinux of this very build has them",
				       st == IR_ABSENT ? "their table is not in the dump as a whole"
						       : "their table was not found in the dump"));
	else
		ir_note_missing(
			e->k,
			"the kernel's types: there is no BTF in the dump; its debuginfo has them");
}

/* @what is missing for @fact, in the words of this machine and this code */
static const char *in_these_words(const struct ir_engine *e, enum ir_fact fact, const char *what)
{
	if (fact == IR_FACT_CALLED_NULL_GET_LINK && e->k->arch->lr >= 0)
		return "the call site: lr at the fault, or the code before it";
	if (fact == IR_FACT_TABLE_TRANSIENT && e->have_site && e->site.followed &&
	    e->site.base_reg < 0 && e->d->inode.i_op.address.known)
		return "the table called through: this kernel's code keeps it in no register, and "
		       "the "
		       "inode has another one by now";
	return what;
}

void ir_list_missing(struct ir_engine *e)
{
	static const struct {
		enum ir_fact fact;
		const char *what;
	} needs[] = {
		{IR_FACT_CALLED_NULL_GET_LINK,
		 "the call site: the stack word at the fault's RSP, or the code before it"},
		{IR_FACT_RCU_WALK, "the walk: task_struct.nameidata and its flags, or their types"},
		{IR_FACT_INODE_IS_XFS, "the inode: its page, or its super block's"},
		{IR_FACT_DENTRY_DIED,
		 "the link's dentry or the saved link: their pages, or their types"},
		{IR_FACT_TABLE_TRANSIENT,
		 "the table called through: the register, or the address of empty_iops"},
		{IR_FACT_READ_OTHERS_LINK,
		 "whether another file's union was read as the link: the address of the fault, the "
		 "function it was in, the link's dentry, the directory's inode"},
		{IR_FACT_NULL_SECURITY,
		 "whether a security blob was read: the address of the fault, the crashed task's "
		 "stack"},
		{IR_FACT_INODE_RESET, "whether the inode was being reset: its page"},
		{IR_FACT_CALLED_NULL_IOP,
		 "whether an inode operation was called: the call site, or the arguments' pages"},
		{IR_FACT_WALK_USED_IOP,
		 "whether the walk used the inode's operations: the instruction that faulted"},
		{IR_FACT_TABLE_LACKS_GET_LINK,
		 "whether the table has a get_link: its page or name"},
		{IR_FACT_IOP_DAMAGED, "whether i_op is damaged: what lies where it points"},
		{IR_FACT_DENTRY_TYPE_DAMAGED,
		 "whether the dentry's type is damaged: the link's dentry and its inode"},
		{IR_FACT_INODE_FREED, "whether the inode's memory is in use: its slab's pages"},
		{IR_FACT_INODE_RECYCLING,
		 "whether the inode is recycled or its memory was allocated anew: "
		 "xfs_inode.i_flags, inode.i_state and i_mode, or the other task's stack"},
		{IR_FACT_IN_LINK_TEXT,
		 "whether an inline link's text was read: the address of the fault, the walk's "
		 "nameidata"},
		{IR_FACT_FAULT_IN_XFS, "where it faulted: the crashed task's stack, and symbols"},
		{IR_FACT_FAULT_IN_PATH_WALK,
		 "whether path lookup called it: the outer part of the crashed task's stack"},
		{IR_FACT_CALLED_NULL, "whether address 0 was called: the instruction pointer"},
		{IR_FACT_EVENT_BUG,
		 "whether the kernel stopped itself: the log, or the instruction that faulted"},
		{IR_FACT_EVENT_FAULT, "the event: neither log nor crashed task could be read"},
	};
	const struct ir_verdict *v = &e->d->verdict;

	if (ir_is_log(e->k->t)) {
		ir_missing_from_log(e);
		return;
	}
	note_lost_tables(e);
	if (v->confidence && !strcmp(v->confidence, "confirmed"))
		return;
	for (size_t i = 0; i < sizeof(needs) / sizeof(needs[0]); i++) {
		bool decides = v->race != IR_FALSE && i < IR_NR_DECIDING;

		if (decides ? ir_fact_holds(e->d, needs[i].fact) == IR_UNKNOWN
			    : v->unknown >> needs[i].fact & 1)
			ir_note_missing(e->k, in_these_words(e, needs[i].fact, needs[i].what));
	}
	if (v->race == IR_FALSE)
		return;
	note_absent_objects(e);
	if (e->d->fault.kind)
		return;
	if (e->log.read && e->d->dump.tainted && strchr(e->d->dump.tainted, 'D'))
		ir_note_missing(e->k,
				"the report of an oops: tainted_mask says that a task died of "
				"one (D, bit 7), and the log does not tell of it any more");
	else
		ir_note_missing(e->k, "the event: neither log nor crashed task could be read");
}

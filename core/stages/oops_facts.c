// SPDX-License-Identifier: GPL-2.0-or-later
/* What the text of an oops shows by itself, and what only a dump could add. */
#include "core/stages/oops_facts.h"

#include <string.h>

#include "core/symbols/functions.h"

bool ir_is_log(const struct ir_target *t)
{
	return !strcmp(t->ops->door, "log") || !t->arch || !t->arch[0];
}

const char *ir_what_was_read(const struct ir_engine *e)
{
	return ir_is_log(e->k->t) ? "log" : "dump";
}

const struct ir_log_frame *ir_event_caller(const struct ir_event *ev)
{
	if (ev->checker.symbol[0])
		return &ev->checker;
	for (unsigned i = 0; i < ev->nr_frames; i++) {
		if (!ev->frames[i].guess)
			return &ev->frames[i];
	}
	return NULL;
}

/* A read just below 0 in a function that calls ->get_link may be control-flow integrity's check of NULL. */
bool ir_event_checks_unseen(const struct ir_event *ev)
{
	return ev->checks_null == IR_UNKNOWN &&
	       ir_function_has_role(ev->ip_symbol, IR_ROLE_GET_LINK);
}

bool ir_follows_with_dentry(const char *release)
{
	return ir_release_before(release, 4, 5);
}

/* A trace of the older form, and no release in the log: it may be of such a kernel, or of one that has ->get_link(). */
static bool may_follow_with_dentry(const struct ir_event *ev)
{
	return !ev->release[0] && ev->shows_addresses;
}

/*
 * Can the caller @f be a function that follows links, under another name? A live patch's can, if path lookup called it, or who
 * has a path looked up: the kernel is marked as patched ("K"), or the module's name says so; or the line that would tell is lost.
 */
static bool may_replace_walk(const struct ir_event *ev, const struct ir_log_frame *f)
{
	const struct ir_log_frame *next = f + 1;

	if (f < ev->frames || f >= ev->frames + ev->nr_frames || !f->module[0] ||
	    (!ir_module_is_patch(f->module) && ev->taint_told && !strchr(ev->tainted, 'K')))
		return false;
	while (next < ev->frames + ev->nr_frames && next->guess)
		next++;
	return next < ev->frames + ev->nr_frames &&
	       (ir_function_in_walk(next->symbol, NULL) ||
		ir_function_has_role(next->symbol, IR_ROLE_LOOKS_UP));
}

/* Of all that is called there only ->get_link() takes a NULL, in RCU mode. */
static void judge_by_argument(const struct ir_arch *arch, const struct ir_event *ev,
			      const struct ir_log_frame *caller, enum ir_tri *get_link,
			      enum ir_tri *iop)
{
	if (ir_reg_known(&ev->regs, arch->arg[0]))
		*get_link = ir_tri_of(!ev->regs.v[arch->arg[0]]);
	else if (ir_function_has_role(caller->symbol, IR_ROLE_STEPS))
		*get_link = *iop = IR_UNKNOWN;
}

void ir_event_null_call(const struct ir_arch *arch, const struct ir_event *ev,
			enum ir_tri *get_link, enum ir_tri *iop)
{
	const struct ir_log_frame *f = ir_event_caller(ev);

	*get_link = *iop = IR_UNKNOWN;
	/* Lines of two reports: one has jumped to 0, the other may be the one that was in path lookup. */
	if (!f || ev->mixed)
		return;
	*get_link = ir_tri_of(ir_function_has_role(f->symbol, IR_ROLE_GET_LINK));
	*iop = ir_tri_of(*get_link == IR_TRUE || ir_function_has_role(f->symbol, IR_ROLE_INODE_OP));
	/* What only calls functions of the walk called nothing by itself: the caller's line is lost. */
	if (*iop == IR_FALSE && !ir_function_has_role(f->symbol, IR_ROLE_DENTRY_OP) &&
	    (ir_function_has_role(f->symbol, IR_ROLE_WALK) || may_replace_walk(ev, f)))
		*get_link = *iop = IR_UNKNOWN;
	if (*get_link == IR_FALSE && *iop == IR_TRUE)
		judge_by_argument(arch, ev, f, get_link, iop);
	/* There it is ->follow_link() that these functions call. */
	if (*get_link == IR_TRUE && ir_follows_with_dentry(ev->release))
		*get_link = IR_UNKNOWN;
	else if (*get_link == IR_TRUE && may_follow_with_dentry(ev))
		*get_link = *iop = IR_UNKNOWN;
}

void ir_event_facts(const struct ir_log *log, const struct ir_event *ev,
		    enum ir_tri facts[IR_NR_FACTS])
{
	const struct ir_log_frame *f = NULL;
	const char *names[IR_STACK_NAMES], *modules[IR_STACK_NAMES];
	unsigned nr = 0;
	struct ir_log_table table;
	int arg = log->arch->arg[0];

	facts[ev->kind == IR_EV_BUG ? IR_FACT_EVENT_BUG : IR_FACT_EVENT_FAULT] = IR_TRUE;
	facts[IR_FACT_READ_OTHERS_LINK] = IR_FALSE; /* no text shows it */
	facts[IR_FACT_CALLED_NULL] = ir_tri_of(ev->kind == IR_EV_NULL_CALL);
	if (ev->kind == IR_EV_NULL_CALL) {
		ir_event_null_call(log->arch, ev, &facts[IR_FACT_CALLED_NULL_GET_LINK],
				   &facts[IR_FACT_CALLED_NULL_IOP]);
		if (facts[IR_FACT_CALLED_NULL_GET_LINK] != IR_FALSE && ir_reg_known(&ev->regs, arg))
			facts[IR_FACT_RCU_WALK] = ir_tri_of(!ev->regs.v[arg]);
		facts[IR_FACT_TABLE_IN_IMAGE] = ir_event_table(log, ev, &table);
	} else if (ir_event_checks_unseen(ev)) {
		facts[IR_FACT_CALLED_NULL] = IR_UNKNOWN;
	} else if (ev->have_ip || ev->not_at_0) {
		facts[IR_FACT_CALLED_NULL_GET_LINK] = IR_FALSE;
	}
	if (ev->ip_symbol[0] && !ir_function_has_role(ev->ip_symbol, IR_ROLE_HELPER)) {
		names[nr] = ev->ip_symbol;
		modules[nr++] = ev->ip_module;
	}
	for (unsigned i = 0; i < ev->nr_frames && nr < IR_STACK_NAMES; i++) {
		f = &ev->frames[i];
		if (f->guess || (!nr && ir_function_has_role(f->symbol, IR_ROLE_HELPER)))
			continue;
		names[nr] = f->symbol;
		modules[nr++] = f->module;
	}
	if (!nr)
		return;
	facts[IR_FACT_FAULT_IN_XFS] = ir_tri_of(ir_function_in_xfs(names[0], modules[0]));
	facts[IR_FACT_FAULT_IN_PATH_WALK] = ir_stack_in_walk(names, modules, nr);
}

/* List the deciding facts of the race that the text does not show, and what would show them. */
static void list_race_needs(struct ir_engine *e)
{
	static const struct {
		enum ir_fact fact;
		const char *what;
	} needs[] = {
		{IR_FACT_CALLED_NULL_GET_LINK,
		 "who called NULL: the caller's frame is not in the log; the dump's stack has it"},
		{IR_FACT_RCU_WALK, "whether the walk held the dentry: the register of the first "
				   "argument is not in the log; the dump's note or stack has it"},
		{IR_FACT_INODE_IS_XFS,
		 "the inode and its super block: no log shows them, the dump does"},
		{IR_FACT_DENTRY_DIED, "the link's dentry: only in the dump its d_seq tells whether "
				      "it died under the walk"},
		{IR_FACT_TABLE_TRANSIENT,
		 "the table called through: only the dump tells whether it was empty_iops"},
	};

	if (e->event && may_follow_with_dentry(e->event))
		ir_note_missing(e->k, "the kernel's release: before 4.5 a walk calls "
				      "->follow_link, which is not the race");
	for (size_t i = 0; i < sizeof(needs) / sizeof(needs[0]); i++) {
		if (ir_fact_holds(e->d, needs[i].fact) == IR_UNKNOWN)
			ir_note_missing(e->k, needs[i].what);
	}
}

void ir_missing_from_log(struct ir_engine *e)
{
	enum ir_class class = e->d->verdict.class;

	if (!e->log.read) {
		ir_note_missing(e->k, "the log: there is no line in it");
	} else if (e->event && e->event->weight == IR_EVENT_CUT) {
		ir_note_missing(e->k, "the head of the report: the log begins in the middle of it");
	} else if (e->event && e->event->weight == IR_EVENT_PANIC && e->event->kind == IR_EV_NONE) {
		ir_note_missing(e->k, "why it panicked: that line is cut off");
	} else if (e->event && !e->event->have_ip &&
		   ir_fact_holds(e->d, IR_FACT_EVENT_FAULT) == IR_TRUE) {
		ir_note_missing(e->k,
				"where it faulted: the log ends before the instruction pointer");
	}
	if ((class == IR_CLASS_NULL_CALL_OTHER || class == IR_CLASS_MEMORY_FAULT_OTHER) &&
	    ir_fact_holds(e->d, IR_FACT_FAULT_IN_PATH_WALK) == IR_UNKNOWN)
		ir_note_missing(e->k,
				"whether path lookup called it: lines of the call trace are lost");
	if (e->event && e->event->mixed)
		ir_note_missing(
			e->k, "which line belongs to which report: it names two tasks, so lines of "
			      "two reports are mixed");
	if (e->event && ir_event_checks_unseen(e->event))
		ir_note_missing(e->k,
				"the line \"Code:\": whether it was about to call NULL, and looked "
				"at what lies before it");
	if (ir_fact_holds(e->d, IR_FACT_CALLED_NULL) == IR_TRUE && e->d->verdict.race != IR_FALSE)
		list_race_needs(e);
	else if (class == IR_CLASS_INODE_OP_NULL || class == IR_CLASS_PATH_WALK_OTHER)
		ir_note_missing(e->k, "the inode, its i_op and the dentry: only the dump tells "
				      "whether their memory was damaged");
}

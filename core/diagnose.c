// SPDX-License-Identifier: GPL-2.0-or-later
/* The way of the data: target -> stages -> facts -> verdict. */
#include "core/stages/engine.h"
#include "core/stages/oops_facts.h"

#include <string.h>

#define LIST_ROOM 24

void ir_fact_set(struct ir_engine *e, enum ir_fact fact, enum ir_tri holds, const char *text,
		 const char *source, const char *check)
{
	e->d->facts[fact] = (struct ir_evidence){holds, text, source, {check}};
}

void ir_fact_check(struct ir_engine *e, enum ir_fact fact, const char *check)
{
	e->d->facts[fact].check[1] = check;
}

enum ir_tri ir_fact_holds(const struct ir_engine *e, enum ir_fact fact)
{
	return e->d->facts[fact].holds;
}

void ir_list_add(struct ir_engine *e, struct ir_list *list, const char *sentence)
{
	if (!list->items) {
		list->items = ir_arena_alloc(&e->d->arena, LIST_ROOM * sizeof(*list->items));
		list->room = list->items ? LIST_ROOM : 0;
	}
	for (unsigned i = 0; i < list->nr; i++) {
		if (!strcmp(list->items[i], sentence))
			return;
	}
	if (list->nr < list->room)
		list->items[list->nr++] = sentence;
}

static bool take_line(const char *line, size_t len, void *arg)
{
	ir_log_line(arg, line, len);
	return true;
}

/* A log is all there is: it must tell itself whose it is. */
static void describe_by_log(struct ir_engine *e)
{
	const struct ir_log *log = &e->log;
	const struct ir_event *ev = log->last >= 0 ? log->events[log->last] : NULL;
	const char *release = ev && ev->release[0] ? ev->release : log->release;

	e->arch = log->arch;
	e->d->dump.arch = log->arch->name[0] ? log->arch->name : NULL;
	if (!e->d->dump.release && release[0])
		e->d->dump.release = ir_arena_strdup(&e->d->arena, release);
	if (ev && !e->d->dump.tainted && ev->tainted[0])
		e->d->dump.tainted = ir_arena_strdup(&e->d->arena, ev->tainted);
}

static void read_log(struct ir_engine *e)
{
	enum ir_status st = IR_UNSUPPORTED;
	const struct ir_event *ev;

	ir_log_begin(&e->log, &e->d->arena, e->arch);
	if (e->t->ops->log)
		st = e->t->ops->log(e->t, take_line, &e->log);
	ir_log_end(&e->log, !ir_is_log(e->t));
	if (ir_is_log(e->t))
		describe_by_log(e);
	if (st)
		ir_list_add(e, &e->d->unavailable,
			    ir_fmt(e, "the kernel log: %s", ir_status_string(st)));
	if (e->log.last < 0) {
		/* The part that could not be read may hold the crash. */
		e->log.read = e->log.read && !st;
		return;
	}
	ev = e->log.events[e->log.last];
	e->d->dump.panic = ir_arena_strdup(&e->d->arena, ev->oops[0] ? ev->oops : ev->text);
}

/* What an oops that did not end the machine was, as far as its text tells. */
static void observe_survived(struct ir_engine *e)
{
	for (int i = 0; i < (int)e->log.nr; i++) {
		const struct ir_event *ev = e->log.events[i];
		enum ir_tri facts[IR_NR_FACTS] = {IR_UNKNOWN};
		const struct ir_log_frame *f = ir_event_caller(ev);
		struct ir_verdict v;

		/* A report of which the text has but one line says nothing of its own. */
		if (i == e->log.last || ev->kind < IR_EV_NULL_CALL || ev->kind > IR_EV_BUG ||
		    (i > e->log.last && !ev->have_ip))
			continue;
		ir_event_facts(e, ev, facts);
		ir_decide(facts, true, &v);
		ir_list_add(e, &e->d->observations,
			    ir_fmt(e, "%s: %s, PID %lld \"%s\", in %s; from the log alone %s, %s",
				   i < e->log.last ? "an oops survived before" : "an oops after it", ev->text,
				   (long long)ev->pid, ev->comm,
				   ev->ip_symbol[0] ? ev->ip_symbol : f ? f->symbol : "?", v.class,
				   v.confidence ? v.confidence : "no confidence"));
	}
}

/* What an unknown deciding fact lacked: a page, a type or a symbol, by name. */
static void list_missing(struct ir_engine *e)
{
	static const struct {
		enum ir_fact fact;
		const char *what;
	} needs[] = {
		{IR_FACT_CALLED_NULL_GET_LINK, "the call site: the stack word at the fault's RSP, or the code before it"},
		{IR_FACT_RCU_WALK, "the walk: task_struct.nameidata and its flags, or their types"},
		{IR_FACT_INODE_IS_XFS, "the inode: its page, or its super block's"},
		{IR_FACT_DENTRY_DIED, "the link's dentry or the saved link: their pages, or their types"},
		{IR_FACT_TABLE_TRANSIENT, "the table called through: the register, or the address of empty_iops"},
	};
	const struct ir_verdict *v = &e->d->verdict;

	if (ir_is_log(e->t)) {
		ir_missing_from_log(e);
		return;
	}
	if (v->race == IR_FALSE || (v->confidence && !strcmp(v->confidence, "confirmed")))
		return;
	for (size_t i = 0; i < sizeof(needs) / sizeof(needs[0]); i++) {
		if (ir_fact_holds(e, needs[i].fact) == IR_UNKNOWN)
			ir_list_add(e, &e->d->missing, needs[i].what);
	}
	if (!ir_has(e, IR_M_TASK_PID))
		ir_list_add(e, &e->d->missing, "the kernel's types: there is no BTF in the dump; its debuginfo has them");
	ir_name_absent(e);
	if (!e->d->fault.kind)
		ir_list_add(e, &e->d->missing, "the event: neither log nor crashed task could be read");
}

static void contradictions(struct ir_engine *e)
{
	if (ir_fact_holds(e, IR_FACT_RACE_IMPOSSIBLE) == IR_TRUE &&
	    ir_fact_holds(e, IR_FACT_CALLED_NULL_GET_LINK) == IR_TRUE &&
	    ir_fact_holds(e, IR_FACT_DENTRY_DIED) == IR_TRUE)
		ir_list_add(e, &e->d->observations,
			    ir_fmt(e, "contradiction: the walk looks like the race, but %s",
				   e->d->exposed_text));
}

static void decide(struct ir_engine *e)
{
	struct ir_diagnosis *d = e->d;
	enum ir_tri facts[IR_NR_FACTS];
	bool log_only = !e->task && !e->calm;

	for (unsigned i = 0; i < IR_NR_FACTS; i++)
		facts[i] = d->facts[i].holds;
	/*
	 * No types, but the register shows which table it was, and nobody knows that one: it may be
	 * another's, or no table. A log would not show it; having seen it, call it neither the race nor not.
	 */
	if (log_only && d->called_through.address.known &&
	    facts[IR_FACT_TABLE_TRANSIENT] == IR_UNKNOWN) {
		facts[IR_FACT_CALLED_NULL_GET_LINK] = IR_UNKNOWN;
		facts[IR_FACT_CALLED_NULL_IOP] = IR_UNKNOWN;
	}
	ir_decide(facts, log_only, &d->verdict);
	d->verdict.summary = ir_summary(e);
	d->verdict.signature = ir_signature(e);
	contradictions(e);
	ir_observe_unlike(e);
	list_missing(e);
}

static const struct {
	const char *name;
	void (*run)(struct ir_engine *e);
} stages[] = {
	{"machine", ir_stage_machine},
	{"log", read_log},
	{"tables", ir_find_kernel_tables},
	{"fault", ir_stage_fault},
	{"call-site", ir_stage_call_site},
	{"walk", ir_stage_walk},
	{"inode", ir_stage_inode},
	{"exposure", ir_stage_exposed},
	{"others", ir_stage_peers},
	{"survived", observe_survived},
	{"verdict", decide},
};

void ir_diagnose_into(struct ir_target *t, const struct ir_options *opt, struct ir_diagnosis *d)
{
	static const struct ir_options defaults = IR_OPTIONS_DEFAULT;
	struct ir_engine e = {.t = t, .opt = opt ? opt : &defaults, .d = d};

	memset(d, 0, sizeof(*d));
	d->door = t->ops->door;
	e.arch = ir_is_log(t) ? &ir_arch_log : ir_arch_find(t->arch);
	if (!e.arch) {
		d->verdict.class = "undetermined";
		d->verdict.summary = "this processor is not supported.";
		ir_list_add(&e, &d->missing, "support for the dump's processor");
		return;
	}
	if (t->ops->attach)
		t->ops->attach(t, &e);
	for (size_t i = 0; i < sizeof(stages) / sizeof(stages[0]); i++) {
		e.stage = stages[i].name;
		stages[i].run(&e);
	}
	ir_layout_conclude(&e);
	if (t->ops->attach)
		t->ops->attach(t, NULL);
}

void ir_diagnosis_release(struct ir_diagnosis *d)
{
	struct ir_arena arena = d->arena;

	memset(d, 0, sizeof(*d));
	ir_arena_release(&arena);
}

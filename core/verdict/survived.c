// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/stages/oops_facts.h"
#include "core/verdict/verdict.h"

/* Of an event by its text alone. Stalls and panics are no oops: then it is only what the kernel said. */
static struct ir_verdict verdict_of(const struct ir_log *log, const struct ir_event *ev)
{
	enum ir_tri facts[IR_NR_FACTS] = {IR_UNKNOWN};
	struct ir_verdict v;

	ir_event_facts(log, ev, facts);
	ir_decide(facts, IR_SEEN_LOG, &v);
	return v;
}

static bool is_oops(const struct ir_event *ev)
{
	return ev->kind >= IR_EV_NULL_CALL && ev->kind <= IR_EV_BUG;
}

/* @what, and of an oops its verdict */
static void observe(struct ir_engine *e, const struct ir_log *log, const struct ir_event *ev,
		    const char *what)
{
	const struct ir_log_frame *f = ir_event_caller(ev);
	const char *task = ir_task_words(e, ir_known(ev->pid), ev->comm, ir_known(-1));
	struct ir_verdict v;

	if (!is_oops(ev)) {
		ir_note_observation(e->k, ir_fmt(e->k, "%s: %s, %s (%s)", what, ev->text, task,
						 ir_event_name(ev->kind)));
		return;
	}
	v = verdict_of(log, ev);
	ir_note_observation(e->k, ir_fmt(e->k, "%s: %s, %s, in %s; from the log alone %s, %s", what,
					 ev->text, task,
					 ev->ip_symbol[0] ? ev->ip_symbol
					 : f		  ? f->symbol
							  : "?",
					 ir_class_name(v.class),
					 v.confidence ? v.confidence : "no confidence"));
}

/* The crashes of other machines that the text has lines of. */
static void observe_machines(struct ir_engine *e)
{
	const struct ir_log *log = &e->log;

	for (unsigned i = 0; i < log->nr_others; i++) {
		const struct ir_log *other = log->others[i];

		if (other->last < 0)
			continue;
		observe(e, other, other->events[other->last],
			ir_fmt(e->k, "the text has a crash of another machine, %s", other->host));
	}
	if (log->too_many)
		ir_note_observation(e->k,
				    "the text has more machines, or more lines out of order, than "
				    "were read");
}

void ir_observe_survived(struct ir_engine *e)
{
	const struct ir_log *log = &e->log;
	const struct ir_event *last = log->last >= 0 ? log->events[log->last] : NULL;

	for (int i = 0; i < (int)log->nr; i++) {
		const struct ir_event *ev = log->events[i];
		bool other_boot = last && ev->boot != last->boot && ev->weight >= IR_EVENT_OOPS;

		if (i == log->last || (!is_oops(ev) && !other_boot))
			continue;
		/* Behind the last event, a report without instruction pointer is just a line. */
		if (i > log->last && !ev->have_ip && !other_boot)
			continue;
		observe(e, log, ev,
			other_boot	? "the text has a crash of another boot, or another machine"
			: i < log->last ? "an earlier oops, survived"
					: "a later oops");
	}
	observe_machines(e);
}

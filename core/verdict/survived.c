// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/stages/oops_facts.h"
#include "core/verdict/verdict.h"

void ir_observe_survived(struct ir_engine *e)
{
	for (int i = 0; i < (int)e->log.nr; i++) {
		const struct ir_event *ev = e->log.events[i];
		enum ir_tri facts[IR_NR_FACTS] = {IR_UNKNOWN};
		const struct ir_log_frame *f = ir_event_caller(ev);
		struct ir_verdict v;

		/* Behind the last event, a report without instruction pointer is just a line. */
		if (i == e->log.last || ev->kind < IR_EV_NULL_CALL || ev->kind > IR_EV_BUG ||
		    (i > e->log.last && !ev->have_ip))
			continue;
		ir_event_facts(e, ev, facts);
		ir_decide(facts, IR_SEEN_LOG, &v);
		ir_note_observation(
			e->k, ir_fmt(e->k, "%s: %s, %s, in %s; from the log alone %s, %s",
				     i < e->log.last ? "an earlier oops, survived" : "a later oops",
				     ev->text,
				     ir_task_words(e, ir_known(ev->pid), ev->comm, ir_known(-1)),
				     ev->ip_symbol[0] ? ev->ip_symbol
				     : f	      ? f->symbol
						      : "?",
				     ir_class_name(v.class),
				     v.confidence ? v.confidence : "no confidence"));
	}
}

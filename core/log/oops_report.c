// SPDX-License-Identifier: GPL-2.0-or-later
/* What the words of a report, those of oops_marks.def, say of its event. */
#include "core/log/oops_parse.h"

#include <string.h>

/* Until its trace is over a report names one task. Where it names two, nobody knows which line belongs to which. */
static void note_pid(struct ir_event *ev, const char *s)
{
	int64_t pid = -1;

	/* Not the line before each of crash's stacks, which has "TASK:" and "COMMAND:" */
	if (strstr(s, "Comm:") || strstr(s, "comm:"))
		ir_log_number(&pid, s);
	if (ev->weight == IR_EVENT_OOPS && !ev->trace_done && !ev->from_crash && !ev->headline &&
	    ev->pid >= 0 && pid >= 0 && pid != ev->pid)
		ev->mixed = true;
	ir_log_number(&ev->pid, s);
}

bool ir_log_is_number_alone(const char *s)
{
	size_t n;

	s += strspn(s, " ");
	n = strspn(s, "0123456789");
	return n && !s[n + strspn(s + n, " ")];
}

void ir_log_report_mark(struct ir_log *log, struct ir_event *ev, enum ir_log_mark what,
			const char *s)
{
	struct ir_log_address place;

	switch (what) {
	case IR_MARK_IP:
	case IR_MARK_IP_REPORTED:
		s = ir_log_address(s, &place);
		ir_event_set_ip(log, ev, &place);
		log->ip_follows = what == IR_MARK_IP && ir_log_place_follows(s, &place);
		break;
	case IR_MARK_PSW: ir_event_psw(log, ev, s); break;
	case IR_MARK_LR: ir_event_set_lr(log, ev, s); break;
	case IR_MARK_CODE:
		ir_event_code(ev, s);
		ir_event_instruction(ev, s);
		break;
	case IR_MARK_CAUSE:
		if (!ev->have_cause && !ev->other_context)
			ev->have_cause = ir_log_hex(s + strspn(s, " "), 8, &ev->cause);
		break;
	case IR_MARK_BADADDR:
		if (!ev->have_badaddr && !ev->other_context)
			ev->have_badaddr = ir_log_hex(s + strspn(s, " "), 8, &ev->badaddr);
		break;
	case IR_MARK_FETCH: ev->fetch = !ev->data; break;
	case IR_MARK_DATA: ev->data = !ev->fetch; break;
	case IR_MARK_ADDRESS:
		(void)ir_log_address(s, &place);
		if (!ev->have_address && place.have_value)
			ev->address = place.value;
		ev->have_address |= place.have_value;
		break;
	case IR_MARK_XMON_ADDRESS:
		ev->have_address |=
			!ev->have_address && ir_log_hex(s + strspn(s, " "), 1, &ev->address);
		break;
	case IR_MARK_CPU_LINE:
		if (!ir_log_is_number_alone(s))
			break;
		/* fall through */
	case IR_MARK_CPU:
		if (ev->kind != IR_EV_HUNG_TASK ||
		    ev->headline) /* it runs on none; who found it does */
			ir_log_number(&ev->cpu, s);
		break;
	case IR_MARK_PID: note_pid(ev, s); break;
	case IR_MARK_CR2:
		(void)ir_log_address(s, &place);
		if (!ev->have_cr2 && place.have_value)
			ev->cr2 = place.value;
		ev->have_cr2 |= place.have_value;
		ev->cr2_ends |= (ev->in_trace || ev->trace_done || ev->dies) && place.have_value &&
				!s[strspn(s, " 0123456789abcdefx")];
		break;
	case IR_MARK_COMM:
		ir_log_comm(ev->comm, sizeof(ev->comm), s);
		ir_log_bare_release(ev->release, sizeof(ev->release), s);
		break;
	case IR_MARK_TASK: ir_log_old_task(ev, s); break;
	case IR_MARK_TRAP:
		if (!ev->trap)
			(void)ir_log_hex(s + strspn(s, " "), 3, &ev->trap);
		break;
	case IR_MARK_IP_END:
		ev->dies = true;
		ev->trace_done |= ev->in_trace;
		ev->in_trace = false;
		(void)ir_log_address(s - 1, &place);
		ir_event_set_ip(log, ev, &place);
		break;
	case IR_MARK_TAINTED:
	case IR_MARK_RELEASE: /* the word is "Not tainted" */
		ev->taint_told = true;
		ir_log_release(ev->release, sizeof(ev->release), s);
		break;
	case IR_MARK_TRACE:
		/*
		 * Only the first trace counts: a second one is another task's, or shows an
		 * allocation.
		 */
		ev->trace_done |= ev->nr_frames > 0;
		ev->in_trace = !ev->trace_done;
		break;
	case IR_MARK_FROM:
		/* 32-bit ARM prints no heading before its trace. */
		ev->in_trace |= ev->have_ip && !ev->trace_done;
		break;
	case IR_MARK_XMON_TASK: ir_log_xmon_task(ev, s); break;
	case IR_MARK_SHOWN_TASK:
		if (ev->weight == IR_EVENT_STALL)
			ir_log_shown_task(ev, s);
		break;
	case IR_MARK_UNRELIABLE:
		if (ev->in_trace && ev->nr_frames)
			ev->frames[ev->nr_frames - 1].guess = true;
		break;
	case IR_MARK_STACK: log->stack_follows = !ir_log_stack(ev, s); break;
	case IR_MARK_TRACE_END:
	case IR_MARK_MODULES:
	case IR_MARK_OFFSET:
	case IR_MARK_REPORT_END:
		ev->ended |= what == IR_MARK_REPORT_END;
		ev->trace_done |= ev->in_trace;
		ev->in_trace = false;
		break;
	default: break;
	}
}

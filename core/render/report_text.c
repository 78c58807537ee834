// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The report for people. First the verdict; then what it rests on, each claim with its source and a
 * crash(8) command that shows it; then what to do.
 */
#include "core/render/report.h"
#include "core/verdict/class_advice.h"
#include "core/render/render.h"

#include <string.h>

static void paragraph(struct ir_out *out, const char *text)
{
	ir_out_pad(out, IR_TEXT_INDENT);
	ir_out_wrap(out, IR_TEXT_INDENT, text);
	ir_out_raw(out, "\n");
}

static void bullet(struct ir_out *out, const char *text)
{
	ir_out_pad(out, IR_TEXT_INDENT);
	ir_out_raw(out, "- ");
	ir_out_wrap(out, IR_TEXT_INDENT + 2, text);
	ir_out_raw(out, "\n");
}

static void list(struct ir_out *out, const char *name, const struct ir_list *list)
{
	if (!list->nr)
		return;
	ir_text_section(out, name);
	for (unsigned i = 0; i < list->nr; i++)
		bullet(out, list->items[i]);
	ir_out_raw(out, "\n");
}

static const char *class_colour(enum ir_class class)
{
	if (class == IR_CLASS_XFS_REINIT_RACE)
		return "1;31";
	return class == IR_CLASS_NO_CRASH ? "1;32" : "1;33";
}

static void verdict(struct ir_out *out, const struct ir_diagnosis *d)
{
	const struct ir_verdict *v = &d->verdict;
	struct ir_str kernel = {0};

	ir_text_section(out, "VERDICT");
	ir_out_sgr(out, class_colour(v->class));
	ir_out_wrap(out, IR_TEXT_INDENT, d->explained ? v->title : ir_class_title(v->class));
	ir_out_sgr(out, "0");
	if (v->confidence && v->class != IR_CLASS_UNDETERMINED) {
		ir_out_raw(out, "   ");
		ir_out_wrap(out, IR_TEXT_INDENT, v->confidence);
		if (v->phase) {
			ir_out_raw(out, ", ");
			ir_out_wrap(out, IR_TEXT_INDENT, v->phase);
		}
	}
	ir_out_raw(out, "\n");
	ir_str_add(&kernel, "kernel %s, %s", d->dump.release ? d->dump.release : "?",
		   ir_exposed_words(d->kernel_exposed));
	paragraph(out, kernel.s);
	if (v->summary)
		paragraph(out, v->summary);
	ir_out_raw(out, "\n");
}

/* A link is never wrapped, so that it can be copied: a long one starts left of the indent. */
static void whole_link(struct ir_out *out, const char *link)
{
	if (strlen(link) + IR_TEXT_INDENT + 2 <= IR_TEXT_WIDTH)
		ir_out_pad(out, IR_TEXT_INDENT + 2);
	ir_out_clean(out, link);
	ir_out_raw(out, "\n");
}

/* "fixed in 6.9, 6.6.23"; nothing for an empty list */
static void fixed_in(struct ir_out *out, const struct ir_list *versions)
{
	struct ir_str str = {0};

	for (unsigned i = 0; i < versions->nr; i++)
		ir_str_add(&str, "%s%s", i ? ", " : "fixed in ", versions->items[i]);
	if (str.len)
		paragraph(out, str.s);
}

static void known_issues(struct ir_out *out, const struct ir_diagnosis *d)
{
	for (unsigned i = 0; i < d->nr_issues; i++) {
		const struct ir_known_issue *issue = &d->issues[i];
		struct ir_str owner = {0};

		if (i)
			ir_out_pad(out, IR_TEXT_INDENT);
		else
			ir_text_section(out, "KNOWN");
		ir_out_wrap(out, IR_TEXT_INDENT, issue->title);
		ir_out_raw(out, "\n");
		if (issue->advice)
			paragraph(out, issue->advice);
		fixed_in(out, &issue->fixed_in);
		for (unsigned n = 0; n < issue->links.nr; n++)
			whole_link(out, issue->links.items[n]);
		ir_str_add(&owner, "%s%s%s", issue->id ? issue->id : "?",
			   issue->owner ? ", owner " : "", issue->owner ? issue->owner : "");
		if (issue->from)
			ir_str_add(&owner, ", from %s", issue->from);
		paragraph(out, owner.s);
	}
	if (d->nr_issues)
		ir_out_raw(out, "\n");
}

static void mark(struct ir_out *out, char c)
{
	const char text[] = {c, ' ', '\0'};

	ir_out_sgr(out, c == '+' ? "32" : c == '-' ? "31" : c == '?' ? "33" : "2");
	ir_out_raw(out, text);
	ir_out_sgr(out, "0");
}

static void why(struct ir_out *out, const struct ir_diagnosis *d, bool all)
{
	bool any = false;

	for (enum ir_fact i = 0; i < IR_NR_FACTS; i++) {
		if (!(all ? ir_fact_shown(d, i) : ir_fact_in_brief(d, i)))
			continue;
		if (!any)
			ir_text_section(out, "WHY");
		any = true;
		ir_out_pad(out, IR_TEXT_INDENT);
		mark(out, ir_fact_mark(d, i));
		ir_out_wrap(out, IR_TEXT_INDENT + 2, ir_fact_words(d, i));
		ir_out_raw(out, "\n");
		if (!d->facts[i].source)
			continue;
		ir_out_pad(out, IR_TEXT_INDENT + 4);
		ir_out_wrap(out, IR_TEXT_INDENT + 4, d->facts[i].source);
		ir_out_raw(out, "\n");
	}
	if (any)
		paragraph(out, ir_is_race(d)
				       ? "(+ for it, - against it, ? not known, . says nothing)"
				       : "(+ for it, - against the race, ? not known, . says "
					 "nothing)");
	if (any)
		ir_out_raw(out, "\n");
}

/* A command is never wrapped, so that it can be copied. */
static void command(struct ir_out *out, bool *any, const char *text)
{
	if (!*any)
		ir_text_section(out, "CHECK");
	*any = true;
	ir_out_pad(out, IR_TEXT_INDENT);
	ir_out_raw(out, "crash> ");
	ir_out_clean(out, text);
	ir_out_raw(out, "\n");
}

static void check(struct ir_out *out, const struct ir_diagnosis *d)
{
	const struct ir_peer *peer = ir_about_walk(d) ? ir_recycler(d) : NULL;
	const char *text;
	bool any = false;
	unsigned n = 0;

	while ((text = ir_next_check(d, &n)))
		command(out, &any, text);
	/* crash cannot unwind a task whose instruction pointer is 0; -t needs no unwinding. */
	if (any && d->fault.task.known) {
		struct ir_str bt = {0};

		ir_str_add(&bt, "bt -t %016" PRIx64, d->fault.task.v);
		command(out, &any, bt.s);
	}
	if (any && peer && peer->task.known) {
		struct ir_str bt = {0};

		ir_str_add(&bt, "bt %016" PRIx64, peer->task.v);
		command(out, &any, bt.s);
	}
	if (any)
		ir_out_raw(out, "\n");
}

static void next(struct ir_out *out, const struct ir_diagnosis *d)
{
	const struct ir_class_advice *advice = ir_advice_of(d);
	const char *line;
	unsigned n = 0;

	ir_text_section(out, "NEXT");
	while ((line = ir_next_advice(advice, ir_of_log(d), &n)))
		bullet(out, line);
	for (const char *const *id = advice->links; id && *id; id++) {
		struct ir_str link = {0};

		ir_str_add(&link, "lore.kernel.org/r/%s", *id);
		whole_link(out, link.s);
	}
	ir_out_pad(out, IR_TEXT_INDENT);
	ir_out_raw(out, "- What would change this verdict: ");
	ir_out_wrap(out, IR_TEXT_INDENT + 2, advice->changes);
	ir_out_raw(out, "\n\n");
}

static void dump(struct ir_out *out, const struct ir_diagnosis *d)
{
	const struct ir_dump *dump = &d->dump;
	struct ir_str str = {0};
	char when[24];

	if (dump->path)
		ir_str_add(&str, "%s", dump->path);
	if (dump->format)
		ir_str_add(&str, " (%s)", dump->format);
	if (dump->nodename)
		ir_str_add(&str, " of %s", dump->nodename);
	if (ir_time(dump->crash_time, when))
		ir_str_add(&str, " at %s", when);
	if (!str.len && !dump->panic)
		return;
	ir_text_section(out, ir_of_log(d) ? "LOG" : "DUMP");
	if (str.len)
		paragraph(out, str.s);
	if (dump->panic)
		paragraph(out, dump->panic);
}

void ir_report_text(const struct ir_diagnosis *d, const struct ir_report_options *opt,
		    ir_emit_fn *emit, void *arg)
{
	struct ir_out out = {.emit = emit, .arg = arg, .colour = opt && opt->colour};
	bool verbose = opt && opt->verbose;

	verdict(&out, d);
	known_issues(&out, d);
	ir_text_stacks(&out, d, verbose);
	why(&out, d, opt && opt->verbose);
	list(&out, "OBSERVED", &d->notes.observations);
	check(&out, d);
	next(&out, d);
	list(&out, "MISSING", &d->notes.missing);
	list(&out, "UNAVAILABLE", &d->notes.unavailable);
	if (verbose)
		ir_text_details(&out, d);
	dump(&out, d);
	if (d->verdict.signature) {
		ir_text_section(&out, "SIGNATURE");
		ir_out_wrap(&out, IR_TEXT_INDENT, d->verdict.signature);
		ir_out_raw(&out, "\n");
	}
	ir_out_flush(&out);
}

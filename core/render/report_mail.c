// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The diagnosis as a mail to a kernel list, or a text for a distribution's bug tracker: plain text of 72 columns, what
 * was seen before what it is taken for, no links to anything but public archives. What a dump wrote stands behind a
 * word of ours or is indented, so that no line of it can begin with "From ", ">" or a dot.
 *
 * Kernel lists read traces and commands as they are, so those are not wrapped: they are cut at MAX_LINE.
 */
#include "core/lib/version.h"
#include "core/render/render.h"
#include "core/render/report.h"
#include "core/verdict/class_advice.h"

#include <string.h>

#define WIDTH	   72
#define MAX_FRAMES 24 /* frames of one stack */
#define MAX_ITEMS  12 /* items of a list */
#define MAX_ISSUES 4  /* known issues */
#define MAX_LINE   110

/* A line of its own, by two blanks, whatever its length. */
static void verbatim(struct ir_out *out, const char *s, const char *end)
{
	ir_out_raw(out, "  ");
	ir_out_cell(out, MAX_LINE, s);
	ir_out_raw(out, end);
}

static void paragraph(struct ir_out *out, unsigned indent, const char *text)
{
	ir_out_pad(out, indent);
	ir_out_wrap(out, indent, text);
	ir_out_raw(out, "\n");
}

static void row(struct ir_out *out, const char *key, const char *value)
{
	if (!value)
		return;
	ir_out_raw(out, key);
	ir_out_pad(out, 14);
	ir_out_wrap(out, 14, value);
	ir_out_raw(out, "\n");
}

/* Headers go on behind a line's end and a blank. */
static void subject(struct ir_out *out, const struct ir_diagnosis *d)
{
	const struct ir_verdict *v = &d->verdict;
	const char *sure =
		v->confidence && strcmp(v->confidence, "confirmed") ? v->confidence : NULL;
	struct ir_str str = {0};

	/* Whoever does not know the race is told of the event, not of what it is not. */
	ir_str_add(&str, "[BUG] %s%s%s",
		   !ir_is_race(d) && d->dump.panic ? d->dump.panic : ir_class_title(v->class),
		   ir_is_race(d) && sure ? ", " : "", ir_is_race(d) && sure ? sure : "");
	if (d->dump.release)
		ir_str_add(&str, ", %s", d->dump.release);
	ir_out_raw(out, "Subject: ");
	ir_out_wrap(out, 1, str.s);
	ir_out_raw(out, "\n\n");
}

static void machine(struct ir_out *out, const struct ir_diagnosis *d)
{
	const struct ir_dump *dump = &d->dump;
	struct ir_str str = {0}, task = {0}, ip = {0};
	char when[24];

	row(out, "Event:", dump->panic);
	ir_str_add(&str, "%s%s%s", dump->release ? dump->release : "not known",
		   dump->arch ? ", " : "", dump->arch ? dump->arch : "");
	row(out, "Kernel:", str.s);
	row(out, "Build ID:", dump->build_id);
	row(out, "Tainted:", dump->tainted && !*dump->tainted ? "no" : dump->tainted);
	for (unsigned i = 0; i < dump->nr_livepatches && i < MAX_ITEMS; i++)
		row(out, "Live patch:", dump->livepatches[i]);
	row(out, "Time:", ir_time(dump->crash_time, when));
	row(out, "Read from:", ir_of_log(d) ? "the kernel's log only" : "a crash dump");
	ir_str_task(&task, d->fault.pid, d->fault.comm, d->fault.cpu);
	row(out, "Task:", task.s);
	if (d->fault.ip.known)
		ir_str_add(&ip, "%016" PRIx64, d->fault.ip.v);
	if (d->fault.ip.known && d->fault.address.known)
		ir_str_add(&ip, ", at address %016" PRIx64, d->fault.address.v);
	row(out, "Instruction:", ip.len ? ip.s : NULL);
}

static void stack(struct ir_out *out, const char *name, const struct ir_backtrace *bt,
		  uint32_t call)
{
	if (!bt->nr)
		return;
	ir_out_raw(out, "\n");
	ir_out_wrap(out, 2, name);
	ir_out_raw(out, "\n");
	for (unsigned i = 0; i < bt->nr && i < MAX_FRAMES; i++) {
		struct ir_str str = {0};

		ir_str_frame(&str, &bt->frames[i]);
		verbatim(out, str.s, i == call ? "  <- called 0\n" : "\n");
	}
	if (bt->nr > MAX_FRAMES)
		ir_out_fmt(out, "  (%u more frames left out)\n", bt->nr - MAX_FRAMES);
	if (bt->stop) {
		struct ir_str str = {0};

		ir_str_add(&str, "(the stack could not be followed further: %s)", bt->stop);
		paragraph(out, 2, str.s);
	}
}

static void stacks(struct ir_out *out, const struct ir_diagnosis *d)
{
	const struct ir_peer *peer = ir_about_walk(d) ? ir_recycler(d) : NULL;
	struct ir_str other = {0};

	stack(out, "Call trace:", &d->fault.backtrace, ir_call_frame(&d->fault));
	if (!peer)
		return;
	ir_str_add(&other, "Other task, ");
	ir_str_task(&other, peer->pid, peer->comm, peer->cpu);
	ir_str_add(&other, ", at the same inode:");
	stack(out, other.s, &peer->backtrace, UINT32_MAX);
}

static void evidence(struct ir_out *out, const struct ir_diagnosis *d)
{
	bool any = false;

	for (enum ir_fact i = 0; i < IR_NR_FACTS; i++) {
		if (!ir_fact_in_brief(d, i))
			continue;
		if (!any)
			ir_out_raw(out, "\nWhat was seen (+ speaks for what is concluded below, - "
					"against it,\n"
					"? is not known, . says nothing):\n");
		any = true;
		ir_out_fmt(out, "\n  %c ", ir_fact_mark(d, i));
		ir_out_wrap(out, 4, ir_fact_words(d, i));
		ir_out_raw(out, "\n");
		if (d->facts[i].source)
			paragraph(out, 6, d->facts[i].source);
	}
}

static void list(struct ir_out *out, const char *name, const struct ir_list *list)
{
	if (!list->nr)
		return;
	ir_out_raw(out, name);
	for (unsigned i = 0; i < list->nr && i < MAX_ITEMS; i++) {
		ir_out_raw(out, "  - ");
		ir_out_wrap(out, 4, list->items[i]);
		ir_out_raw(out, "\n");
	}
	if (list->nr > MAX_ITEMS)
		ir_out_fmt(out, "  - and %u more, left out here\n", list->nr - MAX_ITEMS);
}

static void conclusion(struct ir_out *out, const struct ir_diagnosis *d)
{
	const struct ir_verdict *v = &d->verdict;
	const struct ir_class_advice *advice = ir_advice_of(d);
	struct ir_str str = {0};

	ir_out_raw(out, "\nWhat this is taken for:\n");
	if (v->summary)
		paragraph(out, 2, v->summary);
	ir_str_add(&str, "Class %s%s%s%s%s; confidence: %s.", ir_class_name(v->class),
		   v->shape ? ", " : "", v->shape ? v->shape : "", v->phase ? ", " : "",
		   v->phase ? v->phase : "", v->confidence ? v->confidence : "none");
	if (ir_is_race(d))
		ir_str_add(&str, " What would change that: %s", advice->changes);
	paragraph(out, 2, str.s);
	for (const char *const *id = advice->links; id && *id; id++) {
		if (id == advice->links)
			ir_out_raw(out, "  It was discussed in\n");
		ir_out_raw(out, "    https://lore.kernel.org/r/");
		ir_out_raw(out, *id);
		ir_out_raw(out, "\n");
	}
}

static void known_issues(struct ir_out *out, const struct ir_diagnosis *d)
{
	if (d->nr_issues)
		ir_out_raw(out, "\nKnown issues that fit:\n");
	for (unsigned i = 0; i < d->nr_issues && i < MAX_ISSUES; i++) {
		const struct ir_known_issue *issue = &d->issues[i];

		paragraph(out, 2, issue->title);
		for (unsigned n = 0; n < issue->fixed_in.nr && n < MAX_ITEMS; n++) {
			ir_out_raw(out, "    fixed in ");
			ir_out_wrap(out, 6, issue->fixed_in.items[n]);
			ir_out_raw(out, "\n");
		}
		for (unsigned n = 0; n < issue->links.nr && n < MAX_ITEMS; n++)
			verbatim(out, issue->links.items[n], "\n");
	}
}

static void check(struct ir_out *out, const struct ir_diagnosis *d)
{
	const char *command;
	bool any = false;
	unsigned n = 0;

	for (; (command = ir_next_check(d, &n)); any = true) {
		if (!any)
			ir_out_raw(out, "\nTo check it in crash(8):\n");
		verbatim(out, command, "\n");
	}
}

void ir_report_mail(const struct ir_diagnosis *d, ir_emit_fn *emit, void *arg)
{
	struct ir_out out = {.emit = emit, .arg = arg, .width = WIDTH};

	subject(&out, d);
	machine(&out, d);
	stacks(&out, d);
	evidence(&out, d);
	list(&out, "\nSeen beside that:\n", &d->notes.observations);
	list(&out, "\nNot to be seen in this dump:\n", &d->notes.missing);
	conclusion(&out, d);
	known_issues(&out, d);
	check(&out, d);
	ir_out_raw(&out, "\nRead by inoderace " IR_TOOL_VERSION);
	if (d->verdict.signature) {
		ir_out_raw(&out, "; signature\n");
		verbatim(&out, d->verdict.signature, "");
	}
	ir_out_raw(&out, "\n");
	ir_out_flush(&out);
}

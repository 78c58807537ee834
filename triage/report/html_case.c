// SPDX-License-Identifier: GPL-2.0-or-later
/* One diagnosis. It was made of a dump, whatever that held: lists are cut at a number no honest one reaches. */
#include "triage/report/html_case.h"

#include <stdbool.h>
#include <string.h>

#include "triage/report/html_json.h"
#include "triage/report/html_out.h"
#include "triage/report/html_timeline.h"

#define MOST_FRAMES 64
#define MOST_FACTS 100
#define MOST_PEERS 8
#define MOST_LINES 32
#define MOST_STRINGS 16

static void put_fact(FILE *f, const char *name, const char *value)
{
	if (value && *value)
		ir_html(f, "<div><dt>%s</dt><dd>%s</dd></div>\n", name, value);
}

/* "0x0000000000000041 LOOKUP_FOLLOW LOOKUP_RCU" */
static void put_flags(FILE *f, const char *name, const json_t *flags)
{
	const json_t *names = json_object_get(flags, "names"), *one;
	const char *raw = ir_json_text(flags, "raw", NULL);
	size_t i;

	if (!raw)
		return;
	ir_html(f, "<div><dt>%s</dt><dd>%s", name, raw);
	json_array_foreach(names, i, one) {
		if (i < 64)
			ir_html(f, " %s", json_string_value(one));
	}
	fputs("</dd></div>\n", f);
}

static void put_head(FILE *f, const json_t *d, const char *path)
{
	const json_t *exposed = json_object_get(d, "kernel_exposed");

	ir_html(f, "<p class=\"summary\">%s</p>\n<dl class=\"facts\">\n", ir_json_text(d, "verdict", "summary"));
	put_fact(f, "Opened", path);
	put_fact(f, "Confidence", ir_json_text(d, "verdict", "confidence"));
	put_fact(f, "Host", ir_json_text(d, "dump", "nodename"));
	put_fact(f, "Crashed", ir_json_text(d, "dump", "crash_time"));
	put_fact(f, "Kernel", ir_json_text(d, "dump", "release"));
	put_fact(f, "Exposed", json_is_true(exposed)	? "yes: its XFS still resets the inode when it recycles one"
			       : json_is_false(exposed) ? "no"
							: "unknown");
	put_fact(f, "Panic", ir_json_text(d, "dump", "panic"));
	put_fact(f, "Tainted", ir_json_text(d, "dump", "tainted"));
	put_fact(f, "Command line", ir_json_text(d, "dump", "cmdline"));
	put_fact(f, "Build ID", ir_json_text(d, "dump", "build_id"));
	put_fact(f, "Read as", ir_json_text(d, "dump", "format"));
	fputs("</dl>\n", f);
}

static bool decides(const json_t *fact, const char *class)
{
	const char *of = ir_json_text(fact, "for", NULL);

	return of && class && !strcmp(of, class);
}

static void put_evidence_of(FILE *f, const json_t *d, const char *caption, bool deciding)
{
	const char *class = ir_json_text(d, "verdict", "class");
	const json_t *all = json_object_get(d, "evidence"), *one;
	size_t i;

	ir_html(f, "<table class=\"evidence\">\n<caption>%s</caption>\n<thead><tr><th scope=\"col\">Speaks for it</th>"
		   "<th scope=\"col\">What</th><th scope=\"col\">Where it was seen</th></tr></thead>\n<tbody>\n", caption);
	json_array_foreach(all, i, one) {
		const json_t *holds = json_object_get(one, "holds");
		const char *of = ir_json_text(one, "for", NULL);
		const char *word = json_is_true(holds) ? (of ? "yes" : "-") : json_is_false(holds) ? "no" : "unknown";

		if (i >= MOST_FACTS || decides(one, class) != deciding)
			continue;
		ir_html(f, "<tr><td class=\"%s\">%s</td><td>%s", word, word, ir_json_text(one, "text", NULL));
		if (!deciding && of)
			ir_html(f, " <small>asked for %s</small>", of);
		ir_html(f, "</td><td class=\"source\">%s</td></tr>\n", ir_json_text(one, "source", NULL));
	}
	fputs("</tbody>\n</table>\n", f);
}

static void put_evidence(FILE *f, const json_t *d)
{
	const char *class = ir_json_text(d, "verdict", "class");
	const json_t *all = json_object_get(d, "evidence"), *one;
	size_t i, deciding = 0;

	json_array_foreach(all, i, one)
		deciding += decides(one, class);
	if (!json_array_size(all))
		return;
	fputs("<h4>Evidence</h4>\n", f);
	if (deciding)
		put_evidence_of(f, d, "What this class was asked", true);
	if (deciding < json_array_size(all)) {
		fputs("<details><summary>What else was asked</summary>\n", f);
		put_evidence_of(f, d, "Facts for other classes, and facts that support none", false);
		fputs("</details>\n", f);
	}
}

static void put_frames(FILE *f, const json_t *frames)
{
	const json_t *one;
	char text[320];
	size_t i;

	fputs("<ol class=\"stack\">\n", f);
	json_array_foreach(frames, i, one) {
		if (i == MOST_FRAMES)
			break;
		ir_json_frame(one, text, sizeof(text));
		ir_html(f, "<li>%s", text);
		if (json_is_false(json_object_get(one, "reliable")))
			fputs(" <small>found by scanning</small>", f);
		fputs("</li>\n", f);
	}
	fputs("</ol>\n", f);
	if (json_array_size(frames) > MOST_FRAMES)
		ir_html(f, "<p class=\"note\">and %lu more</p>\n", (uint64_t)json_array_size(frames) - MOST_FRAMES);
	if (!json_array_size(frames))
		fputs("<p>No frame is known.</p>\n", f);
}

static void put_stack(FILE *f, const char *who, const json_t *task, const char *doing)
{
	char pid[24], cpu[24];

	ir_html(f, "<div>\n<h5>%s</h5>\n<p>%s <b>%.*s</b>%s%s%s</p>\n", who,
		ir_json_pid(task, pid), 64, ir_json_text(task, "comm", NULL), ir_json_cpu(task, cpu), doing ? ", " : "", doing ? doing : "");
	put_frames(f, json_object_get(task, "backtrace"));
	fputs("</div>\n", f);
}

static void put_stacks(FILE *f, const json_t *d)
{
	const json_t *fault = json_object_get(d, "fault"), *walk = json_object_get(d, "walk");
	const json_t *peers = json_object_get(d, "peers"), *one, *recycler = ir_json_recycler(d);
	size_t i, nr = 0;

	if (!json_is_object(fault))
		return;
	fputs("<h4>Stacks</h4>\n<div class=\"stacks\">\n", f);
	put_stack(f, json_is_object(walk) ? "Walker" : "Crashed task", fault, ir_json_text(fault, "kind", NULL));
	if (recycler)
		put_stack(f, "Recycler", recycler, "same inode");
	json_array_foreach(peers, i, one) {
		if (one != recycler && nr++ < MOST_PEERS)
			put_stack(f, "Another task", one, ir_json_text(one, "doing", NULL));
	}
	fputs("</div>\n", f);
}

static void put_registers(FILE *f, const json_t *d)
{
	const json_t *registers = ir_json_at(d, "fault", "registers"), *value;
	const char *name;
	unsigned nr = 0;

	if (!json_object_size(registers))
		return;
	ir_html(f, "<h4>Registers</h4>\n<p>of the crashed task, from the %s</p>\n<dl class=\"registers\">\n",
		ir_json_text(d, "fault", "registers_from"));
	json_object_foreach((json_t *)registers, name, value) {
		if (nr++ < 64)
			ir_html(f, "<div><dt>%.*s</dt><dd>%.*s</dd></div>\n", 16, name, 24, json_string_value(value));
	}
	fputs("</dl>\n", f);
}

static void put_table_of(FILE *f, const char *name, const json_t *table)
{
	const char *at = ir_json_text(table, "symbol", NULL);

	at = at ? at : ir_json_text(table, "near", NULL);
	if (ir_json_text(table, "address", NULL))
		ir_html(f, "<div><dt>%s</dt><dd>%s %s</dd></div>\n", name, ir_json_text(table, "address", NULL), at);
}

static void put_walk(FILE *f, const json_t *d)
{
	const json_t *walk = json_object_get(d, "walk"), *inode = json_object_get(d, "inode");
	char n[24];

	if (!json_is_object(walk) && !json_is_object(inode))
		return;
	fputs("<h4>Walk and inode</h4>\n<dl class=\"facts\">\n", f);
	put_fact(f, "Path walked", ir_json_text(walk, "name", NULL));
	put_fact(f, "Mode", ir_json_text(walk, "mode", NULL));
	put_flags(f, "Lookup flags", json_object_get(walk, "flags"));
	put_fact(f, "Dentry", ir_json_text(walk, "dentry", NULL));
	put_fact(f, "Dentry name", ir_json_text(walk, "dentry_name", NULL));
	if (json_is_object(walk)) {
		put_fact(f, "d_seq saved", ir_json_number(walk, "walk_seq", NULL, n));
		put_fact(f, "d_seq in the dump", ir_json_number(walk, "dentry_seq", NULL, n));
	}
	put_table_of(f, "Called through", json_object_get(d, "called_through"));
	put_fact(f, "Inode", ir_json_text(inode, "address", NULL));
	put_fact(f, "File system", ir_json_text(inode, "fs", NULL));
	put_fact(f, "Device", ir_json_text(inode, "device", NULL));
	put_fact(f, "Mode bits", ir_json_text(inode, "mode", NULL));
	put_flags(f, "i_state", json_object_get(inode, "i_state"));
	put_table_of(f, "i_op", json_object_get(inode, "i_op"));
	put_table_of(f, "i_fop", json_object_get(inode, "i_fop"));
	if (ir_json_text(d, "xfs_inode", "address")) {
		put_fact(f, "xfs_inode", ir_json_text(d, "xfs_inode", "address"));
		put_fact(f, "XFS inode number", ir_json_number(d, "xfs_inode", "ino", n));
		put_flags(f, "i_flags", ir_json_at(d, "xfs_inode", "i_flags"));
	}
	fputs("</dl>\n", f);
}

static void put_list(FILE *f, const json_t *d, const char *member, const char *title)
{
	const json_t *all = json_object_get(d, member), *one;
	size_t i;

	if (!json_array_size(all))
		return;
	ir_html(f, "<h4>%s</h4>\n<ul>\n", title);
	json_array_foreach(all, i, one) {
		if (i < MOST_LINES)
			ir_html(f, "<li>%s</li>\n", json_string_value(one));
	}
	fputs("</ul>\n", f);
}

static void put_strings(FILE *f, const char *before, const json_t *all)
{
	const json_t *one;
	size_t i;

	json_array_foreach(all, i, one) {
		if (i >= MOST_STRINGS)
			break;
		fputs(i ? " " : before, f);
		ir_html(f, "<code>%.*s</code>", 300, json_string_value(one));
	}
}

/* Entries that fit. Links are text: this page leads nowhere. */
static void put_known(FILE *f, const json_t *d, const json_t *advice)
{
	const json_t *all = json_object_get(d, "known_issues"), *one;
	size_t i;

	if (!json_array_size(all))
		return;
	fputs("<h4>Known issues</h4>\n<ul>\n", f);
	json_array_foreach(all, i, one) {
		const char *owner = ir_json_text(one, "owner", NULL), *what = json_string_value(json_array_get(advice, i));

		if (i >= MOST_PEERS)
			break;
		ir_html(f, "<li><b>%s</b> <code>%s</code>", ir_json_text(one, "title", NULL), ir_json_text(one, "id", NULL));
		if (what)
			ir_html(f, "<br>%s", what);
		put_strings(f, "<br>Fixed in ", json_object_get(one, "fixed_in"));
		put_strings(f, "<br>See ", json_object_get(one, "links"));
		if (owner)
			ir_html(f, "<br>Owner: %s", owner);
		fputs("</li>\n", f);
	}
	fputs("</ul>\n", f);
}

void ir_html_case(FILE *f, const json_t *d, const json_t *advice, const char *path)
{
	put_head(f, d, path);
	put_known(f, d, advice);
	if (json_is_true(ir_json_at(d, "verdict", "race")))
		ir_html_timeline(f, d);
	put_evidence(f, d);
	put_stacks(f, d);
	put_registers(f, d);
	put_walk(f, d);
	put_list(f, d, "observations", "Also seen");
	put_list(f, d, "missing", "Missing");
	put_list(f, d, "unavailable", "Could not be asked");
}

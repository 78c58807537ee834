// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The diagnosis as a ticket comment. Trackers accept at most 65,536 characters, so every string and
 * list has a limit here; with all limits reached the comment is shorter (tests/unit/test_report.c).
 *
 * Words that are not plain English are written as code spans. In these a tracker neither formats,
 * links nor notifies anybody, whatever a hostile dump has put into a name. Backquotes, backslashes
 * and control bytes are written as \xNN, so no code span can end early. In a table's cell a pipe is
 * written as \|, and no other backslash can precede it, so no cell can end early.
 */
#include "core/render/report.h"
#include "core/verdict/class_advice.h"
#include "core/lib/version.h"
#include "core/render/render.h"

#include <string.h>

#define MAX_SUMMARY  800 /* bytes of the summary */
#define MAX_SENTENCE 320 /* bytes of any other sentence or source */
#define MAX_FRAME    120 /* bytes of a frame's function */
#define MAX_COMMAND  200 /* bytes of a command */
#define MAX_FRAMES   24	 /* frames of one stack */
#define MAX_ITEMS    12	 /* items of a list */
#define MAX_ISSUES   4	 /* known issues */
#define MAX_LINKS    6	 /* links and versions of one of them */

/* How a pipe is written in prose and in a table's cell. */
#define PROSE "|"
#define CELL  "\\|"

/*
 * Write @len bytes of @s as the content of a code span or block; returns the bytes written, about
 * @max.
 */
static size_t code(struct ir_out *out, const char *s, size_t len, size_t max, const char *pipe)
{
	const char *end = s + len;
	size_t start = out->total;
	char glyph[17];

	while (s < end) {
		if (out->total - start + 16 > max) {
			ir_out_raw(out, "...");
			break;
		}
		if (*s == '`' || *s == '\\') {
			ir_out_fmt(out, "\\x%02x", (unsigned char)*s++);
		} else if (*s == '|') {
			ir_out_raw(out, pipe);
			s++;
		} else if (ir_glyph(&s, glyph)) {
			ir_out_bytes(out, glyph, strlen(glyph));
		}
	}
	return out->total - start;
}

static void span(struct ir_out *out, const char *s, const char *pipe)
{
	if (!s || !*s) {
		ir_out_raw(out, "?");
		return;
	}
	ir_out_raw(out, "`");
	code(out, s, strlen(s), MAX_SENTENCE, pipe);
	ir_out_raw(out, "`");
}

/*
 * Is the word @s plain English, in which neither Markdown nor a tracker's own markup can see
 * anything?
 */
static bool plain(const char *s, size_t len, bool first)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
	size_t n = *s == '(' && len > 1, word = strspn(s + n, letters);

	if (len > 30)
		return false;
	if (!word) {
		/* A number, but no list number ("1.") at the start of a line, and no commit id. */
		word = strspn(s, "0123456789");
		return word < 7 && (word == len || (word && word + 1 == len &&
						    strchr(first ? ",;:" : ",;:.)", s[word])));
	}
	n += word;
	/* One hyphen or apostrophe inside: "in-window", "dentry's". */
	if (n < len && (s[n] == '-' || s[n] == '\''))
		n += 1 + strspn(s + n + 1, letters);
	n += n < len && s[n] == ')';
	return n == len || (n + 1 == len && strchr(",;.:", s[n]));
}

/* Punctuation of the sentence around the @len bytes of @s stays outside of the code span. */
static void trim(const char *s, size_t len, size_t *lead, size_t *tail)
{
	bool opens = len > 1 && *s == '(', calls = memchr(s + opens, '(', len - opens);

	*lead = opens;
	*tail = len > 1 && strchr(",;.:", s[len - 1]);
	if (len - *tail > 1 + *lead && s[len - *tail - 1] == ')' && !calls)
		++*tail;
}

/* Write one of our sentences, which may quote the dump. @left: room in bytes. */
static void sentence(struct ir_out *out, const char *s, size_t left, const char *pipe)
{
	bool first = true;

	for (s = s ? s : "?"; *s; first = false) {
		size_t len = strcspn(s, " "), lead, tail, used;

		if (plain(s, len, first)) {
			ir_out_bytes(out, s, len);
			used = len;
		} else {
			trim(s, len, &lead, &tail);
			ir_out_bytes(out, s, lead);
			ir_out_raw(out, len ? "`" : "");
			used = code(out, s + lead, len - lead - tail, left, pipe) + 5;
			ir_out_raw(out, len ? "`" : "");
			ir_out_bytes(out, s + len - tail, tail);
		}
		s += len + strspn(s + len, " ");
		if (used + 20 >= left) {
			ir_out_raw(out, *s ? " ..." : "");
			return;
		}
		left -= used + 1;
		if (*s)
			ir_out_raw(out, " ");
	}
}

static void heading(struct ir_out *out, const char *text)
{
	ir_out_raw(out, "\n### ");
	ir_out_raw(out, text);
	ir_out_raw(out, "\n\n");
}

static void list(struct ir_out *out, const char *name, const struct ir_list *list)
{
	if (!list->nr)
		return;
	heading(out, name);
	for (unsigned i = 0; i < list->nr && i < MAX_ITEMS; i++) {
		ir_out_raw(out, "- ");
		sentence(out, list->items[i], MAX_SENTENCE, PROSE);
		ir_out_raw(out, "\n");
	}
	if (list->nr > MAX_ITEMS)
		ir_out_fmt(out, "- and %u more, left out here\n", list->nr - MAX_ITEMS);
}

static void verdict(struct ir_out *out, const struct ir_diagnosis *d)
{
	const struct ir_verdict *v = &d->verdict;
	bool determined = v->class != IR_CLASS_UNDETERMINED;

	ir_out_raw(out, "## ");
	sentence(out, v->title ? v->title : ir_class_title(v->class), MAX_SENTENCE, PROSE);
	if (v->summary) {
		ir_out_raw(out, "\n\n");
		sentence(out, v->summary, MAX_SUMMARY, PROSE);
	}
	ir_out_raw(out, "\n\nVerdict: ");
	span(out, ir_class_name(v->class), PROSE);
	if (v->phase) {
		ir_out_raw(out, ", ");
		span(out, v->phase, PROSE);
	}
	ir_out_raw(out, "; confidence: ");
	if (determined && v->confidence)
		span(out, v->confidence, PROSE);
	else
		ir_out_raw(out, "none");
	ir_out_raw(out, ".\n\nWhat would change it: ");
	sentence(out, ir_advice_of(d)->changes, MAX_SENTENCE, PROSE);
	ir_out_raw(out, "\n");
}

/* A link that a tracker can make clickable, and in which nothing else can hide. */
static bool is_link(const char *s)
{
	static const char letters[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
		"-._/?=&%+:";

	return !strncmp(s, "https://", 8) && strlen(s) < 200 && !s[strspn(s, letters)];
}

static void issue_list(struct ir_out *out, const char *name, const struct ir_list *list)
{
	for (unsigned i = 0; i < list->nr && i < MAX_LINKS; i++) {
		ir_out_raw(out, i ? ", " : name);
		if (is_link(list->items[i]))
			ir_out_raw(out, list->items[i]);
		else
			span(out, list->items[i], PROSE);
	}
	if (list->nr)
		ir_out_raw(out, list->nr > MAX_LINKS ? ", and more\n" : "\n");
}

static void known_issues(struct ir_out *out, const struct ir_diagnosis *d)
{
	if (d->nr_issues)
		heading(out, "Known issues");
	for (unsigned i = 0; i < d->nr_issues && i < MAX_ISSUES; i++) {
		const struct ir_known_issue *issue = &d->issues[i];

		ir_out_raw(out, "- ");
		span(out, issue->id, PROSE);
		ir_out_raw(out, ": ");
		sentence(out, issue->title, MAX_SENTENCE, PROSE);
		ir_out_raw(out, "\n");
		if (issue->advice) {
			ir_out_raw(out, "  ");
			sentence(out, issue->advice, MAX_SUMMARY, PROSE);
			ir_out_raw(out, "\n");
		}
		issue_list(out, "  Fixed in ", &issue->fixed_in);
		issue_list(out, "  See ", &issue->links);
		if (issue->owner) {
			ir_out_raw(out, "  Owner: ");
			span(out, issue->owner, PROSE);
			ir_out_raw(out, "\n");
		}
	}
	if (d->nr_issues > MAX_ISSUES)
		ir_out_fmt(out, "- and %u more, left out here\n", d->nr_issues - MAX_ISSUES);
}

static void evidence(struct ir_out *out, const struct ir_diagnosis *d)
{
	bool any = false;

	for (enum ir_fact i = 0; i < IR_NR_FACTS; i++) {
		if (!ir_fact_in_brief(d, i))
			continue;
		if (!any) {
			heading(out, "Evidence");
			ir_out_raw(out, "`+` speaks for the verdict, `-` against it or against the "
					"race, `?` is not known, `.` says nothing.\n\n"
					"| | fact | source |\n| --- | --- | --- |\n");
		}
		any = true;
		ir_out_fmt(out, "| `%c` | ", ir_fact_mark(d, i));
		sentence(out, ir_fact_words(d, i), MAX_SENTENCE, CELL);
		ir_out_raw(out, " | ");
		if (d->facts[i].source)
			span(out, d->facts[i].source, CELL);
		ir_out_raw(out, " |\n");
	}
}

static void stack(struct ir_out *out, const char *name, const struct ir_str *task,
		  const struct ir_backtrace *bt, uint32_t call)
{
	heading(out, name);
	span(out, task->s, PROSE);
	ir_out_raw(out, "\n\n```\n");
	for (unsigned i = 0; i < bt->nr && i < MAX_FRAMES; i++) {
		struct ir_str str = {0};

		ir_str_frame(&str, &bt->frames[i]);
		ir_out_fmt(out, "#%-2u %016" PRIx64 "  ", i, bt->frames[i].ip);
		code(out, str.s, str.len, MAX_FRAME, PROSE);
		ir_out_raw(out, i == call ? "  <- call to 0\n" : "\n");
	}
	if (bt->nr > MAX_FRAMES)
		ir_out_fmt(out, "(%u more frames left out)\n", bt->nr - MAX_FRAMES);
	if (bt->stop) {
		ir_out_raw(out, "(ends here: ");
		code(out, bt->stop, strlen(bt->stop), MAX_SENTENCE, PROSE);
		ir_out_raw(out, ")\n");
	}
	ir_out_raw(out, "```\n");
}

static void stacks(struct ir_out *out, const struct ir_diagnosis *d)
{
	const struct ir_peer *peer = ir_about_walk(d) ? ir_recycler(d) : NULL;
	struct ir_str task = {0}, other = {0};

	ir_str_task(&task, d->fault.pid, d->fault.comm, d->fault.cpu);
	stack(out, ir_about_walk(d) ? "Walker" : "Task", &task, &d->fault.backtrace,
	      ir_call_frame(&d->fault));
	if (!peer)
		return;
	ir_str_task(&other, peer->pid, peer->comm, peer->cpu);
	ir_str_add(&other, ", same inode, %s", peer->doing ? peer->doing : "?");
	stack(out, "Recycler", &other, &peer->backtrace, UINT32_MAX);
}

static void row(struct ir_out *out, const char *name, const char *value)
{
	if (!value)
		return;
	ir_out_fmt(out, "| %s | ", name);
	span(out, value, CELL);
	ir_out_raw(out, " |\n");
}

static void kernel(struct ir_out *out, const struct ir_diagnosis *d)
{
	const struct ir_dump *dump = &d->dump;
	char when[24];

	heading(out, "Kernel");
	ir_out_raw(out, "| | |\n| --- | --- |\n");
	row(out, "release", dump->release);
	row(out, "exposed to the race", ir_exposed_words(d->kernel_exposed));
	row(out, "because", d->exposed_text);
	row(out, "architecture", dump->arch);
	row(out, "build ID", dump->build_id);
	row(out, "tainted", dump->tainted);
	for (unsigned i = 0; i < dump->nr_livepatches && i < MAX_ITEMS; i++)
		row(out, "livepatch", dump->livepatches[i]);
	if (dump->nr_livepatches > MAX_ITEMS)
		ir_out_fmt(out, "| livepatch | %u more |\n", dump->nr_livepatches - MAX_ITEMS);
	row(out, "host", dump->nodename);
	row(out, "crashed", ir_time(dump->crash_time, when));
	row(out, "last event", dump->panic);
	row(out, ir_of_log(d) ? "log" : "dump", dump->path);
	row(out, "format", dump->format);
}

static void check(struct ir_out *out, const struct ir_diagnosis *d)
{
	const char *command;
	bool any = false;
	unsigned n = 0;

	while ((command = ir_next_check(d, &n))) {
		if (!any) {
			heading(out, "Check it in crash(8)");
			ir_out_raw(out, "```\n");
		}
		any = true;
		ir_out_raw(out, "crash> ");
		code(out, command, strlen(command), MAX_COMMAND, PROSE);
		ir_out_raw(out, "\n");
	}
	if (any)
		ir_out_raw(out, "```\n");
}

static void next(struct ir_out *out, const struct ir_diagnosis *d)
{
	const struct ir_class_advice *advice = ir_advice_of(d);
	const char *line;
	unsigned n = 0;

	heading(out, "Next");
	while ((line = ir_next_advice(advice, ir_of_log(d), &n))) {
		ir_out_raw(out, "- ");
		ir_out_raw(out, line);
		ir_out_raw(out, "\n");
	}
	for (const char *const *id = advice->links; id && *id; id++) {
		ir_out_raw(out, "  https://lore.kernel.org/r/");
		ir_out_raw(out, *id);
		ir_out_raw(out, "\n");
	}
}

void ir_report_markdown(const struct ir_diagnosis *d, ir_emit_fn *emit, void *arg)
{
	struct ir_out out = {.emit = emit, .arg = arg};

	verdict(&out, d);
	known_issues(&out, d);
	evidence(&out, d);
	stacks(&out, d);
	kernel(&out, d);
	check(&out, d);
	list(&out, "Observed", &d->notes.observations);
	next(&out, d);
	list(&out, "Missing", &d->notes.missing);
	list(&out, "Unavailable", &d->notes.unavailable);
	if (d->verdict.signature) {
		ir_out_raw(&out, "\nSignature: ");
		span(&out, d->verdict.signature, PROSE);
		ir_out_raw(&out, "\n");
	}
	ir_out_raw(&out, "\ninoderace " IR_TOOL_VERSION);
	if (d->door) {
		ir_out_raw(&out, ", door ");
		span(&out, d->door, PROSE);
	}
	ir_out_raw(&out, "\n");
	ir_out_flush(&out);
}

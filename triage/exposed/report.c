// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/exposed/report.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/lib/json.h"

#define SCHEMA 1

static const struct {
	const char *key, *asks;
	size_t at;
} questions[] = {
	{"resets_inode", "Does XFS reset the whole inode when it recycles one?",
	 offsetof(struct ir_exposure, resets)},
	{"waits_for_walkers", "Does it wait first for walkers that may hold the inode?",
	 offsetof(struct ir_exposure, waits)},
	{"rechecks_dentry",
	 "Does path lookup look again between loading ->get_link and calling it?",
	 offsetof(struct ir_exposure, rechecks)},
};
#define NR_QUESTIONS (sizeof(questions) / sizeof(questions[0]))

static const struct ir_exposed_answer *answer(const struct ir_report *r, size_t i)
{
	return (const struct ir_exposed_answer *)((const char *)&r->d.exposure + questions[i].at);
}

static void emit(const char *text, void *arg)
{
	struct ir_judgement *j = arg;
	size_t n = strlen(text), room = sizeof(j->report) - j->len;

	if (n > room)
		n = room;
	memcpy(j->report + j->len, text, n);
	j->len += (unsigned)n;
}

static void hex(const struct ir_shown_insn *s, char *buf)
{
	*buf = 0;
	for (unsigned i = 0; i < s->len; i++)
		sprintf(buf + 3 * i, i + 1 < s->len ? "%02x " : "%02x", s->bytes[i]);
}

/* Why the answer is not known, or what it rests on */
static const char *reason(const struct ir_report *r)
{
	if (r->d.kernel_exposed == IR_UNKNOWN && r->hint)
		return r->hint;
	return r->d.exposure.reason;
}

static void json_insn(struct ir_json *j, const struct ir_shown_insn *s)
{
	char bytes[3 * sizeof(s->bytes) + 1];

	hex(s, bytes);
	ir_json_open(j, NULL, '{');
	ir_json_string(j, "what", s->what);
	ir_json_string(j, "function", s->function);
	ir_json_string(j, "module", s->module && s->module[0] ? s->module : NULL);
	ir_json_unsigned(j, "offset", (struct ir_value){true, s->offset});
	ir_json_address(j, "address", (struct ir_value){true, s->addr});
	ir_json_string(j, "bytes", s->len ? bytes : NULL);
	ir_json_string(j, "text", s->text);
	ir_json_close(j, '}');
}

static void json_answer(struct ir_json *j, const char *key, const struct ir_exposed_answer *a)
{
	ir_json_open(j, key, '{');
	ir_json_tri(j, "answer", a->holds);
	ir_json_string(j, "rule", a->rule);
	ir_json_string(j, "reason", a->reason);
	ir_json_open(j, "instructions", '[');
	for (unsigned i = 0; i < a->nr; i++)
		json_insn(j, &a->insns[i]);
	ir_json_close(j, ']');
	ir_json_close(j, '}');
}

static void write_json(const struct ir_kernel_files *files, const struct ir_report *r,
		       struct ir_judgement *ret)
{
	struct ir_json j = {.out = {.emit = emit, .arg = ret}};

	ir_json_open(&j, NULL, '{');
	ir_json_unsigned(&j, "schema", (struct ir_value){true, SCHEMA});
	ir_json_open(&j, "tool", '{');
	ir_json_string(&j, "name", "inoderace");
	ir_json_string(&j, "version", IR_TOOL_VERSION);
	ir_json_string(&j, "verb", "exposed");
	ir_json_close(&j, '}');
	ir_json_string(&j, "file", files->nr ? files->names[0] : NULL);
	ir_json_open(&j, "files", '[');
	for (unsigned i = 0; i < files->nr; i++)
		ir_json_string(&j, NULL, files->names[i]);
	ir_json_close(&j, ']');
	ir_json_string(&j, "release", r->d.dump.release);
	ir_json_string(&j, "arch", r->d.dump.arch);
	ir_json_string(&j, "build_id", r->d.dump.build_id);
	ir_json_string(&j, "module_build_id", r->module_id[0] ? r->module_id : NULL);
	ir_json_tri(&j, "exposed", r->d.kernel_exposed);
	ir_json_string(&j, "reason", reason(r));
	for (size_t i = 0; i < NR_QUESTIONS; i++)
		json_answer(&j, questions[i].key, answer(r, i));
	ir_json_close(&j, '}');
	ir_out_raw(&j.out, "\n");
	ir_out_flush(&j.out);
}

static void __attribute__((format(printf, 2, 3)))
say(struct ir_judgement *ret, const char *fmt, ...)
{
	char line[2048];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	emit(line, ret);
}

/* @text in lines of at most 78 columns, each with @indent before it */
static void wrapped(struct ir_judgement *ret, const char *indent, const char *text)
{
	size_t width = 78 - strlen(indent);

	while (*text) {
		size_t n = strlen(text);

		if (n > width) {
			for (n = width; n && text[n] != ' ';)
				n--;
			if (!n)
				n = strcspn(text, " ");
		}
		say(ret, "%s%.*s\n", indent, (int)n, text);
		text += n;
		text += strspn(text, " ");
	}
}

static void text_answer(struct ir_judgement *ret, size_t i, const struct ir_exposed_answer *a)
{
	static const char *const words[] = {
		[IR_UNKNOWN] = "not known", [IR_TRUE] = "yes", [IR_FALSE] = "no"};
	char bytes[3 * sizeof(a->insns[0].bytes) + 1];

	say(ret, "\n%zu. %s %s\n", i + 1, questions[i].asks, words[a->holds]);
	if (a->reason)
		wrapped(ret, "   ", a->reason);
	for (unsigned n = 0; n < a->nr; n++) {
		const struct ir_shown_insn *s = &a->insns[n];

		hex(s, bytes);
		say(ret, "   %s+0x%llx%s\n", s->function, (unsigned long long)s->offset,
		    s->module && s->module[0] ? " [xfs]" : "");
		say(ret, "      %016llx:  %-24s  %s\n", (unsigned long long)s->addr, bytes,
		    s->text ? s->text : "?");
		say(ret, "      %s\n", s->what);
	}
}

static void write_text(const struct ir_kernel_files *files, const struct ir_report *r,
		       struct ir_judgement *ret)
{
	static const char *const words[] = {
		[IR_UNKNOWN] = "not known", [IR_TRUE] = "EXPOSED", [IR_FALSE] = "not exposed"};
	const struct ir_dump *k = &r->d.dump;

	say(ret, "%s: %s\n",
	    k->release	? k->release
	    : files->nr ? files->names[0]
			: "kernel",
	    words[r->d.kernel_exposed]);
	if (reason(r))
		wrapped(ret, "   ", reason(r));
	for (unsigned i = 0; i < files->nr; i++)
		say(ret, "   %s %s\n", i ? "    " : "from", files->names[i]);
	if (k->build_id)
		say(ret, "   build-id %s (%s)\n", k->build_id, k->arch ? k->arch : "?");
	if (r->module_id[0])
		say(ret, "   build-id %s (xfs.ko)\n", r->module_id);
	for (size_t i = 0; i < NR_QUESTIONS && answer(r, i)->rule; i++)
		text_answer(ret, i, answer(r, i));
}

void ir_report_write(const struct ir_kernel_files *files, const struct ir_report *r,
		     struct ir_judgement *ret)
{
	memset(ret, 0, sizeof(*ret));
	ret->exposed = r->d.kernel_exposed;
	if (files->json)
		write_json(files, r, ret);
	else
		write_text(files, r, ret);
}

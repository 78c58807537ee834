// SPDX-License-Identifier: GPL-2.0-or-later
/* inoderace: the diagnosis from a dump, or a log, alone. */
#include <malloc.h>
#include <stdio.h>
#include <string.h>

#include "core/lib/standard_files.h"
#include "triage/cli/exec_verb.h"
#include "triage/cli/options.h"
#include "triage/debuginfo/debuginfo.h"
#include "triage/debuginfo/learn_verb.h"
#include "triage/dump/opened.h"
#include "triage/known/known.h"
#include "triage/slice/slice_verb.h"
#include "triage/slice/slice_watch.h"
#include "triage/verb/waiting.h"

enum { EXIT_VERDICTS, EXIT_USAGE, EXIT_FAILED, EXIT_UNDETERMINED };

struct run {
	struct ir_command cmd;
	struct ir_known *known;
	unsigned failed, undetermined, printed;
};

static void emit(const char *text, void *arg)
{
	(void)arg;
	fputs(text, stdout);
}

/* A file that cannot be analysed still has its line in the JSON. */
static void fail(struct run *r, const char *path, const char *error)
{
	ir_waiting_stop();
	r->failed++;
	fprintf(stderr, "inoderace: %s: %s\n", path, error);
	if (r->cmd.format == IR_FORMAT_BRIEF)
		printf("%s\terror\t-\t-\n", path);
	if (r->cmd.format == IR_FORMAT_JSON)
		ir_report_json_error("dump", path, error, emit, NULL);
}

static void brief(const struct ir_diagnosis *d, const char *path)
{
	const struct ir_verdict *v = &d->verdict;

	printf("%s\t%s\t%s\t%s\n", path, ir_class_name(v->class), v->phase ? v->phase : "-",
	       v->confidence ? v->confidence : "-");
}

static void render(struct run *r, const struct ir_diagnosis *d, const char *path)
{
	ir_waiting_stop();
	switch (r->cmd.format) {
	case IR_FORMAT_JSON:
		ir_report_json(d, emit, NULL);
		break;
	case IR_FORMAT_MARKDOWN:
		ir_report_markdown(d, emit, NULL);
		break;
	case IR_FORMAT_BRIEF:
		brief(d, path);
		break;
	case IR_FORMAT_SIGNATURE:
		if (r->cmd.files[1])
			printf("%s%s:\n", r->printed ? "\n" : "", path);
		ir_report_signature(d, emit, NULL);
		break;
	case IR_FORMAT_TEXT:
		if (r->cmd.files[1])
			printf("%s%s:\n", r->printed ? "\n" : "", path);
		ir_report_text(d, &r->cmd.report, emit, NULL);
		break;
	}
	r->printed++;
	fflush(stdout);
}

static void diagnose(struct run *r, const struct ir_opened *o, const char *path)
{
	struct ir_diagnosis d;
	char error[256];

	ir_diagnose_into(o->target, &r->cmd.look, &d);
	/* A verdict without what the slice lacks might not be the original's. */
	if (ir_opened_complaint(o, &d, error, sizeof(error))) {
		fail(r, path, error);
		ir_diagnosis_release(&d);
		return;
	}
	if (ir_class_status(d.verdict.class))
		r->undetermined++;
	ir_known_diagnosis(r->known, &d);
	render(r, &d, path);
	ir_diagnosis_release(&d);
}

/* A slice has what its report rests on: looking elsewhere would need pages it lacks. */
static void diagnose_dump(struct run *r, const struct ir_opened *o, const char *path)
{
	struct ir_debuginfo *debug = ir_slice_of(o->kdump) ? NULL : ir_debuginfo_new(&r->cmd.debug);

	ir_kdump_use_debuginfo(o->kdump, debug);
	diagnose(r, o, path);
	ir_debuginfo_free(debug);
}

static void run_file(struct run *r, char **file)
{
	static struct ir_opened o;

	if (ir_opened_before(r->cmd.files, (unsigned)(file - r->cmd.files)))
		return;
	ir_waiting_start(*file);
	if (!ir_open_paths(&o, file, &ir_slice_reader))
		fail(r, *file, o.error);
	else if (o.kdump)
		diagnose_dump(r, &o, *file);
	else
		diagnose(r, &o, *file);
	ir_waiting_stop();
	ir_opened_close(&o);
}

int main(int argc, char **argv)
{
	struct run r = {.printed = 0};
	int status;

	ir_standard_files_open();
#ifdef M_MMAP_THRESHOLD
	/* The core asks for large blocks of zeros and uses little of them. Mapped, the rest costs nothing. */
	(void)mallopt(M_MMAP_THRESHOLD, 64 << 10);
#endif
	if (argc > 1 && !strcmp(argv[1], "slice"))
		return ir_slice_main(argc - 1, argv + 1);
	if (argc > 1 && !strcmp(argv[1], "learn"))
		return ir_learn_main(argc - 1, argv + 1);
	if (argc > 1 && !strcmp(argv[1], "ticket"))
		return ir_verb_exec("inoderace-ticket", argv + 1);
	if (argc > 1 && !strcmp(argv[1], "exposed"))
		return ir_verb_exec("inoderace-exposed", argv + 1);
	if (argc > 1 && !strcmp(argv[1], "issues"))
		return ir_verb_exec("inoderace-issues", argv + 1);
	if (argc > 1 && !strcmp(argv[1], "mcp"))
		return ir_verb_exec("inoderace-mcp", argv + 1);
	if (argc > 1 && (!strcmp(argv[1], "batch") || !strcmp(argv[1], "report")))
		return ir_verb_exec("inoderace-batch", argv + 1);
	status = ir_command_parse(&r.cmd, argc, argv);
	if (status >= 0)
		return status;
	/* It reads its entries while the first dump is read. One line of a brief report has no room for them. */
	if (r.cmd.format != IR_FORMAT_BRIEF && r.cmd.format != IR_FORMAT_SIGNATURE && !r.cmd.no_issues)
		r.known = ir_known_start(NULL, r.cmd.issues);
	for (char **file = r.cmd.files; *file; file++)
		run_file(&r, file);
	ir_known_stop(r.known);
	if (fflush(stdout) || ferror(stdout)) {
		perror("inoderace: standard output");
		return EXIT_FAILED;
	}
	return r.failed ? EXIT_FAILED : r.undetermined ? EXIT_UNDETERMINED : EXIT_VERDICTS;
}

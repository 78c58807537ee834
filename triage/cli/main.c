// SPDX-License-Identifier: GPL-2.0-or-later
/* inoderace: the diagnosis from a dump, or a log, alone. */
#include <stdio.h>
#include <string.h>

#include "triage/debuginfo/debuginfo.h"
#include "triage/file/input.h"
#include "core/lib/json.h"
#include "triage/cli/options.h"
#include "triage/slice/slice_verb.h"
#include "triage/slice/slice_watch.h"
#include "triage/file/split.h"
#include "triage/dump/target_kdump.h"
#include "triage/dump/target_log.h"
#include "triage/cli/exec_verb.h"

enum { EXIT_VERDICTS, EXIT_USAGE, EXIT_FAILED, EXIT_UNDETERMINED };

struct run {
	struct ir_command cmd;
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
	struct ir_json j = {.out = {.emit = emit}};

	r->failed++;
	fprintf(stderr, "inoderace: %s: %s\n", path, error);
	if (r->cmd.format == IR_FORMAT_BRIEF)
		printf("%s\terror\t-\t-\n", path);
	if (r->cmd.format != IR_FORMAT_JSON)
		return;
	ir_json_open(&j, NULL, '{');
	ir_json_unsigned(&j, "schema", (struct ir_value){true, IR_JSON_SCHEMA});
	ir_json_open(&j, "tool", '{');
	ir_json_string(&j, "name", "inoderace");
	ir_json_string(&j, "version", IR_TOOL_VERSION);
	ir_json_string(&j, "door", "dump");
	ir_json_close(&j, '}');
	ir_json_open(&j, "dump", '{');
	ir_json_string(&j, "path", path);
	ir_json_close(&j, '}');
	ir_json_string(&j, "error", error);
	ir_json_null(&j, "verdict");
	ir_json_close(&j, '}');
	ir_out_raw(&j.out, "\n");
	ir_out_flush(&j.out);
}

static void brief(const struct ir_diagnosis *d, const char *path)
{
	const struct ir_verdict *v = &d->verdict;

	printf("%s\t%s\t%s\t%s\n", path, v->class, v->phase ? v->phase : "-",
	       v->confidence ? v->confidence : "-");
}

static void render(struct run *r, const struct ir_diagnosis *d, const char *path)
{
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
	case IR_FORMAT_TEXT:
		if (r->cmd.files[1])
			printf("%s%s:\n", r->printed ? "\n" : "", path);
		ir_report_text(d, &r->cmd.report, emit, NULL);
		break;
	}
	r->printed++;
	fflush(stdout);
}

static void diagnose(struct run *r, struct ir_kdump *k, struct ir_target *t, const char *path)
{
	struct ir_diagnosis d;
	char error[256];

	ir_diagnose_into(t, &r->cmd.look, &d);
	/* A verdict without what the slice lacks might not be the original's. */
	if (k && ir_kdump_complaint(k, error, sizeof(error))) {
		fail(r, path, error);
		ir_diagnosis_release(&d);
		return;
	}
	if (!d.verdict.class || !strcmp(d.verdict.class, "undetermined"))
		r->undetermined++;
	render(r, &d, path);
	ir_diagnosis_release(&d);
}

static void run_dump(struct run *r, const struct ir_input *in, const char *path)
{
	static struct ir_kdump k;
	char error[512];

	bool opened = ir_kdump_open_watched(&k, &ir_slice_reader, in->fds, in->nr_fds, path, error,
					    sizeof(error));

	if (opened && in->cut && !k.info.lost[0])
		snprintf(k.info.lost, sizeof(k.info.lost),
			 "the end of the dump: the file lacks its end marker, and may be cut off");
	if (opened) {
		/* A slice has what its report rests on: looking elsewhere would need pages it lacks. */
		struct ir_debuginfo *debug = ir_slice_of(&k) ? NULL : ir_debuginfo_new(&r->cmd.debug);

		ir_kdump_use_debuginfo(&k, debug);
		diagnose(r, &k, &k.target, path);
		ir_debuginfo_free(debug);
	} else {
		fail(r, path, error);
	}
	ir_kdump_close(&k);
}

static void run_log(struct run *r, struct ir_input *in, const char *path)
{
	struct ir_text_log log;

	ir_text_log_open(&log, in->text, in->len, path);
	in->text = NULL;
	diagnose(r, NULL, &log.target, path);
	ir_text_log_close(&log);
}

/*
 * The parts of a split dump count as one file, wherever they stand. libkdumpfile wants them in the
 * order they were written in.
 */
static void add_parts(struct ir_input *in, char **file)
{
	uint64_t starts[IR_MAX_PARTS];
	struct ir_split first, other;

	if (in->kind != IR_INPUT_DUMP || !ir_split_member(*file, &first))
		return;
	starts[0] = first.start;
	for (char **more = file + 1; *more; more++) {
		unsigned i = in->nr_fds;

		if (!ir_split_member(*more, &other) || other.dump != first.dump)
			continue;
		ir_input_add(in, *more);
		if (in->nr_fds == i)
			continue;
		for (; i && starts[i - 1] > other.start; i--) {
			int fd = in->fds[i - 1];

			starts[i] = starts[i - 1];
			in->fds[i - 1] = in->fds[i];
			in->fds[i] = fd;
		}
		starts[i] = other.start;
	}
}

static bool belongs_to_earlier(char **files, char **file)
{
	struct ir_split this, other;

	if (file == files || !ir_split_member(*file, &this))
		return false;
	for (char **earlier = files; earlier < file; earlier++) {
		if (ir_split_member(*earlier, &other) && other.dump == this.dump)
			return true;
	}
	return false;
}

static void run_file(struct run *r, char **file)
{
	struct ir_input in;

	if (belongs_to_earlier(r->cmd.files, file))
		return;
	ir_input_open(&in, *file);
	add_parts(&in, file);
	if (in.kind == IR_INPUT_DUMP)
		run_dump(r, &in, *file);
	else if (in.kind == IR_INPUT_LOG)
		run_log(r, &in, *file);
	else
		fail(r, *file, in.error);
	ir_input_close(&in);
}

int main(int argc, char **argv)
{
	struct run r = {.printed = 0};
	int status;

	if (argc > 1 && !strcmp(argv[1], "slice"))
		return ir_slice_main(argc - 1, argv + 1);
	if (argc > 1 && !strcmp(argv[1], "ticket"))
		return ir_verb_exec("inoderace-ticket", argv + 1);
	if (argc > 1 && (!strcmp(argv[1], "batch") || !strcmp(argv[1], "report")))
		return ir_verb_exec("inoderace-batch", argv + 1);
	status = ir_command_parse(&r.cmd, argc, argv);
	if (status >= 0)
		return status;
	for (char **file = r.cmd.files; *file; file++)
		run_file(&r, file);
	if (fflush(stdout) || ferror(stdout)) {
		perror("inoderace: standard output");
		return EXIT_FAILED;
	}
	return r.failed ? EXIT_FAILED : r.undetermined ? EXIT_UNDETERMINED : EXIT_VERDICTS;
}

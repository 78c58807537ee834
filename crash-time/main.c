// SPDX-License-Identifier: GPL-2.0-or-later
/* inoderace-static: the diagnosis in the capture kernel, from /proc/vmcore, beside the dump. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/lib/standard_files.h"
#include "crash-time/child_limits.h"
#include "crash-time/report_files.h"
#include "crash-time/target_vmcore.h"

enum { EXIT_VERDICT, EXIT_USAGE, EXIT_FAILED, EXIT_UNDETERMINED };

static const char help[] =
	"Usage: inoderace-static -o FOLDER [OPTION]... [VMCORE]\n"
	"Tell why the kernel crashed, from the capture kernel: read VMCORE (/proc/vmcore) and write\n"
	"inoderace.json and inoderace.txt into FOLDER, beside the dump.\n"
	"\n"
	"  -o, --output=FOLDER   where the two files go\n"
	"  -s, --seconds=N       give up after so long (60)\n"
	"  -M, --memory=MIB      use no more memory than this (32)\n"
	"      --help            show this and exit\n"
	"      --version         show the version and exit\n"
	"\n"
	"Prints one line. VMCORE is an ELF dump of an x86-64 machine; inoderace reads all others.\n"
	"\n"
	"Exit status: 0 a verdict, 1 wrong usage, 2 no diagnosis, 3 the verdict is undetermined.\n";

/** struct request - what was asked for */
struct request {
	const char *vmcore, *folder;
	struct ir_limits limits;
};

static int diagnose(struct ir_job *job, void *arg)
{
	static struct ir_target_vmcore v;
	const struct request *r = arg;
	const char *wrong = ir_target_vmcore_open(&v, r->vmcore);
	struct ir_options look = IR_OPTIONS_DEFAULT;
	const struct ir_verdict *found;
	struct ir_diagnosis d;

	if (wrong) {
		snprintf(job->line, sizeof(job->line), "no diagnosis: %s: %s", r->vmcore, wrong);
		return EXIT_FAILED;
	}
	ir_diagnose_into(&v.target, &look, &d);
	wrong = ir_report_files(&d, r->folder);
	if (wrong) {
		snprintf(job->line, sizeof(job->line), "no diagnosis: %s: %s", r->folder, wrong);
		return EXIT_FAILED;
	}
	found = &d.verdict;
	snprintf(job->line, sizeof(job->line), "%s %s %s", ir_class_name(found->class),
		 found->phase ? found->phase : "-", found->confidence ? found->confidence : "-");
	if (v.core.unreadable)
		snprintf(job->line + strlen(job->line), sizeof(job->line) - strlen(job->line),
			 "; %u pages could not be read", v.core.unreadable);
	return found->class == IR_CLASS_UNDETERMINED ? EXIT_UNDETERMINED : EXIT_VERDICT;
}

static int usage(const char *what, const char *arg)
{
	fprintf(stderr, "inoderace: %s%s (inoderace-static --help tells how)\n", what, arg);
	return EXIT_USAGE;
}

static bool parse_count(const char *text, unsigned *ret)
{
	char *end;
	unsigned long n;

	errno = 0;
	n = strtoul(text, &end, 10);
	if (errno || end == text || *end || !n || n > 1u << 20)
		return false;
	*ret = (unsigned)n;
	return true;
}

static int parse(struct request *r, int argc, char **argv)
{
	static const struct option options[] = {
		{"output", required_argument, NULL, 'o'}, {"seconds", required_argument, NULL, 's'},
		{"memory", required_argument, NULL, 'M'}, {"help", no_argument, NULL, 'h'},
		{"version", no_argument, NULL, 'V'},	  {NULL, 0, NULL, 0},
	};
	int c;

	while ((c = getopt_long(argc, argv, "o:s:M:", options, NULL)) != -1) {
		if (c == 'h' || c == 'V') {
			fputs(c == 'h' ? help : "inoderace-static " IR_TOOL_VERSION "\n", stdout);
			return EXIT_VERDICT;
		}
		if (c == 'o')
			r->folder = optarg;
		else if (c != 's' && c != 'M')
			return usage("wrong usage", "");
		else if (!parse_count(optarg, c == 's' ? &r->limits.seconds : &r->limits.mib))
			return usage("not a count: ", optarg);
	}
	if (!r->folder)
		return usage("no -o FOLDER given", "");
	if (argc - optind > 1)
		return usage("more than one VMCORE", "");
	if (optind < argc)
		r->vmcore = argv[optind];
	return -1;
}

int main(int argc, char **argv)
{
	struct request r = {.vmcore = "/proc/vmcore", .limits = {.seconds = 60, .mib = 32}};
	struct ir_job job;
	int status;

	ir_standard_files_open();
	status = parse(&r, argc, argv);
	if (status >= 0)
		return status;
	status = ir_limited_run(diagnose, &r, &r.limits, &job);
	if (!job.line[0])
		snprintf(job.line, sizeof(job.line), "no diagnosis: it ended without a word");
	fprintf(status == EXIT_FAILED ? stderr : stdout, "inoderace: %s (%.2f s, %.1f MiB)\n", job.line,
		job.seconds, (double)job.kib / 1024);
	return status;
}

// SPDX-License-Identifier: GPL-2.0-or-later
/* inoderace slice: the command. */
#include "triage/slice/slice_verb.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "triage/slice/slice_load.h"
#include "triage/slice/slice_make.h"
#include "triage/slice/slice_verify.h"
#include "triage/verb/command_line.h"

enum { EXIT_DONE, EXIT_FAILED = 2 };
enum { OPT_COMPACT = 256, OPT_ZLIB, OPT_FOR_CRASH, OPT_REDACT, OPT_MANIFEST, OPT_VERIFY };

static const char help[] =
	"Usage: inoderace slice [OPTION]... VMCORE -o FILE\n"
	"       inoderace slice --verify FILE [VMCORE]\n"
	"       inoderace slice --manifest FILE\n"
	"Cut out of a dump the pages its diagnosis rests on: a small dump with the same verdict.\n"
	"\n"
	"  -o, --output=FILE  write the slice there; it is verified before it gets that name\n"
	"      --compact      carry the symbols and type layouts that were needed instead of the\n"
	"                     tables they came from\n"
	"      --for-crash    add what crash and drgn need to open it with the kernel's "
	"debuginfo;\n"
	"                     implies --compact\n"
	"      --redact       blank names of files, processes and the machine, its command line "
	"and\n"
	"                     the lines of the log that the verdict does not rest on\n"
	"      --zlib         compress with zlib, for readers older than makedumpfile 1.7.1\n"
	"      --verify       diagnose FILE, and VMCORE when it is given: are both the same?\n"
	"      --manifest     tell which pages FILE holds, and which stage and fact needed them\n"
	"      --help         show this and exit\n"
	"\n"
	"Exit status: 0 done, 1 wrong usage, 2 no slice could be made, or it is not the same.\n"
	"\n"
	"Example:  inoderace slice --compact vmcore -o evidence.slice\n";

static const struct option long_options[] = {
	{"output", required_argument, NULL, 'o'},
	{"compact", no_argument, NULL, OPT_COMPACT},
	{"for-crash", no_argument, NULL, OPT_FOR_CRASH},
	{"redact", no_argument, NULL, OPT_REDACT},
	{"zlib", no_argument, NULL, OPT_ZLIB},
	{"verify", no_argument, NULL, OPT_VERIFY},
	{"manifest", no_argument, NULL, OPT_MANIFEST},
	{"help", no_argument, NULL, IR_OPT_HELP},
	{NULL, 0, NULL, 0},
};

/* What was asked for; @what is OPT_MANIFEST or OPT_VERIFY, or 0 for a slice. */
struct request {
	struct ir_slice_plan plan;
	const char *output;
	int what;
};

static int take_option(void *arg, int c)
{
	struct request *q = arg;

	switch (c) {
	case 'o':
		q->output = optarg;
		break;
	case OPT_COMPACT:
		q->plan.compact = true;
		break;
	case OPT_FOR_CRASH:
		/* It brings the symbols and types in the kernel's debuginfo. */
		q->plan.for_crash = q->plan.compact = true;
		break;
	case OPT_REDACT:
		q->plan.redact = true;
		break;
	case OPT_ZLIB:
		q->plan.zlib = true;
		break;
	case OPT_VERIFY:
	case OPT_MANIFEST:
		q->what = c;
		break;
	}
	return -1;
}

static const struct ir_command_line command_line = {"slice", help, "o:", long_options, take_option};

static int usage(const char *what)
{
	return ir_command_line_wrong(&command_line, what, "");
}

static int failed(const char *path, const char *what)
{
	fprintf(stderr, "inoderace: %s: %s\n", path, what);
	return EXIT_FAILED;
}

static int make(const struct ir_slice_plan *plan, const char *path, const char *output)
{
	char error[600] = "", *part = NULL;
	struct stat st;
	int fd;

	if (asprintf(&part, "%s.part", output) < 0)
		return failed(output, "not enough memory");
	fd = open(part, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0) {
		free(part);
		return failed(output, strerror(errno));
	}
	if (!ir_slice_make(plan, path, fd, error, sizeof(error))) {
		failed(path, error);
	} else if (fstat(fd, &st) || rename(part, output)) {
		failed(output, strerror(errno));
		error[0] = '!';
	} else {
		printf("%s: %lld bytes, %s\n", output, (long long)st.st_size, error);
		error[0] = 0;
	}
	if (error[0])
		unlink(part);
	close(fd);
	free(part);
	return error[0] ? EXIT_FAILED : EXIT_DONE;
}

/* What a file of the user's holds goes to a terminal, perhaps. */
static int print_manifest(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	const char *why;
	char *text;

	if (fd < 0)
		return failed(path, strerror(errno));
	text = ir_slice_manifest_read(fd, &why);
	close(fd);
	if (!text)
		return failed(path, why);
	for (char *c = text; *c; c++) {
		if ((*c < ' ' || *c > '~') && *c != '\n')
			*c = '?';
	}
	fputs(text, stdout);
	free(text);
	return fflush(stdout) || ferror(stdout) ? failed(path, strerror(errno)) : EXIT_DONE;
}

static int verify(const char *path, const char *original)
{
	char error[600];

	if (!ir_slice_verify(path, original, error, sizeof(error)))
		return failed(path, error);
	printf("%s: %s\n", path, error);
	return EXIT_DONE;
}

int ir_slice_main(int argc, char **argv)
{
	struct request q = {.what = 0};
	int status = ir_command_line_parse(&command_line, argc, argv, &q);

	if (status >= 0)
		return status;
	argc -= optind;
	argv += optind;
	if (q.what == OPT_MANIFEST)
		return argc == 1 ? print_manifest(argv[0]) : usage("--manifest wants one FILE");
	if (q.what == OPT_VERIFY)
		return argc == 1 || argc == 2 ? verify(argv[0], argv[1])
					      : usage("--verify wants FILE [VMCORE]");
	if (argc != 1 || !q.output)
		return usage("give one VMCORE and -o FILE");
	return make(&q.plan, argv[0], q.output);
}

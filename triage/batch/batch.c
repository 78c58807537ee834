// SPDX-License-Identifier: GPL-2.0-or-later
/* inoderace batch: the command. */
#include "batch.h"

#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "inoderace.h"
#include "path_text.h"
#include "rules_version.h"
#include "when.h"

enum { EXIT_VERDICTS, EXIT_USAGE, EXIT_FAILED, EXIT_UNDETERMINED };
enum { OPT_DB = 256, OPT_SINCE, OPT_MATCH, OPT_EXCLUDE, OPT_FROM, OPT_AGAIN, OPT_TIMEOUT, OPT_MEMORY,
       OPT_UNPACKED, OPT_HELP };

volatile int ir_batch_stop;
static volatile sig_atomic_t stopped_by;

static const char help[] =
	"Usage: inoderace batch [OPTION]... PATH...\n"
	"Diagnose every dump and kernel log at or below PATH, and keep what was found in a database.\n"
	"Run again, only what is new or has changed is diagnosed.\n"
	"\n"
	"  -J, --jobs=N           so many at a time (default: one for each CPU)\n"
	"      --db=DB            keep it there: a file (default: triage.db), or a connection string\n"
	"                         for PostgreSQL, such as postgresql://user@host/name\n"
	"      --again            diagnose what is unchanged as well\n"
	"      --since=WHEN       only files changed since: 2026-11-22, '2026-11-22 10:00', 3d, 12h\n"
	"      --match=GLOB       only files whose path or name fits; may be repeated\n"
	"      --exclude=GLOB     no file and no folder whose path or name fits; may be repeated\n"
	"      --files-from=FILE  more PATHs, one a line, - for standard input\n"
	"  -0                     they end in NUL instead of a newline\n"
	"      --timeout=SECONDS  give a dump up after that time (default: 120)\n"
	"      --memory=MIB       memory a dump's diagnosis may take (default: 1024)\n"
	"      --unpacked=GIB     size to which a dump may be unpacked (default: 64)\n"
	"      --help             show this and exit\n"
	"\n"
	"Each dump is read by a process of its own that can do nothing else. \"inoderace report\" shows\n"
	"what the database holds. Ctrl-C ends it after the dumps that are being looked at; the next\n"
	"run goes on from there.\n"
	"\n"
	"Exit status, of all paths, unchanged ones included: 0 each got a verdict, 1 wrong usage, 2 some\n"
	"could not be analysed at all, 3 none of those but some verdict is undetermined.\n"
	"\n"
	"Example:  inoderace batch -J4 --db crashes.db /var/crash\n";

static const struct option long_options[] = {
	{"jobs", required_argument, NULL, 'J'},
	{"db", required_argument, NULL, OPT_DB},
	{"again", no_argument, NULL, OPT_AGAIN},
	{"since", required_argument, NULL, OPT_SINCE},
	{"match", required_argument, NULL, OPT_MATCH},
	{"exclude", required_argument, NULL, OPT_EXCLUDE},
	{"files-from", required_argument, NULL, OPT_FROM},
	{"null", no_argument, NULL, '0'},
	{"timeout", required_argument, NULL, OPT_TIMEOUT},
	{"memory", required_argument, NULL, OPT_MEMORY},
	{"unpacked", required_argument, NULL, OPT_UNPACKED},
	{"help", no_argument, NULL, OPT_HELP},
	{NULL, 0, NULL, 0},
};

static int usage(const char *what, const char *arg)
{
	fprintf(stderr, "inoderace: batch: %s%s (inoderace batch --help tells how)\n", what, arg);
	return EXIT_USAGE;
}

static bool number(const char *text, unsigned long max, unsigned long *ret)
{
	char *end;

	errno = 0;
	*ret = strtoul(text, &end, 10);
	return !errno && end != text && !*end && *ret && *ret <= max && text[0] != '-';
}

static void append(char ***list, char *text)
{
	size_t n = 0;
	char **more;

	while (*list && (*list)[n])
		n++;
	more = realloc(*list, (n + 2) * sizeof(*more));
	if (!more)
		return;
	more[n] = text;
	more[n + 1] = NULL;
	*list = more;
}

static int parse_limit(struct ir_batch *b, int c)
{
	unsigned long n;

	if (!number(optarg, c == OPT_TIMEOUT ? 86400 : 1 << 20, &n))
		return usage("not a number that makes sense: ", optarg);
	if (c == OPT_TIMEOUT)
		b->limits.seconds = (unsigned)n;
	else if (c == OPT_MEMORY)
		b->limits.memory = (uint64_t)n << 20;
	else
		b->limits.unpacked = (uint64_t)n << 30;
	return -1;
}

static int parse_option(struct ir_batch *b, int c)
{
	unsigned long n;

	switch (c) {
	case 'J':
		if (!number(optarg, IR_BATCH_JOBS_MAX, &n))
			return usage("-J wants a number from 1 to 64, not ", optarg);
		b->jobs = (unsigned)n;
		return -1;
	case '0':
		b->nul = true;
		return -1;
	case OPT_DB:
		b->db = optarg;
		return -1;
	case OPT_AGAIN:
		b->again = true;
		return -1;
	case OPT_SINCE:
		b->since = optarg;
		return ir_when(optarg, &b->find.since) ? -1 : usage("not a time: ", optarg);
	case OPT_MATCH:
		append(&b->find.match, optarg);
		return -1;
	case OPT_EXCLUDE:
		append(&b->find.exclude, optarg);
		return -1;
	case OPT_FROM:
		b->from_file = optarg;
		return -1;
	case OPT_TIMEOUT:
	case OPT_MEMORY:
	case OPT_UNPACKED:
		return parse_limit(b, c);
	case OPT_HELP:
		fputs(help, stdout);
		return EXIT_VERDICTS;
	default: /* getopt has told what is wrong */
		fputs("inoderace: batch: wrong usage (inoderace batch --help tells how)\n", stderr);
		return EXIT_USAGE;
	}
}

static int parse(struct ir_batch *b, int argc, char **argv)
{
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	int c, status = -1;

	*b = (struct ir_batch){.db = IR_STORE_DEFAULT};
	b->jobs = cpus < 1 ? 1 : cpus > IR_BATCH_JOBS_MAX ? IR_BATCH_JOBS_MAX : (unsigned)cpus;
	b->limits = (struct ir_limits){120, (uint64_t)1 << 30, (uint64_t)64 << 30};
	while (status < 0 && (c = getopt_long(argc, argv, "J:0", long_options, NULL)) != -1)
		status = parse_option(b, c);
	if (status >= 0)
		return status;
	b->paths = argv + optind;
	if (b->nul && !b->from_file)
		b->from_file = "-";
	if (!b->paths[0] && !b->from_file)
		return usage("no PATH given", "");
	return -1;
}

static void find_one(struct ir_batch *b, struct ir_finder *f, const char *path)
{
	if (ir_find_path(f, path))
		return;
	b->broken = true;
	ir_progress_error(path, strerror(errno));
}

static bool find_listed(struct ir_batch *b, struct ir_finder *f)
{
	FILE *file = strcmp(b->from_file, "-") ? fopen(b->from_file, "re") : stdin;
	char *line = NULL;
	size_t room = 0;
	ssize_t n;

	if (!file) {
		ir_progress_error(b->from_file, strerror(errno));
		return false;
	}
	while ((n = getdelim(&line, &room, b->nul ? 0 : '\n', file)) > 0 && !ir_batch_stop) {
		if (!b->nul && line[n - 1] == '\n')
			line[n - 1] = 0;
		if (*line)
			find_one(b, f, line);
	}
	free(line);
	if (file != stdin)
		fclose(file);
	return true;
}

static bool find_all(struct ir_batch *b)
{
	struct ir_finder *f;
	bool ok = true;

	b->find.progress = ir_progress_found;
	b->find.stop = &ir_batch_stop;
	f = ir_unit_list_open(&b->list) ? ir_find_open(&b->find, &b->list) : NULL;
	if (!f) {
		perror("inoderace: batch");
		return false;
	}
	for (char **path = b->paths; *path; path++)
		find_one(b, f, *path);
	if (b->from_file)
		ok = find_listed(b, f);
	if (!ir_find_close(f)) {
		fprintf(stderr, "inoderace: batch: the list of dumps cannot be kept: %s\n", strerror(errno));
		return false;
	}
	return ok;
}

static void on_signal(int sig)
{
	stopped_by = sig;
	ir_batch_stop++;
}

static void catch_signals(void)
{
	struct sigaction sa = {.sa_handler = on_signal};

	sigaction(SIGINT, &sa, NULL);
	sigaction(SIGTERM, &sa, NULL);
	signal(SIGPIPE, SIG_IGN);
}

static void add_words(char *text, size_t size, const char *before, char *const *words)
{
	size_t len;

	for (; words && *words; words++) {
		len = strlen(text);
		if (len + strlen(before) + 1 >= size)
			return;
		strcpy(text + len, before);
		len += strlen(before);
		if (!ir_path_text(*words, text + len, size - len))
			text[len] = 0;
	}
}

/* What was to be diagnosed: an interrupted run is gone on with by one that is to do the same. */
static void describe(const struct ir_batch *b, char *text, size_t size)
{
	char *folder = getcwd(NULL, 0);

	text[0] = 0;
	add_words(text, size, "", (char *[]){folder, NULL});
	add_words(text, size, " --since ", (char *[]){(char *)b->since, NULL});
	add_words(text, size, " --match ", b->find.match);
	add_words(text, size, " --exclude ", b->find.exclude);
	add_words(text, size, " --files-from ", (char *[]){(char *)b->from_file, NULL});
	add_words(text, size, " ", b->paths);
	free(folder);
}

static bool open_store(struct ir_batch *b)
{
	static char host[256], process[64], arguments[4096], stat[1024];
	char error[512];
	FILE *f = fopen("/proc/self/stat", "re");

	if (f) {
		if (!fgets(stat, sizeof(stat), f))
			stat[0] = 0;
		fclose(f);
	}
	gethostname(host, sizeof(host) - 1);
	snprintf(process, sizeof(process), "%d %llu", (int)getpid(), ir_process_started(stat));
	describe(b, arguments, sizeof(arguments));
	b->run = (struct ir_store_run){.again = b->again, .tool = IR_TOOL_VERSION,
				       .rules_hash = ir_rules_version(), .host = host,
				       .process = process, .arguments = arguments};
	b->store = ir_store_open(b->db, true, error, sizeof(error));
	if (!b->store) {
		fprintf(stderr, "inoderace: %s: %s\n", b->db, error);
		return false;
	}
	if (ir_store_run_start(b->store, &b->run))
		return true;
	fprintf(stderr, "inoderace: %s: %s\n", b->db, ir_store_error(b->store));
	return false;
}

static int finish(struct ir_batch *b, bool ok)
{
	const struct ir_totals *t = &b->totals;

	if (!ok)
		fprintf(stderr, "inoderace: %s: %s\n", b->db, ir_store_error(b->store));
	else
		ok = ir_store_run_end(b->store, &b->run, ir_batch_stop ? "interrupted" : "done");
	ir_progress_end(b);
	ir_store_close(b->store);
	if (ok && ir_batch_stop) {
		signal(stopped_by, SIG_DFL);
		raise(stopped_by);
	}
	if (!ok || t->failed || b->broken)
		return EXIT_FAILED;
	return t->undetermined ? EXIT_UNDETERMINED : EXIT_VERDICTS;
}

int ir_batch_main(int argc, char **argv)
{
	static struct ir_batch b;
	int status = parse(&b, argc, argv);
	bool ok = false;

	if (status >= 0)
		return status;
	if (!ir_nursery_start(&b.nursery)) {
		perror("inoderace: batch");
		return EXIT_FAILED;
	}
	catch_signals();
	status = EXIT_FAILED;
	if (find_all(&b) && open_store(&b)) {
		ok = ir_batch_run(&b);
		ir_nursery_stop(&b.nursery);
		status = finish(&b, ok);
	} else {
		ir_nursery_stop(&b.nursery);
		ir_store_close(b.store);
	}
	ir_unit_list_close(&b.list);
	free(b.find.match);
	free(b.find.exclude);
	return status;
}

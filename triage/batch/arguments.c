// SPDX-License-Identifier: GPL-2.0-or-later
/* inoderace batch: its options. */
#include "triage/batch/arguments.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "triage/batch/shards.h"
#include "triage/store/time_spec.h"
#include "triage/verb/command_line.h"

enum { OPT_DB = 256, OPT_SINCE, OPT_MATCH, OPT_EXCLUDE, OPT_FROM, OPT_AGAIN, OPT_LAYOUTS, OPT_ISSUES, OPT_TIMEOUT, OPT_MEMORY,
       OPT_UNPACKED, OPT_SLURM, OPT_DRY_RUN, OPT_SHARDS, OPT_PER_TASK, OPT_TASK, OPT_MERGE };

static const char help[] =
	"Usage: inoderace batch [OPTION]... PATH...\n"
	"       inoderace batch --slurm [OPTION]... PATH...\n"
	"       inoderace batch --shards=FOLDER --task=K\n"
	"       inoderace batch --merge [--db=DB] [--shards=FOLDER] [PATH]...\n"
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
	"      --layouts=PATH     layouts that \"inoderace learn\" wrote, or a folder of them; may be\n"
	"                         repeated\n"
	"      --issues=PATH      known issues to look for: a file, or a folder of them; may be repeated\n"
	"      --timeout=SECONDS  give a dump up after that time (default: 120)\n"
	"      --memory=MIB       memory a dump's diagnosis may take (default: 1024)\n"
	"      --unpacked=GIB     size to which a dump may be unpacked (default: 64)\n"
	"      --help             show this and exit\n"
	"\n"
	"On more than one machine (docs/fleet.md):\n"
	"      --slurm            submit it as a Slurm job array, and a job that puts the parts together\n"
	"      --dry-run          print the sbatch script instead, and submit nothing\n"
	"      --shards=FOLDER    write what is to be done into FOLDER, in parts (with --slurm by default:\n"
	"                         DB.shards); all machines must see it\n"
	"      --per-task=N       so many dumps a part (default: 50, more where that gives over 1000)\n"
	"      --task=K           do part K of FOLDER, or what is left of it\n"
	"      --merge            put the parts in FOLDER, and databases given as PATHs, into DB\n"
	"\n"
	"Each dump is read by a process of its own that can do nothing else. \"inoderace report\" shows\n"
	"what the database holds. Ctrl-C ends it after the dumps that are being looked at; the next\n"
	"run goes on from there.\n"
	"\n"
	"Exit status, of all paths, unchanged ones included: 0 each got a verdict, 1 wrong usage, 2 some\n"
	"could not be analysed at all, 3 none of those but some verdict is undetermined.\n"
	"With --slurm, --shards, --task, --merge: 0 all is done, 2 something is left to do.\n"
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
	{"layouts", required_argument, NULL, OPT_LAYOUTS},
	{"issues", required_argument, NULL, OPT_ISSUES},
	{"timeout", required_argument, NULL, OPT_TIMEOUT},
	{"memory", required_argument, NULL, OPT_MEMORY},
	{"unpacked", required_argument, NULL, OPT_UNPACKED},
	{"slurm", no_argument, NULL, OPT_SLURM},
	{"dry-run", no_argument, NULL, OPT_DRY_RUN},
	{"shards", required_argument, NULL, OPT_SHARDS},
	{"per-task", required_argument, NULL, OPT_PER_TASK},
	{"task", required_argument, NULL, OPT_TASK},
	{"merge", no_argument, NULL, OPT_MERGE},
	{"help", no_argument, NULL, IR_OPT_HELP},
	{NULL, 0, NULL, 0},
};

static int take_option(void *arg, int c);

static const struct ir_command_line command_line = {"batch", help, "J:0", long_options, take_option};

static int usage(const char *what, const char *arg)
{
	return ir_command_line_wrong(&command_line, what, arg);
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

static int add_layouts(struct ir_batch *b, char *path)
{
	if (!IR_HAVE_DEBUGINFO)
		return usage("built without libdw, so no layouts can be read: --layouts ", path);
	if (access(path, R_OK))
		return usage("cannot read the layouts in ", path);
	if (b->nr_layouts == IR_DEBUG_MAX_PATHS)
		return usage("too many times --layouts; name a folder instead of ", path);
	b->layouts[b->nr_layouts++] = path;
	return -1;
}

static int add_issues(struct ir_batch *b, char *path)
{
	const char *why = ir_known_refusal(path, b->nr_issues);

	if (why)
		return usage(why, path);
	b->issues[b->nr_issues++] = path;
	return -1;
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

static int parse_shards(struct ir_batch *b, int c)
{
	unsigned long n = 0;

	if ((c == OPT_PER_TASK || c == OPT_TASK) && !number(optarg, IR_SHARDS_MAX, &n))
		return usage("not a number that makes sense: ", optarg);
	if (c == OPT_PER_TASK)
		b->per_task = n;
	else if (c == OPT_TASK)
		b->task = n;
	else if (c == OPT_SHARDS)
		b->shards = optarg;
	b->slurm |= c == OPT_SLURM;
	b->dry_run |= c == OPT_DRY_RUN;
	b->merge |= c == OPT_MERGE;
	return -1;
}

static int take_option(void *arg, int c)
{
	struct ir_batch *b = arg;
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
	case OPT_LAYOUTS:
		return add_layouts(b, optarg);
	case OPT_ISSUES:
		return add_issues(b, optarg);
	case OPT_TIMEOUT:
	case OPT_MEMORY:
	case OPT_UNPACKED:
		return parse_limit(b, c);
	case OPT_SLURM:
	case OPT_DRY_RUN:
	case OPT_SHARDS:
	case OPT_PER_TASK:
	case OPT_TASK:
	case OPT_MERGE:
		return parse_shards(b, c);
	}
	return -1;
}

/* What goes with what. */
static int check(struct ir_batch *b)
{
	bool finds = b->paths[0] || b->from_file;

	if (b->task ? b->merge || b->slurm || finds || b->db || b->again || !b->shards
		    : b->merge && (b->slurm || b->again || b->from_file))
		return usage(b->task ? "--task wants --shards, and no PATH, --db, --again, --merge or --slurm"
				     : "--merge goes with neither --slurm, --again nor --files-from", "");
	if ((b->nr_layouts || b->nr_issues) && !b->task && !b->slurm && (b->shards || b->merge))
		return usage(b->nr_layouts ? "--layouts is for what diagnoses: give it to each --task"
					   : "--issues is for what diagnoses: give it to each --task", "");
	if ((b->dry_run && !b->slurm) || (b->per_task && !b->slurm && !b->shards))
		return usage(b->dry_run ? "--dry-run wants --slurm" : "--per-task wants --slurm or --shards", "");
	if (!finds && !b->task && !(b->merge && b->shards))
		return usage("no PATH given", "");
	if (!b->db)
		b->db = IR_STORE_DEFAULT;
	return -1;
}

int ir_batch_arguments(struct ir_batch *b, int argc, char **argv)
{
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	int status;

	*b = (struct ir_batch){.db = NULL};
	b->jobs = cpus < 1 ? 1 : cpus > IR_BATCH_JOBS_MAX ? IR_BATCH_JOBS_MAX : (unsigned)cpus;
	b->limits = (struct ir_worker_limits){120, (uint64_t)1 << 30, (uint64_t)64 << 30};
	status = ir_command_line_parse(&command_line, argc, argv, b);
	if (status >= 0)
		return status;
	b->paths = argv + optind;
	if (b->nul && !b->from_file)
		b->from_file = "-";
	return check(b);
}

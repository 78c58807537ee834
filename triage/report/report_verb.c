// SPDX-License-Identifier: GPL-2.0-or-later
/* inoderace report: the command. */
#include "triage/report/report_verb.h"

#include <stdlib.h>
#include <string.h>

#include "triage/report/compare.h"
#include "triage/report/export.h"
#include "triage/report/html.h"
#include "triage/known/issue_folders.h"
#include "triage/known/known.h"
#include "triage/report/list.h"
#include "triage/store/time_spec.h"
#include "triage/verb/command_line.h"

enum { EXIT_DONE, EXIT_FAILED = 2 };
enum { OPT_DB = 256, OPT_CLASS, OPT_PHASE, OPT_CONFIDENCE, OPT_RELEASE, OPT_HOST, OPT_SINCE, OPT_PATH,
       OPT_GROUPS, OPT_RUNS, OPT_COMPARE, OPT_CSV, OPT_HTML, OPT_ISSUES };

static const char help[] =
	"Usage: inoderace report [OPTION]...\n"
	"Show what \"inoderace batch\" has found.\n"
	"\n"
	"      --db=DB           where it is: a file (default: triage.db), or a connection string for\n"
	"                        PostgreSQL\n"
	"      --groups          crashes of one kind together: by signature\n"
	"      --runs            the runs, and which rules they judged by\n"
	"      --compare=OLD[,NEW]  what changed its verdict. OLD and NEW: run:N as of that run, rules:N\n"
	"                        by those rules (--runs shows the numbers), latest (default for NEW)\n"
	"  -j, --json            JSON Lines: a path a line, with its diagnosis\n"
	"      --csv             CSV with a header row\n"
	"      --html=FILE       a page for a browser, whole in this one file\n"
	"      --issues=PATH     known issues to look for in the cases of the page: a file, or a folder\n"
	"                        of them; may be repeated\n"
	"\n"
	"Which rows (of the list, --groups, --json, --csv and --html):\n"
	"      --class=CLASS     this class; several are separated by commas. \"error\": not analysed\n"
	"      --phase=PHASE     the same for the race's phase\n"
	"      --confidence=HOW  the same for the confidence\n"
	"      --release=GLOB    kernel release, such as '6.1.*'\n"
	"      --host=GLOB       the crashed machine's name\n"
	"      --path=GLOB       the dump's path\n"
	"      --since=WHEN      crashed since: 2026-11-22, '2026-11-22 10:00', 3d, 12h\n"
	"      --help            show this and exit\n"
	"\n"
	"Exit status: 0 done, 1 wrong usage, 2 the database cannot be read or the page not written.\n"
	"\n"
	"Example:  inoderace report --db crashes.db --class xfs-reinit-race --since 7d\n";

static const struct option long_options[] = {
	{"db", required_argument, NULL, OPT_DB},
	{"class", required_argument, NULL, OPT_CLASS},
	{"phase", required_argument, NULL, OPT_PHASE},
	{"confidence", required_argument, NULL, OPT_CONFIDENCE},
	{"release", required_argument, NULL, OPT_RELEASE},
	{"host", required_argument, NULL, OPT_HOST},
	{"since", required_argument, NULL, OPT_SINCE},
	{"path", required_argument, NULL, OPT_PATH},
	{"groups", no_argument, NULL, OPT_GROUPS},
	{"runs", no_argument, NULL, OPT_RUNS},
	{"compare", required_argument, NULL, OPT_COMPARE},
	{"json", no_argument, NULL, 'j'},
	{"csv", no_argument, NULL, OPT_CSV},
	{"html", required_argument, NULL, OPT_HTML},
	{"issues", required_argument, NULL, OPT_ISSUES},
	{"help", no_argument, NULL, IR_OPT_HELP},
	{NULL, 0, NULL, 0},
};

/* What was asked for. */
struct request {
	const char *db, *compare, *html;
	int output;
	unsigned nr_issues;
	char *issues[IR_MAX_ISSUE_PATHS + 1];
	struct ir_filter filter;
};

static int take_option(void *arg, int c);

static const struct ir_command_line command_line = {"report", help, "j", long_options, take_option};

static int usage(const char *what, const char *arg)
{
	return ir_command_line_wrong(&command_line, what, arg);
}

static bool since(struct request *q, const char *text)
{
	struct tm tm;
	time_t t;

	return ir_when(text, &t) && gmtime_r(&t, &tm) &&
	       strftime(q->filter.since, sizeof(q->filter.since), "%Y-%m-%dT%H:%M:%SZ", &tm);
}

static int add_issues(struct request *q, char *path)
{
	const char *why = ir_known_refusal(path, q->nr_issues);

	if (why)
		return usage(why, path);
	q->issues[q->nr_issues++] = path;
	return -1;
}

static int take_option(void *arg, int c)
{
	struct request *q = arg;

	switch (c) {
	case OPT_DB:
		q->db = optarg;
		return -1;
	case OPT_CLASS:
		q->filter.class = optarg;
		return -1;
	case OPT_PHASE:
		q->filter.phase = optarg;
		return -1;
	case OPT_CONFIDENCE:
		q->filter.confidence = optarg;
		return -1;
	case OPT_RELEASE:
		q->filter.release = optarg;
		return -1;
	case OPT_HOST:
		q->filter.host = optarg;
		return -1;
	case OPT_PATH:
		q->filter.path = optarg;
		return -1;
	case OPT_ISSUES:
		return add_issues(q, optarg);
	case OPT_SINCE:
		return since(q, optarg) ? -1 : usage("not a time: ", optarg);
	case OPT_COMPARE:
	case OPT_HTML:
		*(c == OPT_HTML ? &q->html : &q->compare) = optarg;
		/* fall through */
	case OPT_GROUPS:
	case OPT_RUNS:
	case OPT_CSV:
	case 'j':
		if (q->output && q->output != c)
			return usage("--groups, --runs, --compare, --json, --csv and --html exclude each other", "");
		q->output = c;
		return -1;
	}
	return -1;
}

static bool parse_side(const char *text, struct ir_compare_side *ret)
{
	char *end;

	if (!strcmp(text, "latest")) {
		ret->kind = IR_SIDE_LATEST;
		return true;
	}
	if (!strncmp(text, "run:", 4))
		ret->kind = IR_SIDE_RUN;
	else if (!strncmp(text, "rules:", 6))
		ret->kind = IR_SIDE_RULES;
	else
		return false;
	text = strchr(text, ':') + 1;
	ret->id = strtoll(text, &end, 10);
	return end != text && !*end && ret->id > 0;
}

static bool parse_sides(const char *text, struct ir_compare_side side[2])
{
	char copy[96], *comma;

	snprintf(copy, sizeof(copy), "%s", text);
	comma = strchr(copy, ',');
	if (comma)
		*comma++ = 0;
	return parse_side(copy, &side[0]) && parse_side(comma ? comma : "latest", &side[1]);
}

static bool print_page(struct ir_store *s, const struct request *q, bool *written)
{
	struct ir_known *known = ir_known_start(NULL, q->issues);
	bool ok = ir_report_html(s, &q->filter, known, q->db, q->html, written);

	ir_known_stop(known);
	return ok;
}

/* False when the database fails; @written becomes false when the page cannot be written, which was told. */
static bool print_output(struct ir_store *s, const struct request *q,
			 const struct ir_compare_side side[2], bool *written)
{
	switch (q->output) {
	case OPT_GROUPS:
		return ir_report_groups(s, &q->filter);
	case OPT_RUNS:
		return ir_report_runs(s);
	case OPT_COMPARE:
		return ir_report_compare(s, side[0], side[1]);
	case OPT_CSV:
		return ir_report_csv(s, &q->filter);
	case OPT_HTML:
		return print_page(s, q, written);
	case 'j':
		return ir_report_jsonl(s, &q->filter);
	default:
		return ir_report_list(s, &q->filter);
	}
}

int ir_report_main(int argc, char **argv)
{
	struct request q = {.db = IR_STORE_DEFAULT};
	struct ir_compare_side side[2];
	struct ir_store *s;
	char error[512];
	int status = ir_command_line_parse(&command_line, argc, argv, &q);
	bool ok, written = true;

	if (status >= 0)
		return status;
	if (optind < argc)
		return usage("no arguments are expected, but there is ", argv[optind]);
	if (q.compare && !parse_sides(q.compare, side))
		return usage("not run:N, rules:N or latest: ", q.compare);
	s = ir_store_open(q.db, 0, error, sizeof(error));
	if (!s) {
		fprintf(stderr, "inoderace: %s: %s\n", q.db, error);
		return EXIT_FAILED;
	}
	ok = print_output(s, &q, side, &written);
	if (!ok)
		fprintf(stderr, "inoderace: %s: %s\n", q.db, ir_store_error(s));
	ir_store_close(s);
	if (fflush(stdout) || ferror(stdout)) {
		perror("inoderace: standard output");
		return EXIT_FAILED;
	}
	return ok && written ? EXIT_DONE : EXIT_FAILED;
}

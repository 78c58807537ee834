// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/cli/options.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/verdict/rules_json.h"
#include "triage/known/known.h"
#include "triage/verb/command_line.h"

enum { EXIT_USAGE = 1 };
enum { OPT_NO_DEBUGINFO = 256, OPT_DEBUGINFOD, OPT_LAYOUTS, OPT_ISSUES, OPT_NO_ISSUES, OPT_VERSION, OPT_DUMP_RULES, OPT_SIGNATURE };

static const char help[] =
	"Usage: inoderace [OPTION]... FILE...\n"
	"Tell whether a crashed kernel died of the XFS inode reinit race, or of what.\n"
	"\n"
	"FILE is a crash dump (vmcore) or a kernel log as text, - for a log on standard\n"
	"input. Nothing else is needed: no debuginfo, no vmlinux, no crash. Where types\n"
	"are missing (old kernels have no BTF) or symbols are lost, debuginfo helps: it\n"
	"is found by build-id in the usual folders.\n"
	"\n"
	"  -j, --json          one JSON object for each FILE, one a line\n"
	"  -m, --markdown      a comment for a ticket\n"
	"  -q, --brief         one line for each FILE: FILE, class, phase, confidence\n"
	"      --explain-signature\n"
	"                      the signatures crashes are grouped by, and what counts\n"
	"  -t, --task=PID      diagnose another task than the one that crashed\n"
	"  -v, --verbose       every fact, and where it came from\n"
	"  -d, --debuginfo=PATH\n"
	"                      a vmlinux, a module's debug file, or a folder of them;\n"
	"                      may be given several times\n"
	"      --layouts=PATH  layouts that \"inoderace learn\" wrote, or a folder of them;\n"
	"                      may be given several times\n"
	"      --issues=PATH   known issues to look for: a file, or a folder of them;\n"
	"                      may be given several times\n"
	"      --no-issues     look for no known issues\n"
	"      --debuginfod[=SECONDS]\n"
	"                      ask the servers in $DEBUGINFOD_URLS for what is not there,\n"
	"                      for SECONDS (120) a file at most\n"
	"      --no-debuginfo  use nothing but the dump\n"
	"      --help          show this and exit\n"
	"      --version       show the version and exit\n"
	"\n"
	"Other commands, each with a --help and a man page of its own:\n"
	"  inoderace batch     thousands of dumps, into a database\n"
	"  inoderace report    what the database holds, as a page, CSV or a list\n"
	"  inoderace slice     the 300 KB of a dump that give the same verdict\n"
	"  inoderace ticket    the diagnosis into a ticket system, or as a mail\n"
	"  inoderace exposed   can the race happen on this kernel? Before it crashes\n"
	"  inoderace issues    known issues: check the files they are written in\n"
	"  inoderace learn     layouts of a kernel from its debuginfo, for --layouts\n"
	"  inoderace mcp       the same answers for an agent\n"
	"\n"
	"Exit status: 0 every FILE got a verdict, 1 wrong usage, 2 some FILE could not be\n"
	"analysed at all, 3 none of those but some verdict is undetermined.\n"
	"\n"
	"Example:  inoderace -j /var/crash/*/vmcore\n";

/* For whoever types the name alone, to see what it is. */
static const char first_words[] =
	"Tells whether a crashed kernel died of the XFS inode reinit race, or of what else.\n"
	"\n"
	"  inoderace vmcore              what a crash dump, or a kernel log, died of\n"
	"  inoderace -j vmcore           the same as JSON\n"
	"  inoderace batch /var/crash    many of them, into a database\n"
	"  inoderace --help              all options and commands\n";

static const struct option long_options[] = {
	{"json", no_argument, NULL, 'j'},
	{"markdown", no_argument, NULL, 'm'},
	{"brief", no_argument, NULL, 'q'},
	{"explain-signature", no_argument, NULL, OPT_SIGNATURE},
	{"task", required_argument, NULL, 't'},
	{"verbose", no_argument, NULL, 'v'},
	{"debuginfo", required_argument, NULL, 'd'},
	{"layouts", required_argument, NULL, OPT_LAYOUTS},
	{"issues", required_argument, NULL, OPT_ISSUES},
	{"no-issues", no_argument, NULL, OPT_NO_ISSUES},
	{"debuginfod", optional_argument, NULL, OPT_DEBUGINFOD},
	{"no-debuginfo", no_argument, NULL, OPT_NO_DEBUGINFO},
	{"help", no_argument, NULL, IR_OPT_HELP},
	{"version", no_argument, NULL, OPT_VERSION},
	{"dump-rules", no_argument, NULL,
	 OPT_DUMP_RULES}, /* for the build, see core/verdict/rules_json.h */
	{NULL, 0, NULL, 0},
};

static int take_option(void *arg, int c);

static const struct ir_command_line command_line = {"", help, "d:jmqt:v", long_options,
						    take_option};

static int usage(const char *what, const char *arg)
{
	return ir_command_line_wrong(&command_line, what, arg);
}

static bool parse_pid(const char *text, int64_t *ret)
{
	char *end;
	long pid;

	errno = 0;
	pid = strtol(text, &end, 10);
	if (errno || end == text || *end || pid < 0 || pid > INT_MAX)
		return false;
	*ret = pid;
	return true;
}

/* Is the output read by a person at a terminal that can show colours? */
static bool colour_wanted(void)
{
	const char *term = getenv("TERM"), *no_color = getenv("NO_COLOR");

	return isatty(STDOUT_FILENO) && term && strcmp(term, "dumb") && !(no_color && *no_color);
}

static int set_format(struct ir_command *cmd, enum ir_format format)
{
	if (cmd->format != IR_FORMAT_TEXT && cmd->format != format)
		return usage("-j, -m, -q and --explain-signature exclude each other", "");
	cmd->format = format;
	return -1;
}

/* One more of @paths, which has room for IR_DEBUG_MAX_PATHS; @option is its name, @what it leads to. */
static int add_path(char **paths, unsigned *nr, char *path, const char *option, const char *what)
{
	char text[128];

	if (!IR_HAVE_DEBUGINFO)
		snprintf(text, sizeof(text), "built without libdw, so no %s can be read: %s ", what, option);
	else if (access(path, R_OK))
		snprintf(text, sizeof(text), "cannot read the %s in ", what);
	else if (*nr == IR_DEBUG_MAX_PATHS)
		snprintf(text, sizeof(text), "too many times %s; name a folder instead of ", option);
	else
		text[0] = 0;
	if (text[0])
		return usage(text, path);
	paths[(*nr)++] = path;
	return -1;
}

static int add_issues(struct ir_command *cmd, char *path)
{
	const char *why = ir_known_refusal(path, cmd->nr_issues);

	if (why)
		return usage(why, path);
	cmd->issues[cmd->nr_issues++] = path;
	return -1;
}

static int allow_server(struct ir_command *cmd, const char *seconds)
{
	int64_t n = 120;

	if (!IR_HAVE_DEBUGINFOD)
		return usage("built without libdebuginfod, so no server can be asked: --debuginfod", "");
	if (seconds && (!parse_pid(seconds, &n) || !n))
		return usage("not a number of seconds: ", seconds);
	cmd->debug.server_seconds = (unsigned)n;
	return -1;
}

static void print(const char *text, void *arg)
{
	(void)arg;
	fputs(text, stdout);
}

static int take_option(void *arg, int c)
{
	struct ir_command *cmd = arg;

	switch (c) {
	case 'j':
		return set_format(cmd, IR_FORMAT_JSON);
	case 'm':
		return set_format(cmd, IR_FORMAT_MARKDOWN);
	case 'q':
		return set_format(cmd, IR_FORMAT_BRIEF);
	case OPT_SIGNATURE:
		return set_format(cmd, IR_FORMAT_SIGNATURE);
	case 'v':
		cmd->report.verbose = true;
		return -1;
	case 't':
		return parse_pid(optarg, &cmd->look.pid) ? -1 : usage("not a PID: ", optarg);
	case 'd':
		return add_path(cmd->debug.paths, &cmd->debug.nr_paths, optarg, "-d", "debuginfo");
	case OPT_LAYOUTS:
		return add_path(cmd->debug.layouts, &cmd->debug.nr_layouts, optarg, "--layouts", "layouts");
	case OPT_ISSUES:
		return add_issues(cmd, optarg);
	case OPT_NO_ISSUES:
		cmd->no_issues = true;
		return -1;
	case OPT_DEBUGINFOD:
		return allow_server(cmd, optarg);
	case OPT_NO_DEBUGINFO:
		cmd->debug.none = true;
		return -1;
	case OPT_VERSION:
		puts("inoderace " IR_TOOL_VERSION);
		return 0;
	case OPT_DUMP_RULES:
		ir_rules_json(print, NULL);
		return 0;
	}
	return -1;
}

int ir_command_parse(struct ir_command *cmd, int argc, char **argv)
{
	int status;

	*cmd = (struct ir_command){.look = IR_OPTIONS_DEFAULT};
	status = ir_command_line_parse(&command_line, argc, argv, cmd);
	if (status >= 0)
		return status;
	if (argc == 1 && isatty(STDERR_FILENO))
		fputs(first_words, stderr);
	else if (optind == argc)
		usage("no FILE given", "");
	if (optind == argc)
		return EXIT_USAGE;
	cmd->files = argv + optind;
	cmd->report.colour = cmd->format == IR_FORMAT_TEXT && colour_wanted();
	return -1;
}

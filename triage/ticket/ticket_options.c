// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/ticket/ticket_options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "triage/known/known.h"
#include "triage/ticket/ticket_config.h"
#include "triage/ticket/ticket_systems.h"
#include "triage/verb/command_line.h"

enum { EXIT_DONE, EXIT_FAILED = 2 };
enum {
	OPT_TO = 256,
	OPT_TICKET,
	OPT_NEW,
	OPT_SLICE,
	OPT_DRY_RUN,
	OPT_NO_REDACT,
	OPT_CONFIG,
	OPT_SET,
	OPT_URL,
	OPT_PROJECT,
	OPT_CACERT,
	OPT_ISSUES,
	OPT_FORMAT,
};

static const char help[] =
	"Usage: inoderace ticket --to SYSTEM [OPTION]... VMCORE|DIAGNOSIS.json\n"
	"Put a diagnosis into a ticket: the Markdown report as a comment, the JSON attached.\n"
	"\n"
	"An open ticket with the same signature gets the comment; where there is none, a new one\n"
	"is filed. A diagnosis that a ticket has already is not posted again. What is attached is\n"
	"read back and compared. VMCORE can be a dump, a slice or a log; DIAGNOSIS.json is what\n"
	"inoderace -j printed of one (- for standard input).\n"
	"\n"
	"      --to=SYSTEM      a section of tickets.ini, or its type (see below); - prints the "
	"comment\n"
	"                       and posts nothing\n"
	"      --format=FORMAT  what the comment is written in: markdown, html, textile, jira or text;\n"
	"                       with --to=- also mail, for kernel lists and bug trackers\n"
	"      --ticket=ID      comment on this ticket, whatever its signature\n"
	"      --new            file a new ticket, though an open one has the signature\n"
	"      --slice[=KIND]   attach the evidence slice of VMCORE too: full (self-contained,\n"
	"                       what is made without KIND), compact or for-crash\n"
	"      --dry-run        look everything up, tell what would be done, and do none of it\n"
	"      --no-redact      leave names of files, processes and the machine as they are\n"
	"      --url=URL        where the system is: https://HOST/PATH\n"
	"      --project=NAME   the queue, project, product or repository to file in\n"
	"      --cacert=FILE    certificates to trust instead of the machine's own\n"
	"      --issues=PATH    known issues to look for: a file, or a folder of them; may be\n"
	"                       given several times\n"
	"      --config=FILE    instead of ~/.config/inoderace/tickets.ini and then\n"
	"                       /etc/inoderace/tickets.ini\n"
	"      --set=KEY=VALUE  any other setting of tickets.ini\n"
	"      --help           show this and exit\n"
	"\n"
	"The token comes from the environment's INODERACE_TOKEN, from the file that token-file\n"
	"names (its owner's alone), or from the command that token-command names.\n"
	"\n";

static const char help_end[] =
	"\n"
	"Exit status: 0 done (or it was done before), 1 wrong usage, 2 it could not be done.\n"
	"\n"
	"Example:  inoderace ticket --to rt --slice --dry-run /var/crash/202611230314/vmcore\n";

static void print_systems(bool proven)
{
	const struct ir_ticket_system *sys;

	for (unsigned i = 0; (sys = ir_ticket_system_at(i)); i++) {
		if (!sys->met == proven)
			continue;
		printf("  %-16s %s%s%s\n", sys->name, sys->title,
		       proven ? ", tried with a live " : "", proven ? sys->met : "");
	}
}

static void print_help(void)
{
	fputs(help, stdout);
	puts("Types of systems:");
	print_systems(true);
	puts("UNPROVEN: written by their documentation, tried with stand-ins only, never with a "
	     "live\nserver. Look at --dry-run first, and at what was posted:");
	print_systems(false);
	fputs(help_end, stdout);
}

static const struct option long_options[] = {
	{"to", required_argument, NULL, OPT_TO},
	{"format", required_argument, NULL, OPT_FORMAT},
	{"ticket", required_argument, NULL, OPT_TICKET},
	{"new", no_argument, NULL, OPT_NEW},
	{"slice", optional_argument, NULL, OPT_SLICE},
	{"dry-run", no_argument, NULL, OPT_DRY_RUN},
	{"no-redact", no_argument, NULL, OPT_NO_REDACT},
	{"config", required_argument, NULL, OPT_CONFIG},
	{"issues", required_argument, NULL, OPT_ISSUES},
	{"set", required_argument, NULL, OPT_SET},
	{"url", required_argument, NULL, OPT_URL},
	{"project", required_argument, NULL, OPT_PROJECT},
	{"cacert", required_argument, NULL, OPT_CACERT},
	{"help", no_argument, NULL, IR_OPT_HELP},
	{NULL, 0, NULL, 0},
};

static int take_option(void *arg, int option);

static const struct ir_command_line command_line = {"ticket", NULL, "", long_options, take_option};

int ir_ticket_wrong(const char *what, const char *arg)
{
	return ir_command_line_wrong(&command_line, what, arg);
}

static int set(struct ir_ticket_command *c, char *arg)
{
	char *value = strchr(arg, '=');

	if (!value)
		return ir_ticket_wrong("--set wants KEY=VALUE: ", arg);
	*value++ = 0;
	return ir_ticket_set(&c->tracker, arg, value) ? -1
						      : ir_ticket_wrong("too many settings", "");
}

static int add_issues(struct ir_ticket_command *c, char *path)
{
	const char *why = ir_known_refusal(path, c->nr_issues);

	if (why)
		return ir_ticket_wrong(why, path);
	c->issues[c->nr_issues++] = path;
	return -1;
}

static int slice_kind(struct ir_ticket_command *c, const char *kind)
{
	c->slice = true;
	if (!kind || !strcmp(kind, "full"))
		return -1;
	if (!strcmp(kind, "for-crash"))
		c->cut.for_crash = c->cut.compact = true;
	else if (!strcmp(kind, "compact"))
		c->cut.compact = true;
	else
		return ir_ticket_wrong("no such kind of slice: ", kind);
	return -1;
}

static int take_option(void *arg, int option)
{
	struct ir_ticket_command *c = arg;

	switch (option) {
	case OPT_TO:
		c->to = optarg;
		return -1;
	case OPT_TICKET:
		c->plan.ticket = optarg;
		return -1;
	case OPT_NEW:
		c->plan.new_ = true;
		return -1;
	case OPT_SLICE:
		return slice_kind(c, optarg);
	case OPT_DRY_RUN:
		c->plan.dry_run = true;
		return -1;
	case OPT_NO_REDACT:
		c->no_redact = true;
		return -1;
	case OPT_CONFIG:
		c->config = optarg;
		return -1;
	case OPT_ISSUES:
		return add_issues(c, optarg);
	case OPT_SET:
		return set(c, optarg);
	case OPT_URL:
		return ir_ticket_set(&c->tracker, "url", optarg) ? -1 : EXIT_FAILED;
	case OPT_PROJECT:
		return ir_ticket_set(&c->tracker, "project", optarg) ? -1 : EXIT_FAILED;
	case OPT_FORMAT:
		return ir_ticket_set(&c->tracker, "format", optarg) ? -1 : EXIT_FAILED;
	case OPT_CACERT:
		return ir_ticket_set(&c->tracker, "cacert", optarg) ? -1 : EXIT_FAILED;
	case IR_OPT_HELP:
		print_help();
		return EXIT_DONE;
	}
	return -1;
}

/* A setting of the machine's, for where tickets.ini has none. */
static void set_from(struct ir_ticket_command *c, const char *key, const char *variable)
{
	const char *value = getenv(variable);

	if (value && *value)
		ir_ticket_set(&c->tracker, key, value);
}

int ir_ticket_options(struct ir_ticket_command *c, int argc, char **argv)
{
	static const char letters[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
	int status = ir_command_line_parse(&command_line, argc, argv, c);

	if (status >= 0)
		return status;
	if (!c->to)
		return ir_ticket_wrong("where to? (--to)", "");
	if (optind + 1 != argc)
		return ir_ticket_wrong("give one VMCORE or DIAGNOSIS.json", "");
	if (c->plan.ticket && c->plan.new_)
		return ir_ticket_wrong("--ticket and --new exclude each other", "");
	if (c->plan.ticket && (!*c->plan.ticket || strlen(c->plan.ticket) > 60 ||
			       c->plan.ticket[strspn(c->plan.ticket, letters)]))
		return ir_ticket_wrong("no ticket's number: ", c->plan.ticket);
	if (strlen(c->to) >= sizeof(c->tracker.name))
		return ir_ticket_wrong("no such system: ", c->to);
	c->path = argv[optind];
	strcpy(c->tracker.name, c->to);
	set_from(c, "url", "INODERACE_TICKET_URL");
	set_from(c, "project", "INODERACE_TICKET_PROJECT");
	return -1;
}

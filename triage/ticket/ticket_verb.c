// SPDX-License-Identifier: GPL-2.0-or-later
/* inoderace ticket: the command. */
#include "triage/ticket/ticket_verb.h"

#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "triage/slice/slice_make.h"
#include "triage/ticket/ticket_comment.h"
#include "triage/ticket/ticket_config.h"
#include "triage/ticket/ticket_lock.h"
#include "triage/ticket/ticket_mark.h"
#include "triage/ticket/ticket_post.h"
#include "triage/ticket/ticket_read.h"
#include "triage/ticket/ticket_redact.h"
#include "triage/ticket/ticket_secret.h"
#include "triage/ticket/ticket_systems.h"
#include "triage/verb/command_line.h"

#define MAX_SLICE (256 << 20)

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
	"      --ticket=ID      comment on this ticket, whatever its signature\n"
	"      --new            file a new ticket, though an open one has the signature\n"
	"      --slice[=KIND]   attach the evidence slice of VMCORE too: full (self-contained,\n"
	"                       what is made without KIND), compact or for-crash\n"
	"      --dry-run        look everything up, tell what would be done, and do none of it\n"
	"      --no-redact      leave names of files, processes and the machine as they are\n"
	"      --url=URL        where the system is: https://HOST/PATH\n"
	"      --project=NAME   the queue, project, product or repository to file in\n"
	"      --cacert=FILE    certificates to trust instead of the machine's own\n"
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
		printf("  %-16s %s%s%s\n", sys->name, sys->title, proven ? ", tried with a live " : "",
		       proven ? sys->met : "");
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
	{"ticket", required_argument, NULL, OPT_TICKET},
	{"new", no_argument, NULL, OPT_NEW},
	{"slice", optional_argument, NULL, OPT_SLICE},
	{"dry-run", no_argument, NULL, OPT_DRY_RUN},
	{"no-redact", no_argument, NULL, OPT_NO_REDACT},
	{"config", required_argument, NULL, OPT_CONFIG},
	{"set", required_argument, NULL, OPT_SET},
	{"url", required_argument, NULL, OPT_URL},
	{"project", required_argument, NULL, OPT_PROJECT},
	{"cacert", required_argument, NULL, OPT_CACERT},
	{"help", no_argument, NULL, IR_OPT_HELP},
	{NULL, 0, NULL, 0},
};

/* struct command - what was asked for, and what it needs */
struct command {
	struct ir_tracker tracker;
	struct ir_ticket_plan plan;
	struct ir_ticket_diagnosis td;
	const char *path, *to, *config;
	bool slice, no_redact;
	struct ir_slice_plan cut;
};

static int take_option(void *arg, int option);

static const struct ir_command_line command_line = {"ticket", NULL, "", long_options, take_option};

static int usage(const char *what, const char *arg)
{
	return ir_command_line_wrong(&command_line, what, arg);
}

static int failed(const char *where, const char *what)
{
	fprintf(stderr, "inoderace: %s: %s\n", where, what);
	return EXIT_FAILED;
}

static int set(struct command *c, char *arg)
{
	char *value = strchr(arg, '=');

	if (!value)
		return usage("--set wants KEY=VALUE: ", arg);
	*value++ = 0;
	return ir_ticket_set(&c->tracker, arg, value) ? -1 : usage("too many settings", "");
}

static int slice_kind(struct command *c, const char *kind)
{
	c->slice = true;
	if (!kind || !strcmp(kind, "full"))
		return -1;
	if (!strcmp(kind, "for-crash"))
		c->cut.for_crash = c->cut.compact = true;
	else if (!strcmp(kind, "compact"))
		c->cut.compact = true;
	else
		return usage("no such kind of slice: ", kind);
	return -1;
}

static int take_option(void *arg, int option)
{
	struct command *c = arg;

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
	case OPT_SET:
		return set(c, optarg);
	case OPT_URL:
		return ir_ticket_set(&c->tracker, "url", optarg) ? -1 : EXIT_FAILED;
	case OPT_PROJECT:
		return ir_ticket_set(&c->tracker, "project", optarg) ? -1 : EXIT_FAILED;
	case OPT_CACERT:
		return ir_ticket_set(&c->tracker, "cacert", optarg) ? -1 : EXIT_FAILED;
	case IR_OPT_HELP:
		print_help();
		return EXIT_DONE;
	}
	return -1;
}

/* A setting of the machine's, for where tickets.ini has none. */
static void set_from(struct command *c, const char *key, const char *variable)
{
	const char *value = getenv(variable);

	if (value && *value)
		ir_ticket_set(&c->tracker, key, value);
}

static int parse(struct command *c, int argc, char **argv)
{
	static const char letters[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
	int status = ir_command_line_parse(&command_line, argc, argv, c);

	if (status >= 0)
		return status;
	if (!c->to)
		return usage("where to? (--to)", "");
	if (optind + 1 != argc)
		return usage("give one VMCORE or DIAGNOSIS.json", "");
	if (c->plan.ticket && c->plan.new_)
		return usage("--ticket and --new exclude each other", "");
	if (c->plan.ticket && (!*c->plan.ticket || strlen(c->plan.ticket) > 60 ||
			       c->plan.ticket[strspn(c->plan.ticket, letters)]))
		return usage("no ticket's number: ", c->plan.ticket);
	if (strlen(c->to) >= sizeof(c->tracker.name))
		return usage("no such system: ", c->to);
	c->path = argv[optind];
	strcpy(c->tracker.name, c->to);
	set_from(c, "url", "INODERACE_TICKET_URL");
	set_from(c, "project", "INODERACE_TICKET_PROJECT");
	return -1;
}

static bool add_file(struct ir_tracker *t, const char *ending, const char *type, char *bytes,
		     size_t len)
{
	struct ir_ticket_file *f = &t->files[t->nr_files++];

	snprintf(f->name, sizeof(f->name), "inoderace-%s.%s", t->mark, ending);
	f->type = type;
	f->bytes = bytes;
	f->len = len;
	return bytes != NULL;
}

/* A file with the slice in it, or -1. */
static int cut_slice(struct command *c)
{
	char text[600] = "";
	int fd;

	if (c->td.slice) {
		fd = open(c->path, O_RDONLY | O_CLOEXEC);
		if (fd < 0)
			failed(c->path, strerror(errno));
		return fd;
	}
	c->cut.redact = !c->no_redact;
	fd = memfd_create("slice", MFD_CLOEXEC);
	if (fd >= 0 && ir_slice_make(&c->cut, c->path, fd, text, sizeof(text)))
		return fd;
	failed(c->path, *text ? text : strerror(errno));
	if (fd >= 0)
		close(fd);
	return -1;
}

static int attach_slice(struct command *c)
{
	char *bytes = NULL;
	struct stat st;
	int fd;

	if (!c->td.dump)
		return failed(c->path, "a slice can be cut out of a dump only: give the VMCORE");
	if (c->td.slice && !c->td.redacted && !c->no_redact)
		return failed(c->path, "it is a slice already, and not redacted: give the VMCORE");
	fd = cut_slice(c);
	if (fd < 0)
		return EXIT_FAILED;
	if (!fstat(fd, &st) && st.st_size < MAX_SLICE)
		bytes = malloc((size_t)st.st_size + 1);
	if (bytes && pread(fd, bytes, (size_t)st.st_size, 0) != st.st_size) {
		free(bytes);
		bytes = NULL;
	}
	close(fd);
	if (!bytes)
		return failed(c->path, "the slice cannot be read, or is too large for any ticket");
	add_file(&c->tracker, "slice", "application/octet-stream", bytes, (size_t)st.st_size);
	return -1;
}

/* Everything that is posted, before anybody is asked anything. */
static int make_files(struct command *c)
{
	struct ir_tracker *t = &c->tracker;
	char *text;

	t->signature = json_string_value(
		json_object_get(json_object_get(c->td.json, "verdict"), "signature"));
	if (!ir_ticket_mark(&c->td, t->mark) || (!c->no_redact && !ir_ticket_redact(&c->td)))
		return failed(c->path, "not enough memory");
	if (!t->sys || !t->sys->max_file)
		return c->slice && t->sys
			       ? usage("this system takes no attachments: no --slice", "")
			       : -1;
	text = json_dumps(c->td.json, 0);
	if (!add_file(t, "json", "application/json", text, text ? strlen(text) : 0))
		return failed(c->path, "not enough memory");
	return c->slice ? attach_slice(c) : -1;
}

static int make_texts(struct command *c)
{
	struct ir_tracker *t = &c->tracker;
	enum ir_markup markup = t->sys ? t->sys->markup : IR_MARKUP_MARKDOWN;
	const char *format = ir_ticket_setting(t, "format", NULL);
	char more[200];

	if (format && !ir_markup_named(format, &markup))
		return failed(t->name, "format: it is none of markdown, html, textile, jira, text");
	snprintf(more, sizeof(more), "Files of the diagnosis with the mark `%s`.\n", t->mark);
	c->plan.subject = ir_ticket_subject(&c->td);
	c->plan.more = ir_markup(markup, more);
	c->plan.body = ir_ticket_comment(&c->td, t, markup, t->sys ? t->sys->max_comment : 65536,
					 !c->no_redact);
	if (!c->plan.subject || !c->plan.more || !c->plan.body)
		return failed(c->path, "not enough memory");
	return -1;
}

static int post(struct command *c)
{
	struct ir_tracker *t = &c->tracker;
	int lock = -1;
	bool ok;

	if (!ir_ticket_token(t))
		return failed(t->name, t->error);
	/* A connection that is cut is an error like others. */
	signal(SIGPIPE, SIG_IGN);
	if (!c->no_redact)
		printf("%s: overwritten with x: %s; left as they are: %s\n", t->name,
		       ir_ticket_redacted, ir_ticket_kept);
	if (!c->plan.dry_run) {
		lock = ir_ticket_lock(t);
		if (lock < 0)
			fprintf(stderr, "inoderace: %s: %s\n", t->name, t->error);
	}
	ok = ir_ticket_post(t, &c->plan);
	if (!ok)
		failed(t->name, t->error);
	if (lock >= 0)
		close(lock);
	return ok ? EXIT_DONE : EXIT_FAILED;
}

static int run(struct command *c)
{
	struct ir_tracker *t = &c->tracker;
	bool print = !strcmp(c->to, "-");
	char error[600] = "";
	int status;

	/* Settings first: what is wrong there shows at once, and not after a minute's work. */
	if (!print && (!ir_ticket_settings(t, c->config) || !ir_ticket_complete(t)))
		return failed(t->name, t->error);
	if (!ir_ticket_read(&c->td, c->path, error, sizeof(error)))
		return failed(c->path, error);
	status = make_files(c);
	if (status < 0)
		status = make_texts(c);
	if (status >= 0)
		return status;
	if (!print)
		return post(c);
	fputs(c->plan.body, stdout);
	return fflush(stdout) ? failed("standard output", strerror(errno)) : EXIT_DONE;
}

static void release(struct command *c)
{
	struct ir_tracker *t = &c->tracker;

	ir_ticket_forget(t);
	if (t->curl)
		curl_easy_cleanup(t->curl);
	for (unsigned i = 0; i < t->nr_files; i++)
		free(t->files[i].bytes);
	for (unsigned i = 0; i < t->nr_settings; i++) {
		free(t->settings[i].key);
		free(t->settings[i].value);
	}
	free((char *)c->plan.subject);
	free((char *)c->plan.body);
	free((char *)c->plan.more);
	ir_ticket_release(&c->td);
	free(c);
}

int ir_ticket_main(int argc, char **argv)
{
	struct command *c = calloc(1, sizeof(*c));
	int status;

	if (!c)
		return failed("ticket", "not enough memory");
	curl_global_init(CURL_GLOBAL_DEFAULT);
	status = parse(c, argc, argv);
	if (status < 0)
		status = run(c);
	release(c);
	curl_global_cleanup();
	return status;
}

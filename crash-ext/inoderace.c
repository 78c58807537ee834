// SPDX-License-Identifier: GPL-2.0-or-later
/* The crash extension: the command "inoderace". */
#include "crash-ext/target_crash.h"

#include "crash-ext/compat.h"
#include "crash-ext/fatal_guard.h"
#include "crash-ext/help.h"
#include "crash-ext/own_path.h"

#include "triage/known/known.h"

#ifndef IR_CRASH_VERSION
#error "build with -DIR_CRASH_VERSION=\"...\": what `crash --version` says"
#endif

enum renderer { TEXT, JSON, MARKDOWN, INODE, IN_FLIGHT };

struct request {
	struct ir_options look;
	struct ir_report_options report;
	enum renderer renderer;
};

/* Everything a command holds, so that whoever ends it early can have it freed. */
static struct {
	bool busy;
	struct ir_crash crash;
	struct ir_diagnosis diagnosis;
	struct ir_known *known;
} session;

/* crash calls this before the next command, if this one did not get to its end. */
static void cleanup(void *arg)
{
	(void)arg;
	if (session.busy) {
		session.busy = false;
		ir_diagnosis_release(&session.diagnosis);
		ir_crash_release(&session.crash);
		ir_known_stop(session.known);
		session.known = NULL;
	}
	/* Last, because from here on Ctrl-C leaves by longjmp: never out of free(). */
	ir_guard_end();
	pc->cmd_cleanup = NULL;
}

static void emit(const char *text, void *arg)
{
	(void)arg;
	fputs(text, fp);
}

/* Is this run's output read by a person at a terminal that can show colours? */
static bool colour_wanted(void)
{
	const char *term = getenv("TERM");
	const char *no_color = getenv("NO_COLOR");

	return isatty(fileno(fp)) && term && strcmp(term, "dumb") && !(no_color && *no_color);
}

static void render(const struct ir_diagnosis *d, const struct request *r)
{
	switch (r->renderer) {
	case JSON:
		ir_report_json(d, emit, NULL);
		break;
	case MARKDOWN:
		ir_report_markdown(d, emit, NULL);
		break;
	case INODE:
		ir_report_inode(d, emit, NULL);
		break;
	case IN_FLIGHT:
		ir_report_in_flight(d, emit, NULL);
		break;
	case TEXT:
		ir_report_text(d, &r->report, emit, NULL);
		break;
	}
	fflush(fp);
}

static void run(const struct request *r)
{
	bool interrupted;

	session.busy = true;
	pc->cmd_cleanup = cleanup;
	pc->cmd_cleanup_arg = NULL;
	ir_guard_begin();
	/* It reads its entries meanwhile. An inode and a list of tasks are no diagnosis. */
	if (r->renderer != INODE && r->renderer != IN_FLIGHT)
		session.known = ir_known_start(ir_own_path(), NULL);
	ir_crash_open(&session.crash);
	ir_diagnose_into(&session.crash.target, &r->look, &session.diagnosis);
	interrupted = ir_guard_interrupted();
	/* Half a diagnosis would only mislead, so would one of a task that is not there. */
	if (!interrupted && r->look.pid >= 0 && !session.diagnosis.fault.task.known) {
		error(INFO, "no task with PID %lld in this dump\n", (long long)r->look.pid);
	} else if (!interrupted) {
		ir_known_diagnosis(session.known, &session.diagnosis);
		render(&session.diagnosis, r);
	}
	cleanup(NULL);
	/* Now do what crash does at Ctrl-C: stop an input file too. Does not return. */
	if (interrupted)
		restart(SIGINT);
}

/* A PID as crash reads one: decimal. Its own list of tasks is not asked, it can be incomplete. */
static bool parse_pid(char *arg, int64_t *ret)
{
	int error = 0;
	ulong pid;

	if (!decimal(arg, 0))
		return false;
	pid = dtol(arg, RETURN_ON_ERROR | QUIET, &error);
	if (error || pid > INT_MAX)
		return false;
	*ret = (int64_t)pid;
	return true;
}

struct expression {
	char *text;
	ulong value;
	int failed;
};

static void evaluate(void *arg)
{
	struct expression *e = arg;
	struct syment *sp;

	if (*e->text == '(') {
		e->value = eval(e->text, RETURN_ON_ERROR | QUIET, &e->failed);
	} else if (hexadecimal(e->text, 0)) {
		e->value = htol(e->text, RETURN_ON_ERROR | QUIET, &e->failed);
	} else {
		sp = symbol_search(e->text);
		e->failed = !sp;
		e->value = sp ? sp->value : 0;
	}
}

/* As "rd" takes an address: an expression in parentheses, hexadecimal, or a symbol. */
static bool parse_address(char *arg, uint64_t *ret)
{
	struct expression e = {.text = arg};

	if (!ir_guard(evaluate, &e, IR_GUARD_GDB) || e.failed)
		return false;
	*ret = e.value;
	return true;
}

/* Errors are counted in argerrs, as crash's own commands do. */
static void parse_target(int option, struct request *r)
{
	if (r->look.pid >= 0 || r->renderer == INODE || r->look.scan_all) {
		error(INFO, "-t, -i and -w exclude each other\n");
		argerrs++;
	} else if (option == 'w') {
		r->look.scan_all = true;
	} else if (option == 't' && !parse_pid(optarg, &r->look.pid)) {
		error(INFO, "not a PID: %s\n", optarg);
		argerrs++;
	} else if (option == 'i') {
		if (parse_address(optarg, &r->look.inode) && r->look.inode) {
			r->renderer = INODE;
		} else {
			error(INFO, "not an inode's address: %s\n", optarg);
			argerrs++;
		}
	}
}

static void parse_arguments(struct request *r)
{
	enum renderer format = TEXT;
	int c;

	while ((c = getopt(argcnt, args, "jmvt:i:w")) != EOF) {
		switch (c) {
		case 'j':
		case 'm':
			if (format != TEXT && format != (c == 'j' ? JSON : MARKDOWN)) {
				error(INFO, "-j and -m exclude each other\n");
				argerrs++;
			}
			format = c == 'j' ? JSON : MARKDOWN;
			break;
		case 'v':
			r->report.verbose = true;
			break;
		case 't':
		case 'i':
		case 'w':
			parse_target(c, r);
			break;
		default:
			argerrs++;
			break;
		}
	}
	if (args[optind]) {
		error(INFO, "unexpected argument: %s\n", args[optind]);
		argerrs++;
	}
	if (format != TEXT)
		r->renderer = format;
	else if (r->look.scan_all)
		r->renderer = IN_FLIGHT;
}

/* What this session cannot answer at all, or NULL. */
static const char *refusal(const struct request *r)
{
	const bool needs_memory = r->look.pid >= 0 || r->look.inode || r->look.scan_all;

	if (ACTIVE() || LIVE())
		return "this is a live system; a crash dump is needed";
	if (XEN_HYPER_MODE())
		return "this session looks at the Xen hypervisor; open a Linux kernel's dump";
	if (needs_memory && pc->flags & MINIMAL_MODE)
		return "-t, -i and -w look at memory, which a --minimal session cannot";
	return NULL;
}

static void cmd_inoderace(void)
{
	struct request r = {.look = IR_OPTIONS_DEFAULT};
	const char *why_not;

	parse_arguments(&r);
	if (argerrs)
		cmd_usage(pc->curcmd, SYNOPSIS); /* does not return */
	why_not = refusal(&r);
	if (why_not) {
		error(INFO, "%s\n", why_not);
		return;
	}
	r.report.colour = colour_wanted();
	run(&r);
}

static struct command_table_entry commands[] = {
	{"inoderace", cmd_inoderace, (char **)ir_crash_help, MINIMAL},
	{.name = NULL},
};

static bool is_our_crash(void)
{
	return pc->program_version && !strcmp(pc->program_version, IR_CRASH_VERSION);
}

/*
 * Runs inside dlopen(), where nothing may fail: register, no more. There is no ABI between crash
 * and its extensions, so in another crash than the one built for, not even that.
 */
static void __attribute__((constructor)) load(void)
{
	if (is_our_crash()) {
		register_extension(commands);
		return;
	}
	error(INFO,
	      "inoderace.so is built for crash %s and this is crash %s; rebuild it: "
	      "make CRASH=... CRASH_INC=... (this crash, and the folder of its defs.h)\n",
	      IR_CRASH_VERSION, pc->program_version ? pc->program_version : "(unknown)");
}

static void __attribute__((destructor)) unload(void)
{
	cleanup(NULL);
}

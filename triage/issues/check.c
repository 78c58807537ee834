// SPDX-License-Identifier: GPL-2.0-or-later
/* inoderace issues check: are the entries sound, and what do they fit? */
#include "triage/issues/check.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/lib/text.h"
#include "triage/issues/diagnoses.h"
#include "triage/issues/issue_judge.h"
#include "triage/verb/command_line.h"

enum { EXIT_SOUND, EXIT_USAGE, EXIT_WRONG };
enum { OPT_ALL = 256 };

#define FEW 10 /* dumps that are named for each entry */

static const char help[] =
	"Usage: inoderace issues check [OPTION]... [FILE|FOLDER [DB]]\n"
	"Check known-issue entries: FILE is one, FOLDER holds files of them (*.jq). Without either,\n"
	"those in effect: /etc/inoderace/issues.d, and those installed with the program.\n"
	"\n"
	"DB is a database of \"inoderace batch\" (a file, or a connection string for PostgreSQL), or\n"
	"what \"inoderace -j\" printed (a file, or - for standard input). What each entry fits in it\n"
	"is shown.\n"
	"\n"
	"      --all    name all dumps that an entry fits, and not the first ten\n"
	"      --help   show this and exit\n"
	"\n"
	"Exit status: 0 all entries are sound, 1 wrong usage, 2 something is wrong with one, or DB\n"
	"cannot be read.\n"
	"docs/known-issues.md tells how to write one.\n"
	"\n"
	"Example:  inoderace -j vmcore | inoderace issues check ./ail-uaf.jq -\n";

static const struct option long_options[] = {
	{"all", no_argument, NULL, OPT_ALL},
	{"help", no_argument, NULL, IR_OPT_HELP},
	{NULL, 0, NULL, 0},
};

/**
 * struct check - a run
 * @nr: diagnoses that were asked for
 * @fits: how many of them each entry fits
 * @named: the paths of those, as lines of text
 */
struct check {
	bool all;
	struct ir_issue_set set;
	struct ir_judge judge;
	unsigned long nr, unread, fits[IR_ISSUE_MAX_FILES];
	char *named[IR_ISSUE_MAX_FILES];
};

static int take_option(void *arg, int option)
{
	struct check *c = arg;

	c->all |= option == OPT_ALL;
	return -1;
}

static const struct ir_command_line command_line = {"issues", help, "", long_options, take_option};

/* Text from a dump or a path, made safe for a terminal. */
static void print(const char *text)
{
	char glyph[17];

	while (*text && ir_glyph(&text, glyph))
		fputs(glyph, stdout);
}

/* The path in a diagnosis that comes without one. */
static char *path_of(const char *json, size_t len)
{
	jv all = jv_parse_sized(json, (int)len), dump = jv_invalid(), path;
	char *text;

	if (jv_get_kind(all) == JV_KIND_OBJECT)
		dump = jv_object_get(jv_copy(all), jv_string("dump"));
	path = jv_get_kind(dump) == JV_KIND_OBJECT ? jv_object_get(jv_copy(dump), jv_string("path")) : jv_invalid();
	text = strdup(jv_get_kind(path) == JV_KIND_STRING ? jv_string_value(path) : "?");
	jv_free(all);
	jv_free(dump);
	jv_free(path);
	return text;
}

static void name(struct check *c, unsigned i, const char *path, const char *json, size_t len)
{
	char *own = path ? NULL : path_of(json, len), *more;

	if (asprintf(&more, "%s%s%c", c->named[i] ? c->named[i] : "", path ? path : own ? own : "?", 1) >= 0) {
		free(c->named[i]);
		c->named[i] = more;
	}
	free(own);
}

static void take(const char *path, const char *json, size_t len, void *arg)
{
	bool fits[IR_ISSUE_MAX_FILES];
	struct check *c = arg;

	c->nr++;
	if (memchr(json, '\n', len) || !ir_judge_ask(&c->judge, json, len, fits)) {
		c->unread++;
		return;
	}
	for (unsigned i = 0; i < c->set.nr; i++) {
		if (fits[i] && (c->fits[i]++ < FEW || c->all))
			name(c, i, path, json, len);
	}
}

static void show(const struct check *c, const char *db)
{
	for (unsigned i = 0; i < c->set.nr; i++) {
		const struct ir_issue *issue = &c->set.all[i];
		char *rest = c->named[i], *path;

		if (issue->left_out && !c->fits[i])
			continue;
		print(issue->path);
		printf(": %s: %s", issue->id, db ? "fits " : "sound\n");
		if (!db)
			continue;
		printf("%lu of %lu", c->fits[i], c->nr);
		if (c->judge.errors[i])
			printf(", no answer for %lu", c->judge.errors[i]);
		putchar('\n');
		while (rest && (path = strsep(&rest, "\1")) && *path) {
			fputs("\t", stdout);
			print(path);
			putchar('\n');
		}
		if (c->fits[i] > FEW && !c->all)
			printf("\tand %lu more (--all)\n", c->fits[i] - FEW);
	}
	if (c->unread)
		printf("%lu of %lu could not be read as a diagnosis\n", c->unread, c->nr);
}

static int check(struct check *c, char *file, const char *db)
{
	char error[512] = "";
	bool ok = true;

	if (file)
		ir_issue_set_add(&c->set, file, 0, true);
	else
		ir_issue_set_fill(&c->set, NULL);
	c->judge.set = &c->set;
	c->judge.jq = ir_issue_compile(&c->set);
	if (db && c->judge.jq)
		ok = ir_diagnoses_each(db, take, c, error, sizeof(error));
	if (!ok)
		fprintf(stderr, "inoderace: issues: %s: %s\n", db, error);
	show(c, ok ? db : NULL);
	ir_judge_end(&c->judge);
	if (c->judge.jq)
		jq_teardown(&c->judge.jq);
	for (unsigned i = 0; i < c->set.nr; i++)
		free(c->named[i]);
	ok = ok && !c->set.wrong && !c->unread;
	ir_issue_set_clear(&c->set);
	return ok ? EXIT_SOUND : EXIT_WRONG;
}

static int printed(int status)
{
	if (fflush(stdout) || ferror(stdout)) {
		perror("inoderace: standard output");
		return EXIT_WRONG;
	}
	return status;
}

/* libjq ends the process it is in when memory runs out: in one of its own that is told in a line. */
static int check_apart(struct check *c, char *file, const char *db)
{
	int status = 0;
	pid_t pid = fork();

	if (!pid)
		_exit(printed(check(c, file, db)));
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (pid > 0 && WIFEXITED(status))
		return WEXITSTATUS(status);
	fprintf(stderr, "inoderace: issues: the process that checks them %s: %s\n",
		pid < 0 ? "cannot be started" : "died", pid < 0 ? strerror(errno) : strsignal(WTERMSIG(status)));
	return EXIT_WRONG;
}

int ir_issues_main(int argc, char **argv)
{
	static struct check c;
	int status = ir_command_line_parse(&command_line, argc, argv, &c);

	if (status >= 0)
		return status;
	if (optind == argc || strcmp(argv[optind], "check"))
		return ir_command_line_wrong(&command_line, "what is to be done? (check)", "");
	if (argc - optind > 3)
		return ir_command_line_wrong(&command_line, "too many arguments, from ", argv[optind + 3]);
	return check_apart(&c, argv[optind + 1], argc - optind == 3 ? argv[optind + 2] : NULL);
}

// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The token: from the environment, else from a file that is its owner's alone, else from a command
 * that prints it. Never from the command line, where everybody sees it.
 */
#include "triage/ticket/ticket_secret.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "triage/ticket/ticket_config.h"
#include "triage/ticket/ticket_tracker.h"

#define MAX_TOKEN 4096

/* The first line of @f. */
static bool read_token(struct ir_tracker *t, FILE *f)
{
	char line[MAX_TOKEN];

	if (!fgets(line, sizeof(line), f))
		line[0] = 0;
	line[strcspn(line, "\r\n")] = 0;
	t->token = strdup(line);
	explicit_bzero(line, sizeof(line));
	return t->token != NULL;
}

static bool from_file(struct ir_tracker *t, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;
	bool ok = true;
	FILE *f;

	snprintf(t->token_from, sizeof(t->token_from), "%.300s", path);
	if (fd < 0 || fstat(fd, &st) || !(f = fdopen(fd, "r"))) {
		ir_ticket_fail(t, "token-file: %s: %s", path, strerror(errno));
		if (fd >= 0)
			close(fd);
		return false;
	}
	if (!S_ISREG(st.st_mode))
		ok = ir_ticket_fail(t, "token-file: %s is no file", path);
	else if (st.st_uid != geteuid() && st.st_uid)
		ok = ir_ticket_fail(t, "token-file: %s belongs to somebody else", path);
	else if (st.st_mode & 077)
		ok = ir_ticket_fail(t, "token-file: others can read %s (chmod 600 it)", path);
	ok = ok && read_token(t, f);
	fclose(f);
	return ok;
}

static bool from_command(struct ir_tracker *t, const char *command)
{
	FILE *f = popen(command, "re");
	int status;
	bool ok;

	snprintf(t->token_from, sizeof(t->token_from), "token-command");
	if (!f)
		return ir_ticket_fail(t, "token-command: %s", strerror(errno));
	ok = read_token(t, f);
	/* It may have more to say: it must not die of a closed pipe. */
	while (ok && getc(f) != EOF)
		;
	status = pclose(f);
	if (status)
		return ir_ticket_fail(t, "token-command: it failed (exit status %d)",
				      WIFEXITED(status) ? WEXITSTATUS(status) : -1);
	return ok;
}

bool ir_ticket_token(struct ir_tracker *t)
{
	const char *file = ir_ticket_setting(t, "token-file", NULL);
	const char *command = ir_ticket_setting(t, "token-command", NULL);
	char *env = getenv("INODERACE_TOKEN");
	bool ok;

	if (env) {
		t->token = strdup(env);
		snprintf(t->token_from, sizeof(t->token_from), "INODERACE_TOKEN");
		/* Nobody we start needs it. */
		explicit_bzero(env, strlen(env));
		unsetenv("INODERACE_TOKEN");
		ok = t->token != NULL;
	} else if (file) {
		ok = from_file(t, file);
	} else if (command) {
		ok = from_command(t, command);
	} else {
		return ir_ticket_fail(t,
				      "no token: set INODERACE_TOKEN, token-file or token-command");
	}
	if (!ok)
		return t->error[0] ? false : ir_ticket_fail(t, "not enough memory");
	/* It goes into a header: one line, and nothing that no token has. */
	if (!t->token[0] || strpbrk(t->token, "\r\n\t "))
		return ir_ticket_fail(t, "%s holds no token", t->token_from);
	return true;
}

void ir_ticket_forget(struct ir_tracker *t)
{
	if (t->token)
		explicit_bzero(t->token, strlen(t->token));
	free(t->token);
	t->token = NULL;
}

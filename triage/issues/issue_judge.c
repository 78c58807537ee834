// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/issues/issue_judge.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "triage/issues/judge_process.h"
#include "triage/known/known.h"

#define MS_EACH 1000 /* for one condition, */
#define MS_RUN	100  /* if it has had so much CPU time: a busy or paused machine is not its fault */
#define MS_ALL	5000 /* for all conditions on one diagnosis */

static long now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* CPU time that the process has had; what cannot be told is as much as there is. */
static long cpu_ms(pid_t pid)
{
	struct timespec t;
	clockid_t clock;

	if (clock_getcpuclockid(pid, &clock) || clock_gettime(clock, &t))
		return LONG_MAX / 2;
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Once is enough: the next diagnosis tries again. */
static bool not_started(struct ir_judge *j)
{
	if (!j->unstarted)
		fprintf(stderr, "inoderace: known issues: the process that asks conditions cannot be started: %s\n", strerror(errno));
	j->unstarted = true;
	return false;
}

static bool start(struct ir_judge *j)
{
	int ends[2];

	if (j->pid)
		return true;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends))
		return not_started(j);
	fflush(NULL); /* What stdio holds must not be written twice. */
	j->pid = fork();
	if (j->pid < 0)
		not_started(j);
	if (!j->pid) {
		close(ends[0]);
		ir_judge_work(j, ends[1]);
	}
	close(ends[1]);
	j->socket = ends[0];
	if (j->pid > 0)
		return true;
	close(ends[0]);
	j->pid = 0;
	return false;
}

/* Ends the process; returns how it ended if it had done so by itself, else -1. */
static int end(struct ir_judge *j)
{
	int status = -1;
	bool by_itself = waitpid(j->pid, &status, WNOHANG) == j->pid;

	if (!by_itself) {
		kill(j->pid, SIGKILL);
		while (waitpid(j->pid, NULL, 0) < 0 && errno == EINTR)
			;
	}
	close(j->socket);
	j->pid = 0;
	return by_itself ? status : -1;
}

void ir_judge_end(struct ir_judge *j)
{
	if (j->pid)
		end(j);
}

static bool is_asked(const struct ir_judge *j, const bool *done, unsigned i)
{
	return !j->set->all[i].left_out && !done[i];
}

static bool request(struct ir_judge *j, const bool *done, const char *json, size_t len)
{
	char skip[IR_ISSUE_MAX_FILES * 5 + 2] = "";
	size_t n = 0;

	for (unsigned i = 0; i < j->set->nr; i++) {
		if (!is_asked(j, done, i))
			n += (size_t)snprintf(skip + n, sizeof(skip) - n, "%u ", i);
	}
	skip[n++] = '\n';
	return ir_known_send(j->socket, skip, n) && ir_known_send(j->socket, json, len) && ir_known_send(j->socket, "\n", 1);
}

/* A line of the answer within @ms: 1, 0 when time is over, -1 when the process has ended. */
static int hear_line(int from, char *line, size_t size, long ms)
{
	const long until = now_ms() + ms;
	size_t len = 0;

	for (;;) {
		struct pollfd p = {.fd = from, .events = POLLIN};
		const long left = until - now_ms();
		int ready = left > 0 ? poll(&p, 1, (int)left) : 0;
		ssize_t n;

		if (ready < 0 && errno == EINTR)
			continue;
		if (ready <= 0)
			return ready;
		/* Answers are short, and few. */
		n = read(from, line + len, 1);
		if (n <= 0 || len + 1 == size)
			return -1;
		if (line[len] == '\n') {
			line[len] = 0;
			return 1;
		}
		len++;
	}
}

static void take_error(struct ir_judge *j, unsigned i, const char *why)
{
	struct ir_issue *issue = &j->set->all[i];

	j->errors[i]++;
	if (j->told[i])
		return;
	j->told[i] = true;
	ir_issue_wrong(j->set, issue, "its condition has no answer for some diagnosis: %s", why);
	/* It may have one for the next. */
	issue->left_out = false;
}

/* What a line says of an entry; false when it is no answer. */
static bool take_line(struct ir_judge *j, const char *line, bool *done, bool *fits)
{
	char *rest;
	unsigned long i = strtoul(line, &rest, 10);

	if (rest == line || i >= j->set->nr || rest[0] != ' ')
		return false;
	done[i] = true;
	fits[i] = rest[1] == 'y';
	if (rest[1] == 'e')
		take_error(j, (unsigned)i, rest[2] ? rest + 3 : "");
	return true;
}

/* The entry that was being asked when no more answer came. */
static void blame(struct ir_judge *j, bool *done, int status)
{
	unsigned i = 0;

	while (i < j->set->nr && !is_asked(j, done, i))
		i++;
	if (i == j->set->nr)
		return;
	done[i] = true;
	if (status < 0)
		ir_issue_wrong(j->set, &j->set->all[i], "its condition took longer than %d s, and is not asked again", MS_EACH / 1000);
	else if (WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS)
		ir_issue_wrong(j->set, &j->set->all[i], "its condition tried what it must not, and is not asked again");
	else if (WIFSIGNALED(status))
		ir_issue_wrong(j->set, &j->set->all[i], "its condition was ended (%s: did it need too much memory?), and is not asked again",
			       strsignal(WTERMSIG(status)));
	else
		ir_issue_wrong(j->set, &j->set->all[i], "its condition ended the process that asks it, and is not asked again");
}

/* One process until it is done (1), has ended or is too slow (0), or the diagnosis is none (-1). */
static int ask_once(struct ir_judge *j, const char *json, size_t len, bool *done, bool *fits, long until)
{
	char line[500];
	int heard = request(j, done, json, len) ? 1 : -1;
	long had = cpu_ms(j->pid);

	while (heard > 0) {
		long left = until - now_ms();

		heard = hear_line(j->socket, line, sizeof(line), left < MS_EACH ? left : MS_EACH);
		if (!heard && left > MS_EACH && cpu_ms(j->pid) < had + MS_RUN) {
			heard = 1;
			continue;
		}
		had = heard > 0 ? cpu_ms(j->pid) : had;
		if (heard > 0 && !strcmp(line, "."))
			return 1;
		if (heard > 0 && !strcmp(line, "!"))
			return -1;
		if (heard > 0 && !take_line(j, line, done, fits))
			heard = -1;
	}
	if (!heard && until - now_ms() <= 0) {
		end(j);
	} else {
		/* A process that has closed its socket is about to end. */
		if (heard < 0)
			usleep(20000);
		blame(j, done, end(j));
	}
	return 0;
}

bool ir_judge_ask(struct ir_judge *j, const char *json, size_t len, bool fits[IR_ISSUE_MAX_FILES])
{
	bool done[IR_ISSUE_MAX_FILES] = {false};
	const long until = now_ms() + MS_ALL;
	int answer = 0;

	memset(fits, 0, IR_ISSUE_MAX_FILES * sizeof(*fits));
	while (!answer && now_ms() < until) {
		if (!start(j))
			return false;
		answer = ask_once(j, json, len, done, fits, until);
	}
	if (!answer && !j->hurried) {
		fprintf(stderr, "inoderace: known issues: after %d s not all conditions had been asked of a diagnosis\n",
			MS_ALL / 1000);
		j->hurried = true;
	}
	return answer >= 0;
}

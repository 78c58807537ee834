// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/verb/waiting.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define WIDTH 60 /* of what is shown of a name; a line that is wider than the terminal could not be taken back */

static pid_t teller;
static time_t since;

static time_t now(void)
{
	struct timespec t = {0};

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec;
}

static void tell(const char *what, pid_t parent)
{
	char name[WIDTH + 1], line[WIDTH + 60];
	size_t len = strlen(what), from = len > WIDTH ? len - WIDTH : 0;

	snprintf(name, sizeof(name), "%s", what + from);
	/* A name may hold anything. */
	for (char *c = name; *c; c++) {
		if (*c < ' ' || *c > '~')
			*c = '?';
	}
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (unsigned seconds = 1; sleep(1) == 0 && getppid() == parent; seconds++) {
		int n = snprintf(line, sizeof(line), "\rinoderace: %s: %u s ", name, seconds);

		if (write(STDERR_FILENO, line, (size_t)n) < 0)
			break;
	}
	_exit(0);
}

void ir_waiting_start(const char *what)
{
	const char *term = getenv("TERM");
	pid_t parent = getpid();

	if (teller || !isatty(STDERR_FILENO) || !term || !strcmp(term, "dumb"))
		return;
	since = now();
	teller = fork();
	if (!teller)
		tell(what, parent);
	if (teller < 0)
		teller = 0;
}

void ir_waiting_stop(void)
{
	static const char back[] = "\r\033[K";

	if (!teller)
		return;
	kill(teller, SIGKILL);
	waitpid(teller, NULL, 0);
	teller = 0;
	if (now() > since && write(STDERR_FILENO, back, sizeof(back) - 1) < 0)
		return;
}

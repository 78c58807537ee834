// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/sandbox/locked.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "triage/sandbox/sandbox.h"

#define GRACE 3 /* seconds; the alarm of a process that is not hostile comes first */

void ir_locked_answer(int to, const void *bytes, size_t len)
{
	const char *p = bytes;

	while (len) {
		ssize_t n = write(to, p, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			_exit(1);
		p += n;
		len -= (size_t)n;
	}
}

static void run_child(const struct ir_worker_limits *limits, void (*work)(void *arg, int to), void *arg, int spool,
		      int to)
{
	int null = open("/dev/null", O_RDWR);

	for (int fd = 0; fd < 3; fd++)
		(void)dup2(null, fd);
	if (null > 2)
		close(null);
	/* Its default action ends this process; nothing in here can call it off. */
	alarm(limits->seconds);
	if (!ir_lock_worker(limits, to, spool))
		_exit(2);
	work(arg, to);
	_exit(0);
}

static void tell_end(const struct ir_worker_limits *limits, int status, bool late, char *error, size_t room)
{
	if (late || (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU))
		snprintf(error, room, "reading it took more than %u seconds", limits->seconds);
	else if (WIFSIGNALED(status) && (WTERMSIG(status) == SIGALRM || WTERMSIG(status) == SIGXCPU))
		snprintf(error, room, "reading it took more than %u seconds", limits->seconds);
	else if (WIFSIGNALED(status))
		snprintf(error, room,
			 "the process that reads it died of signal %d: of a damaged file, or by a fault of this program",
			 WTERMSIG(status));
	else if (WIFEXITED(status) && WEXITSTATUS(status) == 2)
		snprintf(error, room, "the process that reads it cannot be locked in");
	else
		snprintf(error, room, "the process that reads it gave no answer");
}

static long now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (long)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static size_t hear(int from, char *answer, size_t size, long until)
{
	size_t len = 0;
	ssize_t n = 1;

	while (len < size && n) {
		struct pollfd p = {.fd = from, .events = POLLIN};
		long left = until - now_ms();

		if (left <= 0)
			break;
		if (poll(&p, 1, (int)left) <= 0)
			continue;
		n = read(from, answer + len, size - len);
		if (n < 0 && errno != EINTR)
			break;
		len += n > 0 ? (size_t)n : 0;
	}
	return len;
}

/* One that was taken over can call off its alarm, and has nothing to end for. True: it had to be killed. */
static bool end(pid_t pid, long until, int *status)
{
	pid_t ended;

	while ((ended = waitpid(pid, status, WNOHANG)) != pid && now_ms() < until)
		usleep(200);
	if (ended == pid)
		return false;
	kill(pid, SIGKILL);
	while (waitpid(pid, status, 0) < 0 && errno == EINTR)
		;
	return true;
}

long ir_locked_run(const struct ir_worker_limits *limits, void (*work)(void *arg, int to), void *arg, int spool,
		   void *answer, size_t size, char *error, size_t room)
{
	const long until = now_ms() + (limits->seconds + GRACE) * 1000L;
	int ends[2], status = 0;
	size_t len;
	pid_t pid;
	bool late;

	fflush(NULL); /* What stdio holds must not be written twice. */
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends)) {
		snprintf(error, room, "no process can be started to read it");
		return -1;
	}
	pid = fork();
	if (!pid) {
		close(ends[0]);
		run_child(limits, work, arg, spool, ends[1]);
	}
	close(ends[1]);
	len = pid > 0 ? hear(ends[0], answer, size, until) : 0;
	close(ends[0]); /* one that has more to say ends of it */
	if (pid < 0) {
		snprintf(error, room, "no process can be started to read it");
		return -1;
	}
	late = end(pid, until, &status);
	if (len && WIFEXITED(status) && !WEXITSTATUS(status))
		return (long)len;
	tell_end(limits, status, late, error, room);
	return -1;
}

// SPDX-License-Identifier: GPL-2.0-or-later
#include "crash-time/child_limits.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define FAILED 2
#define DYING  2.0 /* seconds a killed child gets; one stuck in the kernel takes longer, and is left */

static double now(void)
{
	struct timespec ts = {0};

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

/* When memory runs out in spite of all this, the kernel shall take this process, not the one that saves. */
static void offer_to_oom_killer(void)
{
	int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);

	if (fd >= 0) {
		(void)!write(fd, "1000", 4);
		close(fd);
	}
}

static void bound(const struct ir_limits *l)
{
	struct rlimit memory = {(rlim_t)l->mib << 20, (rlim_t)l->mib << 20};
	struct rlimit cpu = {l->seconds, l->seconds + 1}, none = {0, 0};

#ifdef __SANITIZE_ADDRESS__ /* reserves terabytes for itself */
	memory.rlim_cur = memory.rlim_max = RLIM_INFINITY;
#endif
	(void)setrlimit(RLIMIT_AS, &memory);
	(void)setrlimit(RLIMIT_CPU, &cpu);
	(void)setrlimit(RLIMIT_CORE, &none);
	offer_to_oom_killer();
	(void)!nice(19);
	alarm(l->seconds + 1); /* should the parent be gone */
}

/* Waits for @pid until @deadline; true when it has ended. SIGCHLD is blocked. */
static int wait_until(pid_t pid, double deadline, int *status, struct rusage *usage)
{
	sigset_t child;

	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	for (;;) {
		double left = deadline - now();
		struct timespec ts = {(time_t)left, (long)((left - (double)(time_t)left) * 1e9)};
		pid_t got = wait4(pid, status, WNOHANG, usage);

		if (got == pid)
			return 1;
		if ((got < 0 && errno != EINTR) || left <= 0)
			return 0;
		(void)sigtimedwait(&child, NULL, &ts);
	}
}

static int judge(int status, const struct ir_limits *l, struct ir_job *job)
{
	int sig = WIFSIGNALED(status) ? WTERMSIG(status) : 0;

	if (!sig)
		return WEXITSTATUS(status);
	if (sig == SIGALRM || sig == SIGXCPU)
		snprintf(job->line, sizeof(job->line), "no diagnosis: not done after %u s", l->seconds);
	else
		snprintf(job->line, sizeof(job->line), "no diagnosis: ended by signal %d (%s)%s", sig,
			 strsignal(sig), sig == SIGKILL ? ", perhaps for want of memory" : "");
	return FAILED;
}

static int supervise(pid_t pid, double start, const struct ir_limits *l, struct ir_job *job)
{
	struct rusage usage = {.ru_maxrss = 0};
	int status, ended = wait_until(pid, start + l->seconds, &status, &usage), result;

	if (ended) {
		result = judge(status, l, job);
	} else {
		kill(pid, SIGKILL);
		ended = wait_until(pid, now() + DYING, &status, &usage);
		snprintf(job->line, sizeof(job->line), "no diagnosis: not done after %u s%s", l->seconds,
			 ended ? "" : ", and it cannot even be ended");
		result = FAILED;
	}
	job->seconds = now() - start;
	job->kib = usage.ru_maxrss;
	return result;
}

static void child(ir_job_fn *fn, void *arg, const struct ir_limits *limits, struct ir_job *job)
{
	bound(limits);
	_exit(fn(job, arg));
}

int ir_limited_run(ir_job_fn *fn, void *arg, const struct ir_limits *limits, struct ir_job *ret)
{
	struct ir_job *shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
				     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	sigset_t blocked, before;
	double start = now();
	int result = FAILED;
	pid_t pid;

	memset(ret, 0, sizeof(*ret));
	if (shared == MAP_FAILED) {
		snprintf(ret->line, sizeof(ret->line), "no diagnosis: %s", strerror(errno));
		return FAILED;
	}
	sigemptyset(&blocked);
	sigaddset(&blocked, SIGCHLD);
	sigprocmask(SIG_BLOCK, &blocked, &before);
	pid = fork();
	if (!pid)
		child(fn, arg, limits, shared);
	if (pid < 0)
		snprintf(shared->line, sizeof(shared->line), "no diagnosis: cannot start: %s",
			 strerror(errno));
	else
		result = supervise(pid, start, limits, shared);
	sigprocmask(SIG_SETMASK, &before, NULL);
	*ret = *shared;
	ret->line[sizeof(ret->line) - 1] = 0;
	munmap(shared, sizeof(*shared));
	return result;
}

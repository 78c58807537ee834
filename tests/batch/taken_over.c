// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A worker that was taken over, and wants to: every system call there is, then ways around the filter. The table of what it
 * tried and what it got is what this prints. locked.c has the rest, and shows that each thing works where nothing is locked.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "triage/batch/fork_server.h"
#include "triage/debuginfo/layout_shelf.h"
#include "triage/sandbox/locked.h"
#include "triage/sandbox/sandbox.h"

#define WORKED	 42
#define NOT_IN	 41
#define MAX_CALL 480 /* of the kernels there are; the numbers of both processors end before */

static const struct ir_worker_limits limits = {20, (uint64_t)256 << 20, 1 << 20};
static int ends[2];
static pid_t victim;
static unsigned passed, failed;

static void result(bool ok, const char *what, const char *got)
{
	printf("%s %s: %s\n", ok ? "ok  " : "FAIL", what, got);
	passed += ok;
	failed += !ok;
}

/* Locked in as a worker is; exit status WORKED, or how it went instead. */
static int try(bool (*what)(long arg), long arg)
{
	int status = 0;
	pid_t pid = fork();

	if (!pid) {
		if (!ir_lock_worker(&limits, ends[0], -1))
			_exit(NOT_IN);
		_exit(what(arg) ? WORKED : errno == EACCES ? 1 : 2);
	}
	waitpid(pid, &status, 0);
	return status;
}

static const char *told(int status)
{
	static char text[64];

	if (WIFSIGNALED(status))
		snprintf(text, sizeof(text), "ended by %s", WTERMSIG(status) == SIGSYS ? "the filter" : strsignal(WTERMSIG(status)));
	else
		snprintf(text, sizeof(text), "%s", WEXITSTATUS(status) == WORKED ? "it worked" : WEXITSTATUS(status) == NOT_IN ?
			 "it could not be locked in" : "refused");
	return text;
}

static bool call(long nr)
{
	return syscall(nr, 0, 0, 0, 0, 0, 0) >= 0 || errno != EACCES;
}

/* What a diagnosis needs. With arguments of zero none of them does anything. */
static const short needed[] = {
	SYS_read, SYS_pread64, SYS_readv, SYS_lseek, SYS_fstat, SYS_close, SYS_fcntl, SYS_wait4, SYS_futex, SYS_getpid, SYS_gettid,
	SYS_exit, SYS_exit_group, SYS_rt_sigreturn, SYS_rt_sigprocmask, SYS_rt_sigaction, SYS_restart_syscall, SYS_clock_gettime,
	SYS_gettimeofday, SYS_getrandom, SYS_sched_yield, SYS_sysinfo, SYS_uname, SYS_getuid, SYS_geteuid, SYS_getgid, SYS_getegid,
	SYS_munmap, SYS_mremap, SYS_brk, SYS_madvise, SYS_mmap, SYS_mprotect,
};

/* uretprobe and uprobe on x86-64: the kernel lets them past every filter, and ends whoever calls them from elsewhere than a probe. */
static bool is_kernels_own(long nr)
{
#ifdef __x86_64__
	return nr == 335 || nr == 336;
#else
	return (void)nr, false;
#endif
}

static bool is_needed(long nr)
{
	for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++) {
		if (needed[i] == nr)
			return true;
	}
	return false;
}

static void every_call(void)
{
	unsigned ended = 0, refused = 0, through = 0;
	char text[100];

	for (long nr = 0; nr < MAX_CALL; nr++) {
		int status = is_kernels_own(nr) ? 0 : try(call, nr);
		bool killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS;

		if (is_kernels_own(nr))
			continue;
		if (killed)
			ended++;
		else if (WIFEXITED(status) && WEXITSTATUS(status) == 1)
			refused++;
		else
			through++;
		if (!killed && !(WIFEXITED(status) && WEXITSTATUS(status) == 1) && !is_needed(nr)) {
			snprintf(text, sizeof(text), "system call %ld", nr);
			result(false, text, told(status));
		}
	}
	snprintf(text, sizeof(text), "%u end it, %u are refused, %u go through (a diagnosis needs %zu)", ended, refused, through,
		 sizeof(needed) / sizeof(needed[0]));
	result(through && through <= sizeof(needed) / sizeof(needed[0]) && ended > 300, "each system call up to 480", text);
}

#ifdef __x86_64__
static bool old_abi(long nr)
{
	long ret;

	__asm__ volatile("int $0x80" : "=a"(ret) : "a"(nr), "b"(0), "c"(0), "d"(0) : "memory");
	return ret >= 0;
}
#endif

/* The kernel sends the signal of a descriptor that has something to read to whom its owner said. */
static bool signal_by_owner(long how)
{
	int pair[2] = {ends[0], ends[1]};

	(void)how;
	return !fcntl(pair[0], F_SETSIG, SIGKILL) && !fcntl(pair[0], F_SETOWN, victim) &&
	       !fcntl(pair[0], F_SETFL, O_ASYNC | O_NONBLOCK);
}

static bool hold_file(long how)
{
	struct flock l = {.l_type = F_RDLCK};

	return how == F_SETLEASE ? !fcntl(ends[0], F_SETLEASE, F_RDLCK) || errno != EACCES
				 : !fcntl(ends[0], (int)how, &l) || errno != EACCES;
}

static bool attach(long how)
{
	(void)how;
	return !ptrace(PTRACE_ATTACH, victim, NULL, NULL);
}

static bool shoot(long how)
{
	return !(how ? syscall(SYS_tgkill, victim, victim, SIGKILL) : kill(victim, SIGKILL));
}

static bool list_proc(long how)
{
	(void)how;
	return opendir("/proc") || opendir("/") || open("/proc/self/mem", O_RDWR) >= 0;
}

static bool fill_memory(long how)
{
	for (int i = 0; i < 1024; i++) {
		char *p = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

		if (p == MAP_FAILED)
			return false;
		memset(p, (int)how + 1, 1 << 20);
	}
	return true;
}

static void tricks(void)
{
	static const struct {
		const char *what;
		bool (*tried)(long arg);
		long arg;
	} all[] = {
		{"list /proc, open its own memory", list_proc, 0},
		{"kill a sibling", shoot, 0},
		{"kill a thread of a sibling", shoot, 1},
		{"trace a sibling", attach, 0},
		{"have the kernel kill a sibling: fcntl, F_SETOWN and O_ASYNC", signal_by_owner, 0},
		{"lock a file that others use: F_SETLK", hold_file, F_SETLK},
		{"hold a lease on one: F_SETLEASE", hold_file, F_SETLEASE},
		{"write 1 GiB of memory", fill_memory, 0},
#ifdef __x86_64__
		{"getpid by the 32-bit entry", old_abi, 20},
		{"getpid by the x32 number", call, 0x40000000 | SYS_getpid},
#endif
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		int status = try(all[i].tried, all[i].arg);

		result(!WIFEXITED(status) || (WEXITSTATUS(status) != WORKED && WEXITSTATUS(status) != NOT_IN), all[i].what, told(status));
	}
	result(!waitpid(victim, NULL, WNOHANG), "the sibling", "lives");
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void never_answer(void *arg, int to)
{
	(void)arg, (void)to;
	signal(SIGALRM, SIG_IGN);
	for (;;)
		syscall(SYS_futex, &failed, 0 /* FUTEX_WAIT */, failed, NULL);
}

static void answer_and_stay(void *arg, int to)
{
	ir_locked_answer(to, "x", 1);
	close(to);
	never_answer(arg, to);
}

static void answer_for_ever(void *arg, int to)
{
	static char much[1 << 20];

	(void)arg;
	signal(SIGALRM, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	for (;;)
		(void)!write(to, much, sizeof(much));
}

/* What starts it must not wait for ever: it has called off its alarm. */
static void clings(const char *what, void (*work)(void *arg, int to))
{
	static const struct ir_worker_limits shortly = {1, (uint64_t)256 << 20, 1 << 20};
	char answer[4096], error[200] = "an answer";
	double start = now();
	long len;

	alarm(30);
	len = ir_locked_run(&shortly, work, NULL, -1, answer, sizeof(answer), error, sizeof(error));
	alarm(0);
	result(now() - start < 10 && len < 0, what, error);
}

/* Workers inherit what the process that forks them has. */
static void inherited(void)
{
	static struct ir_layout_shelf none;
	struct ir_fork_server server;
	char path[64], where[PATH_MAX], found[PATH_MAX] = "";
	int secret = open("/etc/passwd", O_RDONLY), others = 0;

	if (secret < 0 || !ir_fork_server_start(&server, &none)) {
		result(false, "inherit a file", "nothing could be started");
		return;
	}
	usleep(200000);
	for (int fd = 3; fd < 64; fd++) {
		ssize_t n;

		snprintf(path, sizeof(path), "/proc/%d/fd/%d", (int)server.pid, fd);
		n = readlink(path, where, sizeof(where) - 1);
		where[n > 0 ? n : 0] = 0;
		if (n > 0 && *where == '/') {
			others++;
			memcpy(found, where, (size_t)n + 1);
		}
	}
	ir_fork_server_stop(&server);
	close(secret);
	result(!others, "inherit files of whoever started batch", others ? found : "none is there");
}

int main(void)
{
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends))
		return 2;
	signal(SIGPIPE, SIG_IGN);
	victim = fork();
	if (!victim) {
		alarm(120);
		for (;;)
			pause();
	}
	inherited();
	every_call();
	tricks();
	clings("never answer, with SIGALRM ignored", never_answer);
	clings("answer, and stay", answer_and_stay);
	clings("answer without end", answer_for_ever);
	kill(victim, SIGKILL);
	printf("%u passed, %u failed\n", passed, failed);
	return failed != 0;
}

// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a worker that was taken over could do. Each thing is tried twice, in a process of its own: free,
 * where it must work (else the test says nothing), and locked in, where it must not.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/io_uring.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "triage/batch/fork_server.h"
#include "triage/sandbox/sandbox.h"

static int pair[2], spool, other;
static char folder[] = "/tmp/inoderace-locked-XXXXXX";
static const struct ir_worker_limits limits = {2, (uint64_t)256 << 20, 1 << 20};

static bool open_file(void)
{
	return open("/etc/passwd", O_RDONLY) >= 0;
}

static bool stat_file(void)
{
	struct stat st;

	return !stat("/etc/passwd", &st);
}

static bool make_file(void)
{
	char path[64];

	snprintf(path, sizeof(path), "%s/made", folder);
	return open(path, O_WRONLY | O_CREAT, 0600) >= 0;
}

static bool remove_file(void)
{
	char path[64];

	snprintf(path, sizeof(path), "%s/old", folder);
	return !unlink(path);
}

static bool write_other(void)
{
	return write(other, "x", 1) == 1;
}

static bool write_at_other(void)
{
	return pwrite(other, "x", 1, 0) == 1;
}

static bool cut_other(void)
{
	return !ftruncate(other, 0);
}

static bool network(void)
{
	return socket(AF_INET, SOCK_DGRAM, 0) >= 0;
}

static bool send_files(void)
{
	return ir_send_files(pair[0], "x", 1, &other, 1);
}

static bool start_process(void)
{
	pid_t pid = fork();

	if (!pid)
		_exit(0);
	return pid > 0;
}

static bool run_program(void)
{
	execl("/bin/true", "true", (char *)NULL);
	return false;
}

static bool signal_parent(void)
{
	return !kill(getppid(), 0);
}

static bool runnable_memory(void)
{
	return mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED;
}

static bool make_runnable(void)
{
	void *p = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return !mprotect(p, 4096, PROT_READ | PROT_EXEC);
}


static bool much_memory(void)
{
	return mmap(NULL, (size_t)512 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) !=
	       MAP_FAILED;
}

static bool read_others_memory(void)
{
	char to[8];
	struct iovec here = {to, sizeof(to)}, there = {folder, sizeof(to)};

	return process_vm_readv(getpid(), &here, 1, &there, 1, 0) == sizeof(to);
}

static bool traced(void)
{
	return !ptrace(PTRACE_TRACEME, 0, NULL, NULL);
}

static bool call_alarm_off(void)
{
	alarm(0);
	return true;
}

static bool raise_limits(void)
{
	struct rlimit l;

	return !getrlimit(RLIMIT_CORE, &l) && !setrlimit(RLIMIT_CORE, &l);
}

static bool many_files(void)
{
	for (int i = 0; i < 300; i++) {
		if (dup(0) < 0)
			return false;
	}
	return true;
}

static bool ring(void)
{
	struct io_uring_params p = {.flags = 0};

	return syscall(SYS_io_uring_setup, 1, &p) >= 0;
}

static bool big_spool(void)
{
	return pwrite(spool, "x", 1, 2 << 20) == 1;
}

static bool talk(void)
{
	return write(pair[0], "x", 1) == 1;
}

static bool unpack(void)
{
	return write(spool, "x", 1) == 1 && pwrite(spool, "x", 1, 4096) == 1 && !ftruncate(spool, 8192);
}

static bool read_dump(void)
{
	char byte;

	return pread(other, &byte, 1, 0) == 1;
}

static bool no_rights(void)
{
	return geteuid() && getegid();
}

/* How it went, in a process of its own: 1 it worked, 0 it did not or was stopped. */
static int attempt(bool (*what)(void), bool locked)
{
	int status = 0;
	pid_t pid = fork();

	if (!pid) {
		if (locked && !ir_lock_worker(&limits, pair[0], spool))
			_exit(9);
		_exit(what() ? 42 : 0);
	}
	waitpid(pid, &status, 0);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 9)
		return -1;
	/* A program that was run says 0, and so does one that could not be. */
	if (what == run_program && !locked)
		return WIFEXITED(status) && !WEXITSTATUS(status);
	return WIFEXITED(status) && WEXITSTATUS(status) == 42;
}

/* Does time end it? */
static bool is_ended(void)
{
	int status = 0;
	pid_t pid = fork();

	if (!pid) {
		struct ir_worker_limits short_ones = limits;

		short_ones.seconds = 1;
		if (!ir_lock_worker(&short_ones, pair[0], spool))
			_exit(9);
		for (;;)
			;
	}
	waitpid(pid, &status, 0);
	return WIFSIGNALED(status) && (WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL);
}

static const struct {
	const char *name;
	bool (*what)(void);
	bool allowed, free_too;
} attempts[] = {
	{"open a file", open_file, false, true},
	{"look at a file", stat_file, false, true},
	{"make a file", make_file, false, true},
	{"remove a file", remove_file, false, true},
	{"write to a file that is open", write_other, false, true},
	{"the same at some place", write_at_other, false, true},
	{"cut a file that is open", cut_other, false, true},
	{"use the network", network, false, true},
	{"hand out files", send_files, false, true},
	{"start a process", start_process, false, true},
	{"run a program", run_program, false, true},
	{"send a signal", signal_parent, false, true},
	{"get memory that can be run", runnable_memory, false, true},
	{"make memory one that can be run", make_runnable, false, true},
	{"get more memory than allowed", much_memory, false, true},
	{"read a process's memory", read_others_memory, false, true},
	{"be traced", traced, false, true},
	{"call off its alarm", call_alarm_off, false, true},
	{"set limits", raise_limits, false, true},
	{"open many files", many_files, false, true},
	{"unpack more than allowed", big_spool, false, true},
	{"use an io_uring", ring, false, false}, /* not every kernel has it */
	{"talk to its scheduler", talk, true, true},
	{"unpack into its file", unpack, true, true},
	{"read its dump", read_dump, true, true},
	{"be nobody", no_rights, true, false}, /* root is not */
};

int main(void)
{
	int wrong = 0, right = 0;
	char path[64];

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) || !mkdtemp(folder))
		return 2;
	signal(SIGPIPE, SIG_IGN);
	spool = open(folder, O_TMPFILE | O_RDWR, 0600);
	for (size_t i = 0; i < sizeof(attempts) / sizeof(attempts[0]); i++) {
		int freely, locked;

		snprintf(path, sizeof(path), "%s/old", folder);
		other = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
		if (pwrite(other, "dump", 4, 0) != 4)
			return 2;
		freely = attempts[i].free_too ? attempt(attempts[i].what, false) : 1;
		if (pwrite(other, "dump", 4, 0) != 4)
			return 2;
		locked = attempt(attempts[i].what, true);
		close(other);
		if (freely == 1 && locked == attempts[i].allowed) {
			right++;
			continue;
		}
		wrong++;
		printf("FAIL a locked worker can%s %s (free: %d, locked: %d)\n", attempts[i].allowed ? "not" : "",
		       attempts[i].name, freely, locked);
	}
	if (is_ended())
		right++;
	else
		wrong += printf("FAIL a worker that never ends is not ended\n") > 0;
	snprintf(path, sizeof(path), "%s/old", folder);
	unlink(path);
	snprintf(path, sizeof(path), "%s/made", folder);
	unlink(path);
	rmdir(folder);
	printf("%d passed, %d failed\n", right, wrong);
	return wrong != 0;
}

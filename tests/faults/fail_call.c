// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Preloaded into a program under test: makes one call in a run fail. strace injects what a system call
 * returns; what no system call is, or what strace cannot do without lying about the bytes, is here.
 *
 * IR_FAULT=KIND:N fails the N-th call of its kind, IR_FAULT=KIND:N+ that one and all after it:
 *   alloc  memory: malloc and its like return NULL
 *   read   read() and pread() of more than one byte give half of what was asked for
 *   write  write() and pwrite() of more than one byte take half of it
 *   eio    read() and pread() fail with EIO
 *   nospc  write(), pwrite() and ftruncate() fail with ENOSPC
 *   sent   the connection to a server with a name is lost before something is sent to it
 *   heard  the same, before something is received
 *   clock  the clock of the wall goes back by a day, and stays there
 * IR_FAULT_COUNTS names a file for the counts, one of each kind, shared by all processes of the run: they
 * are numbered together, so one call fails and not one in each process. A process that is locked in by seccomp is reached too: of strace's
 * injection it would die.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum kind { ALLOC, READ, WRITE, EIO_READ, NO_SPACE, SENT, HEARD, CLOCK, NR_KINDS };
static const char *const names[NR_KINDS] = {"alloc", "read", "write", "eio", "nospc", "sent", "heard", "clock"};

#define DAY 86400

static uint32_t *counts, at, most;
static enum kind failing = NR_KINDS;

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t nr, size_t size);
void *__libc_realloc(void *old, size_t size);

__attribute__((constructor)) static void start(void)
{
	const char *path = getenv("IR_FAULT_COUNTS"), *what = getenv("IR_FAULT");
	int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
	char *end;
	void *map;

	if (fd < 0)
		return;
	map = mmap(NULL, NR_KINDS * sizeof(*counts), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	for (int i = 0; what && i < NR_KINDS; i++) {
		size_t len = strlen(names[i]);

		if (strncmp(what, names[i], len) || what[len] != ':')
			continue;
		failing = i;
		at = (uint32_t)strtoul(what + len + 1, &end, 10);
		most = *end == '+' ? UINT32_MAX : at;
	}
	if (map != MAP_FAILED)
		counts = map;
}

/* Counts one call more of @kind: does it fail? */
static int fails(enum kind kind)
{
	uint32_t n;

	if (!counts)
		return 0;
	n = __atomic_add_fetch(&counts[kind], 1, __ATOMIC_RELAXED);
	return kind == failing && n >= at && n <= most;
}

static void *no_memory(void)
{
	errno = ENOMEM;
	return NULL;
}

void *malloc(size_t size)
{
	return fails(ALLOC) ? no_memory() : __libc_malloc(size);
}

void *calloc(size_t nr, size_t size)
{
	return fails(ALLOC) ? no_memory() : __libc_calloc(nr, size);
}

void *realloc(void *old, size_t size)
{
	return fails(ALLOC) ? no_memory() : __libc_realloc(old, size);
}

static size_t part(enum kind kind, size_t len)
{
	return len > 1 && fails(kind) ? len / 2 : len;
}

/* Standard error stays: it is to say what happened. */
static int refused(enum kind kind, int fd, int error)
{
	if (fd == STDERR_FILENO || !fails(kind))
		return 0;
	errno = error;
	return 1;
}

static ssize_t read_call(int fd, void *buf, size_t len, int placed, off_t offset)
{
	if (refused(EIO_READ, fd, EIO))
		return -1;
	len = part(READ, len);
	return placed ? syscall(SYS_pread64, fd, buf, len, offset) : syscall(SYS_read, fd, buf, len);
}

static ssize_t write_call(int fd, const void *buf, size_t len, int placed, off_t offset)
{
	if (refused(NO_SPACE, fd, ENOSPC))
		return -1;
	len = part(WRITE, len);
	return placed ? syscall(SYS_pwrite64, fd, buf, len, offset) : syscall(SYS_write, fd, buf, len);
}

ssize_t read(int fd, void *buf, size_t len)
{
	return read_call(fd, buf, len, 0, 0);
}

ssize_t pread(int fd, void *buf, size_t len, off_t offset)
{
	return read_call(fd, buf, len, 1, offset);
}

ssize_t pread64(int fd, void *buf, size_t len, off_t offset)
{
	return read_call(fd, buf, len, 1, offset);
}

ssize_t write(int fd, const void *buf, size_t len)
{
	return write_call(fd, buf, len, 0, 0);
}

ssize_t pwrite(int fd, const void *buf, size_t len, off_t offset)
{
	return write_call(fd, buf, len, 1, offset);
}

ssize_t pwrite64(int fd, const void *buf, size_t len, off_t offset)
{
	return write_call(fd, buf, len, 1, offset);
}

int ftruncate64(int fd, off_t len)
{
	return refused(NO_SPACE, fd, ENOSPC) ? -1 : (int)syscall(SYS_ftruncate, fd, len);
}

int ftruncate(int fd, off_t len)
{
	return ftruncate64(fd, len);
}

/* Workers talk over pairs of sockets, which have no name. */
static void lose(enum kind kind, int fd)
{
	struct sockaddr_un peer = {.sun_family = AF_UNSPEC};
	socklen_t len = sizeof(peer);

	if (!getpeername(fd, (struct sockaddr *)&peer, &len) && (peer.sun_family != AF_UNIX || (len > sizeof(sa_family_t) && peer.sun_path[0])) &&
	    fails(kind))
		(void)shutdown(fd, SHUT_RDWR);
}

ssize_t send(int fd, const void *buf, size_t len, int flags)
{
	lose(SENT, fd);
	return syscall(SYS_sendto, fd, buf, len, flags, NULL, 0);
}

ssize_t recv(int fd, void *buf, size_t len, int flags)
{
	lose(HEARD, fd);
	return syscall(SYS_recvfrom, fd, buf, len, flags, NULL, NULL);
}

static time_t back(void)
{
	return fails(CLOCK) ? DAY : 0;
}

/* The clock that never goes back is not touched: the kernel promises that. */
int clock_gettime(clockid_t clock, struct timespec *ret)
{
	int status = (int)syscall(SYS_clock_gettime, clock, ret);

	if (!status && clock == CLOCK_REALTIME)
		ret->tv_sec -= back();
	return status;
}

int gettimeofday(struct timeval *ret, void *zone)
{
	int status = (int)syscall(SYS_gettimeofday, ret, zone);

	if (!status)
		ret->tv_sec -= back();
	return status;
}

time_t time(time_t *ret)
{
	struct timespec t;
	time_t now = syscall(SYS_clock_gettime, CLOCK_REALTIME, &t) ? 0 : t.tv_sec - back();

	if (ret)
		*ret = now;
	return now;
}

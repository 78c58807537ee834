// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A malloc for crash (LD_PRELOAD) in which Ctrl-C comes at a chosen moment.
 *
 * crash has threads, gdb's, so the C library's malloc takes a lock. A handler of SIGINT that leaves
 * by longjmp while the lock is held stops the program for good, at the next call of malloc. By the
 * clock that is met once in thousands of tries; here SIGINT is raised inside of the N-th call, and
 * a call that finds another one unfinished says so and ends the program.
 *
 * Calls are counted while an inoderace command runs: from the moment when SIGSEGV has a handler
 * that is not the program's own until it has none. INTERRUPT_PLAN names a file of three 32-bit
 * numbers: N, the calls counted, and whether the signal was raised.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t n, size_t size);
extern void *__libc_realloc(void *p, size_t size);
extern void __libc_free(void *p);

static struct {
	uint32_t at, counted, raised;
} *plan;

static volatile bool running;
static __thread volatile bool inside __attribute__((tls_model("initial-exec")));

static void open_plan(void) __attribute__((constructor));

static void open_plan(void)
{
	const char *path = getenv("INTERRUPT_PLAN");
	const int fd = path ? open(path, O_RDWR) : -1;
	void *map = fd < 0 ? MAP_FAILED : mmap(NULL, sizeof(*plan), PROT_READ | PROT_WRITE,
					       MAP_SHARED, fd, 0);

	plan = map == MAP_FAILED ? NULL : map;
}

static void enter(void)
{
	static const char stuck[] = "\nmalloc: left by longjmp while it was locked\n";

	if (inside) {
		(void)!write(STDERR_FILENO, stuck, sizeof(stuck) - 1);
		_exit(42);
	}
	inside = true;
	if (!plan || !running)
		return;
	if (++plan->counted == plan->at) {
		plan->raised++;
		raise(SIGINT);
	}
}

void *malloc(size_t size)
{
	void *p;

	enter();
	p = __libc_malloc(size);
	inside = false;
	return p;
}

void *calloc(size_t n, size_t size)
{
	void *p;

	enter();
	p = __libc_calloc(n, size);
	inside = false;
	return p;
}

void *realloc(void *old, size_t size)
{
	void *p;

	enter();
	p = __libc_realloc(old, size);
	inside = false;
	return p;
}

void free(void *p)
{
	enter();
	__libc_free(p);
	inside = false;
}

static bool in_an_extension(void *handler)
{
	Dl_info info;

	return dladdr(handler, &info) && info.dli_fname && strstr(info.dli_fname, "inoderace");
}

int sigaction(int sig, const struct sigaction *act, struct sigaction *old)
{
	static int (*next)(int, const struct sigaction *, struct sigaction *);

	if (!next)
		next = dlsym(RTLD_NEXT, "sigaction");
	if (sig == SIGSEGV && act && (act->sa_handler == SIG_DFL || in_an_extension(act->sa_handler)))
		running = act->sa_handler != SIG_DFL;
	return next(sig, act, old);
}

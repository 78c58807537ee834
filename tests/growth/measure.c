// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * measure PROGRAM ARG...: runs it, and prints its CPU time in seconds and its peak memory in KiB on
 * standard error. A child's peak counts what its parent held when it was forked: so this is small.
 */
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	struct rusage u;
	int status;
	pid_t child;

	if (argc < 2)
		return 2;
	child = fork();
	if (!child) {
		execvp(argv[1], argv + 1);
		_exit(127);
	}
	if (child < 0 || wait4(child, &status, 0, &u) < 0)
		return 2;
	fprintf(stderr, "%.6f %ld\n",
		(double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
			(double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6, u.ru_maxrss);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

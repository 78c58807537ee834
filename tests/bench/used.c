// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Runs a program and writes what it used to standard error, where nothing else is written: CPU in us, the most memory in KiB. A child
 * begins with its parent's memory, so that of a Python script never uses less than Python. For tests/bench/cost-beside-crash.
 */
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>

extern char **environ;

int main(int argc, char **argv)
{
	posix_spawn_file_actions_t quiet;
	struct rusage used;
	int status;
	pid_t pid;

	if (argc < 2 || posix_spawn_file_actions_init(&quiet) ||
	    posix_spawn_file_actions_addopen(&quiet, 2, "/dev/null", O_WRONLY, 0) ||
	    posix_spawnp(&pid, argv[1], &quiet, NULL, argv + 1, environ) || wait4(pid, &status, 0, &used) != pid)
		return 127;
	fprintf(stderr, "%ld %ld\n",
		(used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1000000 + used.ru_utime.tv_usec + used.ru_stime.tv_usec,
		used.ru_maxrss);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 126;
}

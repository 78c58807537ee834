// SPDX-License-Identifier: GPL-2.0-or-later
/* gzip and its like, started before the worker locks itself in, and locked in on their own. */
#include "triage/batch/unpacker.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

int ir_start_unpacker(const struct ir_worker_limits *limits, const char *program, int fd, pid_t *ret)
{
	int out[2];

	if (pipe2(out, O_CLOEXEC))
		return -1;
	*ret = fork();
	if (!*ret) {
		signal(SIGPIPE, SIG_DFL);
		alarm(limits->seconds);
		if (lseek(fd, 0, SEEK_SET) || dup2(fd, STDIN_FILENO) < 0 ||
		    dup2(out[1], STDOUT_FILENO) < 0 || !ir_lock_unpacker(limits))
			_exit(127);
		execlp(program, program, "-dc", (char *)NULL);
		_exit(127);
	}
	close(out[1]);
	if (*ret > 0)
		return out[0];
	close(out[0]);
	return -1;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The process that forks the workers. It is started before the database is opened, so that no worker
 * inherits its files, its shared memory or a password; and it stays small, which keeps forks cheap.
 */
#ifndef IR_FORK_SERVER_H
#define IR_FORK_SERVER_H

#include <sys/types.h>

#include "triage/batch/worker.h"

/** struct ir_fork_server - the scheduler's end */
struct ir_fork_server {
	int socket;
	pid_t pid;
};

/** struct ir_exit - how a worker ended */
struct ir_exit {
	unsigned slot;
	int status; /* as waitpid() has it; -1: it could not be started */
	long cpu_ms, peak_kb;
};

/** ir_fork_server_start() - false when it cannot be started; the workers have @layouts as they are now */
bool ir_fork_server_start(struct ir_fork_server *n, const struct ir_layout_shelf *layouts);
/**
 * ir_fork_server_send() - have @job done as number @slot
 *
 * The job's files may be closed after that.
 */
bool ir_fork_server_send(struct ir_fork_server *n, unsigned slot, const struct ir_worker_job *job);
/** ir_fork_server_kill() - end the worker of @slot, if it still runs */
void ir_fork_server_kill(struct ir_fork_server *n, unsigned slot);
/** ir_fork_server_receive() - the next worker that ended; false when there is none at the moment */
bool ir_fork_server_receive(struct ir_fork_server *n, struct ir_exit *ret);
/** ir_fork_server_stop() - end it and all its workers */
void ir_fork_server_stop(struct ir_fork_server *n);

/** ir_send_files() - @bytes and open files over a socket */
bool ir_send_files(int socket, const void *bytes, size_t len, const int *fds, unsigned nr);

#endif

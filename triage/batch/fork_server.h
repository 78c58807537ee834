/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The process that forks the workers. It is started before the database is opened, so that no worker
 * inherits its files, its shared memory or a password; and it stays small, which keeps forks cheap.
 */
#ifndef IR_FORK_SERVER_H
#define IR_FORK_SERVER_H

#include <sys/types.h>

#include "triage/batch/worker.h"

/** struct ir_nursery - the scheduler's end */
struct ir_nursery {
	int socket;
	pid_t pid;
};

/** struct ir_exit - how a worker ended */
struct ir_exit {
	unsigned slot;
	int status; /* as waitpid() has it; -1: it could not be started */
	long cpu_ms, peak_kb;
};

/** ir_nursery_start() - false when it cannot be started */
bool ir_nursery_start(struct ir_nursery *n);
/**
 * ir_nursery_send() - have @job done as number @slot
 *
 * The job's files may be closed after that.
 */
bool ir_nursery_send(struct ir_nursery *n, unsigned slot, const struct ir_worker_job *job);
/** ir_nursery_kill() - end the worker of @slot, if it still runs */
void ir_nursery_kill(struct ir_nursery *n, unsigned slot);
/** ir_nursery_receive() - the next worker that ended; false when there is none at the moment */
bool ir_nursery_receive(struct ir_nursery *n, struct ir_exit *ret);
/** ir_nursery_stop() - end it and all its workers */
void ir_nursery_stop(struct ir_nursery *n);

/** ir_send_files() - @bytes and open files over a socket */
bool ir_send_files(int socket, const void *bytes, size_t len, const int *fds, unsigned nr);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One process diagnoses one dump. It gets the open files and one socket, locks itself in, and talks
 * with the scheduler over that socket:
 *
 *	worker				scheduler
 *	F SAMPLED FINGERPRINT		which content is this?
 *					W		tell the digest of all its bytes
 *					O (with files)	that of these other files
 *					G		not known: diagnose it
 *					S		known: stop
 *	W DIGEST			answer to W and O; empty when it cannot be read
 *	J LENGTH, JSON			the diagnosis; the last message
 *	E TEXT				there is none, for that reason; the last message
 *	N				neither a dump nor a log, and nobody said that it was one
 */
#ifndef IR_BATCH_WORKER_H
#define IR_BATCH_WORKER_H

#include "triage/batch/work_item.h"

/** IR_ANSWER_MAX - bytes of a diagnosis; a real one has some 20,000 */
#define IR_ANSWER_MAX ((size_t)8 << 20)

/**
 * struct ir_limits - what a worker may take
 * @seconds: of time, and of CPU time
 * @memory: bytes of address space
 * @unpacked: bytes of the file that a packed or flattened dump is unpacked to
 */
struct ir_limits {
	unsigned seconds;
	uint64_t memory, unpacked;
};

/** struct ir_job - what a worker is given */
struct ir_job {
	enum ir_sniff sniff;
	bool asked;
	unsigned nr_fds;
	int fds[IR_MAX_PARTS], socket;
	char path[1024]; /* for the report */
	struct ir_limits limits;
};

/** ir_work() - do it, in a process of its own */
void ir_work(struct ir_job *job) __attribute__((noreturn));

/* lock.c */

/** ir_lock_worker() - only read what is open, and write to @socket and @spool (-1: there is none) */
bool ir_lock_worker(const struct ir_limits *limits, int socket, int spool);
/** ir_lock_unpacker() - only what gzip and its like need to read stdin and write to stdout */
bool ir_lock_unpacker(const struct ir_limits *limits);

/** ir_start_unpacker() - what @program makes of @fd can be read from the returned pipe; -1 if it failed */
int ir_start_unpacker(const struct ir_limits *limits, const char *program, int fd, pid_t *ret);

#endif

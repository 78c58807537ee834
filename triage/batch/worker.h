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

#include "triage/sandbox/sandbox.h"
#include "triage/batch/work_item.h"

struct ir_layout_shelf;

/** IR_ANSWER_MAX - bytes of a diagnosis; a real one has some 20,000 */
#define IR_ANSWER_MAX ((size_t)8 << 20)

/** struct ir_worker_job - what a worker is given */
struct ir_worker_job {
	enum ir_sniff sniff;
	bool asked;
	unsigned nr_fds;
	int fds[IR_MAX_PARTS], socket;
	char path[1024]; /* for the report */
	struct ir_worker_limits limits;
};

/** ir_work() - do it, in a process of its own; @layouts are all the types there are besides the dump's */
void ir_work(struct ir_worker_job *job, const struct ir_layout_shelf *layouts) __attribute__((noreturn));

#endif

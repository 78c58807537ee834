/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Work that must not cost the machine its dump: done by a child process with bounds on time and memory,
 * while the parent only waits, and never longer than it was told to.
 */
#ifndef IR_CHILD_LIMITS_H
#define IR_CHILD_LIMITS_H

#include <stddef.h>

/** struct ir_limits - @seconds: of the clock, not of the CPU; @mib: of address space */
struct ir_limits {
	unsigned seconds, mib;
};

/**
 * struct ir_job - what became of the work
 * @line: what the job has to say, one line
 * @seconds, @kib: what it took; @kib is the most memory it held
 */
struct ir_job {
	char line[512];
	double seconds;
	long kib;
};

/** ir_job_fn - the work; writes its line and returns the process's exit status */
typedef int ir_job_fn(struct ir_job *job, void *arg);

/**
 * ir_limited_run() - do the work
 * @ret: overwritten; when the work was not done, its line says why
 * Returns the exit status of @fn, 2 when it did not get to its end.
 */
int ir_limited_run(ir_job_fn *fn, void *arg, const struct ir_limits *limits, struct ir_job *ret);

#endif

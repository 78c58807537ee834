// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * In inoderace-static's place in the capture kernel: what it would be like at its worst. HANGS, EATS
 * and FAULTS do it under the program's own limits; DEAF has none, so that only the hook's are left.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crash-time/child_limits.h"

#ifdef EATS
static int misbehave(struct ir_job *job, void *arg)
{
	(void)job, (void)arg;
	for (size_t held = 0;; held += 1 << 20) {
		char *more = malloc(1 << 20);

		if (!more) {
			snprintf(job->line, sizeof(job->line), "no diagnosis: no memory after %zu MiB",
				 held >> 20);
			return 2;
		}
		memset(more, 1, 1 << 20);
	}
}
#elif defined(FAULTS)
static int misbehave(struct ir_job *job, void *arg)
{
	(void)job, (void)arg;
	raise(SIGSEGV);
	return 0;
}
#else
static int misbehave(struct ir_job *job, void *arg)
{
	volatile unsigned turns = 0;

	(void)job;
	while (!arg)
		turns = turns + 1;
	return 0;
}
#endif

int main(void)
{
	const struct ir_limits limits = {.seconds = 5, .mib = 32};
	struct ir_job job = {.kib = 0};
#ifdef DEAF
	int status = limits.seconds ? misbehave(&job, NULL) : 0;
#else
	int status = ir_limited_run(misbehave, NULL, &limits, &job);
#endif

	printf("inoderace: %s (%.2f s, %.1f MiB)\n", job.line, job.seconds, (double)job.kib / 1024);
	return status;
}

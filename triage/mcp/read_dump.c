// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/mcp/read_dump.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/inoderace.h"
#include "triage/dump/opened.h"
#include "triage/file/unpack.h"
#include "triage/sandbox/locked.h"
#include "triage/slice/slice_watch.h"

static const struct ir_worker_limits limits = {120, (uint64_t)1 << 30, (uint64_t)64 << 30};

/* Bytes of a diagnosis; a real one has some 20,000. */
#define LONGEST ((size_t)8 << 20)

struct job {
	const char *path;
	int fd, again, spool;
	int64_t pid;
};

static void emit(const char *text, void *arg)
{
	fputs(text, arg);
}

/* The answer begins with J or E. */
static void say(int to, char kind, const char *text)
{
	ir_locked_answer(to, &kind, 1);
	ir_locked_answer(to, text, strlen(text));
}

static void diagnose(const struct job *job, const struct ir_opened *o, int to)
{
	const struct ir_options look = {.pid = job->pid};
	char *text = NULL, error[512];
	struct ir_diagnosis d;
	size_t len = 0;
	FILE *f = open_memstream(&text, &len);

	ir_diagnose_into(o->target, &look, &d);
	if (f) {
		ir_report_json(&d, emit, f);
		fclose(f);
	}
	/* A verdict without what the slice lacks might not be the original's. */
	if (ir_opened_complaint(o, &d, error, sizeof(error)))
		say(to, 'E', error);
	else if (!text || len + 1 >= LONGEST)
		say(to, 'E', "its diagnosis does not fit into memory");
	else
		say(to, 'J', text);
}

/* Nothing but the dump is this process's business: not the client's messages, not the known issues' socket. */
static void close_others(const struct job *job, int to)
{
	for (int fd = 3; fd < 256; fd++) {
		if (fd != job->fd && fd != job->again && fd != job->spool && fd != to)
			close(fd);
	}
}

static void work(void *arg, int to)
{
	const struct job *job = arg;
	static struct ir_opened o;
	const struct ir_handed_files handed = {.path = job->path, .from = job->again, .fds = &job->fd, .nr = 1};

	close_others(job, to);
	if (ir_open_handed(&o, &handed, &ir_slice_reader))
		diagnose(job, &o, to);
	else
		say(to, 'E', o.error);
}

jv ir_read_dump(int fd, const char *path, int64_t pid, char *error, size_t size)
{
	struct job job = {.path = path, .fd = fd, .again = dup(fd), .spool = ir_spool_prepare(), .pid = pid};
	char *answer = malloc(LONGEST);
	long len = answer ? ir_locked_run(&limits, work, &job, job.spool, answer, LONGEST, error, size) : -1;
	jv found = jv_invalid();

	if (len > 1 && *answer == 'J')
		found = jv_parse_sized(answer + 1, (int)len - 1);
	else if (len > 1 && *answer == 'E')
		snprintf(error, size, "%.*s", (int)(len - 1 < 500 ? len - 1 : 500), answer + 1);
	else if (len >= 0)
		snprintf(error, size, "the process that reads it gave no answer");
	if (len > 1 && *answer == 'J' && jv_get_kind(found) != JV_KIND_OBJECT) {
		snprintf(error, size, "its diagnosis is damaged");
		jv_free(found);
		found = jv_invalid();
	}
	free(answer);
	if (job.spool >= 0)
		close(job.spool);
	if (job.again >= 0)
		close(job.again);
	close(fd);
	return found;
}

// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/batch/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "triage/batch/digest.h"
#include "triage/batch/unpacker.h"
#include "triage/debuginfo/debuginfo.h"
#include "triage/debuginfo/layout_shelf.h"
#include "triage/dump/json_report.h"
#include "triage/dump/opened.h"
#include "triage/file/trouble.h"
#include "triage/file/unpack.h"
#include "triage/slice/slice_watch.h"

static void say(int to, const char *text, size_t len)
{
	while (len) {
		ssize_t n = write(to, text, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			_exit(1); /* The scheduler is gone. */
		text += n;
		len -= (size_t)n;
	}
}

static void say_error(int to, const char *error)
{
	char line[700];

	/* What lies in the machine may be over next time. */
	snprintf(line, sizeof(line), "E %s%s", ir_trouble_met() && *error != '!' ? "!" : "", error);
	line[strcspn(line, "\n")] = 0;
	say(to, line, strlen(line));
	say(to, "\n", 1);
}

static void diagnose(const struct ir_worker_job *job, const struct ir_opened *o)
{
	struct ir_diagnosis d;
	char head[32], error[512], *text = ir_json_report(o->target, &d);
	size_t len = text ? strlen(text) : 0;

	/* A verdict without what the slice lacks might not be the original's. */
	if (ir_opened_complaint(o, &d, error, sizeof(error))) {
		say_error(job->socket, error);
	} else if (ir_trouble_met()) {
		/* What is kept stays: it must not be what a share gave on a bad day. */
		say_error(job->socket, ir_trouble_text());
	} else if (!text || len >= IR_ANSWER_MAX) {
		say_error(job->socket, "its diagnosis does not fit into memory");
	} else {
		snprintf(head, sizeof(head), "J %zu\n", len);
		say(job->socket, head, strlen(head));
		say(job->socket, text, len);
	}
}

/* A slice has what its report rests on: looking elsewhere would need pages it lacks. */
static void use_layouts(struct ir_kdump *dump, const struct ir_debug_options *debug)
{
	if (debug->shelf->nr && !ir_slice_of(dump))
		ir_kdump_use_debuginfo(dump, ir_debuginfo_new(debug));
}

static void work_on(const struct ir_worker_job *job, int from, pid_t unpacker, const struct ir_layout_shelf *layouts)
{
	static struct ir_opened o;
	const struct ir_debug_options debug = {.shelf = layouts};
	const struct ir_handed_files files = {
		.path = job->path,
		.from = from,
		.unpacker = unpacker,
		.fds = job->fds,
		.nr = job->nr_fds,
	};
	bool expected = job->asked || job->sniff == IR_SNIFF_DUMP || job->sniff == IR_SNIFF_FLAT;

	if (ir_open_handed(&o, &files, &ir_slice_reader)) {
		if (o.kdump)
			use_layouts(o.kdump, &debug);
		diagnose(job, &o);
	} else if (o.input.kind == IR_INPUT_FAILED && !expected) {
		say(job->socket, "N\n", 2);
	} else {
		say_error(job->socket, o.error);
	}
}

/* One byte from the scheduler, and the files it sends with it. */
static char hear(int from, int *fds, unsigned *nr)
{
	char byte = 'S', room[CMSG_SPACE(sizeof(int) * IR_MAX_PARTS)];
	struct iovec iov = {&byte, 1};
	struct msghdr m = {.msg_iov = &iov, .msg_iovlen = 1, .msg_control = room,
			   .msg_controllen = sizeof(room)};
	struct cmsghdr *c;
	ssize_t n;

	do
		n = recvmsg(from, &m, 0);
	while (n < 0 && errno == EINTR);
	*nr = 0;
	c = n == 1 ? CMSG_FIRSTHDR(&m) : NULL;
	if (c && c->cmsg_type == SCM_RIGHTS) {
		*nr = (unsigned)((c->cmsg_len - CMSG_LEN(0)) / sizeof(int));
		memcpy(fds, CMSG_DATA(c), *nr * sizeof(int));
	}
	return n == 1 ? byte : 'S';
}

/* Tells what it has to tell of the content until it is sent to work, or home. */
static bool introduce(const struct ir_worker_job *job)
{
	char digest[IR_DIGEST_TEXT], line[IR_DIGEST_TEXT + 8], order;
	int others[IR_MAX_PARTS];
	unsigned nr;
	bool sampled;

	if (!ir_fingerprint(job->fds, job->nr_fds, digest, &sampled)) {
		say_error(job->socket, "it cannot be read");
		return false;
	}
	snprintf(line, sizeof(line), "F %d %s\n", sampled, digest);
	say(job->socket, line, strlen(line));
	while ((order = hear(job->socket, others, &nr)) == 'W' || order == 'O') {
		if (!ir_whole_digest(order == 'W' ? job->fds : others,
				     order == 'W' ? job->nr_fds : nr, digest))
			digest[0] = 0;
		for (unsigned i = 0; i < nr; i++)
			close(others[i]);
		snprintf(line, sizeof(line), "W %s\n", digest);
		say(job->socket, line, strlen(line));
	}
	return order == 'G';
}

static void hide_terminal(void)
{
	int null = open("/dev/null", O_RDWR);

	for (int fd = 0; fd < 3; fd++)
		(void)dup2(null, fd);
	close(null);
}

void ir_work(struct ir_worker_job *job, const struct ir_layout_shelf *layouts)
{
	const char *program = NULL;
	int from = dup(job->fds[0]), spool = -1;
	pid_t unpacker = 0;

	hide_terminal();
	if (job->sniff == IR_SNIFF_PACKED || job->sniff == IR_SNIFF_FLAT)
		spool = ir_spool_prepare();
	if (job->sniff == IR_SNIFF_PACKED) {
		struct ir_stream s = {.fd = -1};
		ssize_t n = pread(job->fds[0], s.head, 16, 0);

		s.nr_head = n > 0 ? (size_t)n : 0;
		program = ir_unpacker(&s);
		close(from);
		from = program ? ir_start_unpacker(&job->limits, program, job->fds[0], &unpacker) : -1;
	}
	/* Its default action ends this process; nothing in here can call it off. */
	alarm(job->limits.seconds);
	if (!ir_lock_worker(&job->limits, job->socket, spool)) {
		say_error(job->socket, "!the process that reads it cannot be locked in");
		_exit(1);
	}
	if (introduce(job)) {
		if (from < 0)
			say_error(job->socket, "!the program that unpacks it cannot be started");
		else
			work_on(job, from, unpacker, layouts);
	}
	_exit(0);
}

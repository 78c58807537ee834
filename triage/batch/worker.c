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
#include "core/inoderace.h"
#include "triage/slice/slice_watch.h"
#include "triage/dump/target_kdump.h"
#include "triage/dump/target_log.h"
#include "triage/file/unpack.h"

/* The diagnosis as it is written. */
struct answer {
	char *text;
	size_t len, room;
	bool failed;
};

static void keep(const char *text, void *arg)
{
	struct answer *a = arg;
	size_t n = strlen(text);

	if (a->failed || n >= IR_ANSWER_MAX - a->len) {
		a->failed = true;
		return;
	}
	if (a->len + n > a->room) {
		size_t room = (a->len + n) * 2;
		char *more = realloc(a->text, room);

		if (!more) {
			a->failed = true;
			return;
		}
		a->text = more;
		a->room = room;
	}
	memcpy(a->text + a->len, text, n);
	a->len += n;
}

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

	snprintf(line, sizeof(line), "E %s", error);
	line[strcspn(line, "\n")] = 0;
	say(to, line, strlen(line));
	say(to, "\n", 1);
}

static void diagnose(const struct ir_job *job, struct ir_kdump *k, struct ir_target *t)
{
	static const struct ir_options look = IR_OPTIONS_DEFAULT;
	struct answer a = {0};
	struct ir_diagnosis d;
	char head[32], error[512];

	ir_diagnose_into(t, &look, &d);
	/* A verdict without what the slice lacks might not be the original's. */
	if (k && ir_kdump_complaint(k, error, sizeof(error))) {
		say_error(job->socket, error);
		return;
	}
	ir_report_json(&d, keep, &a);
	if (a.failed) {
		say_error(job->socket, "its diagnosis does not fit into memory");
		return;
	}
	snprintf(head, sizeof(head), "J %zu\n", a.len);
	say(job->socket, head, strlen(head));
	say(job->socket, a.text, a.len);
}

/* What the report says of the file is said of the one that was found, not of what it was unpacked to. */
static void name_file(const struct ir_job *job, struct ir_kdump *k)
{
	struct ir_dumpfile named;

	ir_dumpfile_read(&named, job->fds[0]);
	if (named.format[0])
		snprintf(k->info.format, sizeof(k->info.format), "%s", named.format);
	k->info.bytes = named.bytes;
	ir_dumpfile_release(&named);
}

static void work_on_dump(const struct ir_job *job, struct ir_input *in)
{
	static struct ir_kdump k;
	char error[512];

	for (unsigned i = 1; i < job->nr_fds; i++)
		in->fds[in->nr_fds++] = job->fds[i];
	if (!ir_kdump_open_watched(&k, &ir_slice_reader, in->fds, in->nr_fds, job->path, error,
				   sizeof(error))) {
		say_error(job->socket, error);
		return;
	}
	name_file(job, &k);
	if (in->cut && !k.info.lost[0])
		snprintf(k.info.lost, sizeof(k.info.lost),
			 "the end of the dump: the file lacks its end marker, and may be cut off");
	diagnose(job, &k, &k.target);
}

static void work_on_log(const struct ir_job *job, struct ir_input *in)
{
	struct ir_text_log log;

	ir_text_log_open(&log, in->text, in->len, job->path);
	diagnose(job, NULL, &log.target);
}

static void work_on(const struct ir_job *job, int from, pid_t unpacker)
{
	struct ir_input in;

	ir_input_take(&in, from, unpacker);
	if (in.kind == IR_INPUT_DUMP)
		work_on_dump(job, &in);
	else if (in.kind == IR_INPUT_LOG)
		work_on_log(job, &in);
	else if (!job->asked && job->sniff != IR_SNIFF_DUMP && job->sniff != IR_SNIFF_FLAT)
		say(job->socket, "N\n", 2);
	else
		say_error(job->socket, in.error);
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
static bool introduce(const struct ir_job *job)
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

void ir_work(struct ir_job *job)
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
			work_on(job, from, unpacker);
	}
	_exit(0);
}

// SPDX-License-Identifier: GPL-2.0-or-later
/* Starting workers, and finding out whether what they look at is known (worker.h has the words). */
#include "triage/batch/worker_slot.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "triage/store/path_text.h"

#define GRACE 3 /* seconds */

bool ir_pool_wait(struct ir_pool *p, struct ir_unit *u)
{
	if (p->nr_waiting == p->room) {
		size_t room = p->room ? p->room * 2 : 64;
		struct ir_unit *more = realloc(p->waiting, room * sizeof(*more));

		if (!more)
			return false;
		p->waiting = more;
		p->room = room;
	}
	p->waiting[p->nr_waiting++] = *u;
	memset(u, 0, sizeof(*u));
	return true;
}

static void add_stat(struct ir_store_file *f, const struct stat *st)
{
	int64_t mtime = (int64_t)st->st_mtim.tv_sec * 1000000000 + st->st_mtim.tv_nsec;

	if (!f->parts++) {
		f->dev = (int64_t)st->st_dev;
		f->inode = (int64_t)st->st_ino;
	}
	f->size += st->st_size;
	if (mtime > f->mtime_ns || f->parts == 1)
		f->mtime_ns = mtime;
}

bool ir_slot_file(struct ir_slot *s, const char **why)
{
	struct stat st;

	s->file = (struct ir_store_file){.path = s->path_text};
	s->log_text[0] = 0;
	if (!ir_path_text(s->unit.paths[0], s->path_text, sizeof(s->path_text)) ||
	    (s->unit.log && !ir_path_text(s->unit.log, s->log_text, sizeof(s->log_text)))) {
		*why = "its path is too long";
		s->path_text[sizeof(s->path_text) - 1] = 0;
		return false;
	}
	s->file.log = s->log_text[0] ? s->log_text : NULL;
	for (unsigned i = 0; i < s->unit.nr_paths; i++) {
		if (stat(s->unit.paths[i], &st)) {
			*why = strerror(errno);
			s->file.parts = s->unit.nr_paths;
			return false;
		}
		add_stat(&s->file, &st);
	}
	return true;
}

static void close_all(const int *fds, unsigned nr)
{
	for (unsigned i = 0; i < nr; i++)
		close(fds[i]);
}

/* What is recorded is the state of the very files that are looked at. */
static const char *open_files(struct ir_slot *s, struct ir_worker_job *job)
{
	const char *why = NULL;
	struct stat st;

	s->file.size = s->file.mtime_ns = s->file.parts = 0;
	for (job->nr_fds = 0; job->nr_fds < s->unit.nr_paths; job->nr_fds++) {
		job->fds[job->nr_fds] = ir_open_evidence(s->unit.paths[job->nr_fds], &st, &why);
		if (job->fds[job->nr_fds] < 0) {
			close_all(job->fds, job->nr_fds);
			s->file.parts = s->unit.nr_paths;
			return why;
		}
		add_stat(&s->file, &st);
	}
	return NULL;
}

const char *ir_slot_start(struct ir_batch *b, struct ir_pool *p, unsigned nr)
{
	static struct ir_worker_job job;
	struct ir_slot *s = &p->slot[nr];
	struct timespec t;
	const char *why;
	int ends[2];
	bool sent;

	job = (struct ir_worker_job){
		.sniff = s->unit.sniff, .asked = s->unit.asked, .limits = b->limits};
	why = open_files(s, &job);
	if (why)
		return why;
	strncat(job.path, s->unit.paths[0], sizeof(job.path) - 1);
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends)) {
		close_all(job.fds, job.nr_fds);
		return strerror(errno);
	}
	job.socket = ends[1];
	sent = ir_fork_server_send(&b->server, nr, &job);
	close_all(job.fds, job.nr_fds);
	close(ends[1]);
	if (!sent) {
		close(ends[0]);
		return "the process that reads it cannot be started";
	}
	clock_gettime(CLOCK_MONOTONIC, &t);
	s->state = IR_SLOT_NAMING;
	s->socket = ends[0];
	/* The worker's own alarm comes first. */
	s->deadline = (double)t.tv_sec + b->limits.seconds + GRACE;
	return NULL;
}

static void send_order(struct ir_slot *s, char what, enum ir_slot_state next)
{
	s->state = next;
	if (ir_send_files(s->socket, &what, 1, NULL, 0))
		return;
	/* It waits for a word that will not come: this ends it. */
	(void)shutdown(s->socket, SHUT_RDWR);
	snprintf(s->text, s->room, "!the process that reads it does not hear: %s", strerror(errno));
	s->len = 0;
	s->result = IR_RESULT_ERROR;
	s->state = IR_SLOT_ANSWERED;
}

static void settle(struct ir_slot *s, enum ir_slot_result result)
{
	s->result = result;
	send_order(s, 'S', IR_SLOT_ANSWERED);
}

/* Is a worker that came earlier about to record this very content? */
static bool is_claimed(const struct ir_pool *p, const struct ir_slot *s)
{
	for (unsigned i = 0; i < IR_BATCH_JOBS_MAX; i++) {
		const struct ir_slot *o = &p->slot[i];

		if (o != s && o->state != IR_SLOT_FREE && o->state != IR_SLOT_NAMING &&
		    o->result != IR_RESULT_LATER && o->result != IR_RESULT_KNOWN &&
		    !strcmp(o->fingerprint, s->fingerprint))
			return true;
	}
	return false;
}

/* It is content @c: nothing to do, but in a run that diagnoses all of them anew. */
static void is_same(const struct ir_batch *b, struct ir_slot *s, const struct ir_store_content *c)
{
	s->known = *c;
	s->content = c->id;
	if (!c->diagnosed || (b->again && c->diagnosed != b->run.id))
		send_order(s, 'G', IR_SLOT_WORKING);
	else
		settle(s, IR_RESULT_KNOWN);
}

unsigned ir_open_recorded(const struct ir_store_content *c, int *fds)
{
	struct ir_store_file now = {.size = 0};
	const char *why;
	struct stat st;
	char path[4096];

	/* Of a set, only the first part's path is recorded. */
	if (c->file.parts != 1)
		return 0;
	memcpy(path, c->path_text, sizeof(path));
	ir_path_bytes(path);
	fds[0] = ir_open_evidence(path, &st, &why);
	if (fds[0] < 0)
		return 0;
	add_stat(&now, &st);
	if (now.size == c->file.size && now.mtime_ns == c->file.mtime_ns && now.inode == c->file.inode)
		return 1;
	close(fds[0]);
	return 0;
}

/* Goes through the contents with the same fingerprint until one is the same, or none is left. */
static void compare(const struct ir_batch *b, struct ir_slot *s)
{
	int fds[IR_MAX_PARTS];

	for (; s->at < s->nr_others; s->at++) {
		const struct ir_store_content *c = &s->others[s->at];
		unsigned nr;

		if (c->whole[0] && !strcmp(c->whole, s->whole)) {
			is_same(b, s, c);
			return;
		}
		nr = c->whole[0] ? 0 : ir_open_recorded(c, fds);
		if (nr) {
			(void)ir_send_files(s->socket, "O", 1, fds, nr);
			close_all(fds, nr);
			s->state = IR_SLOT_OTHER;
			return;
		}
	}
	send_order(s, 'G', IR_SLOT_WORKING);
}

static bool fingerprint_known(struct ir_batch *b, struct ir_pool *p, struct ir_slot *s)
{
	if (is_claimed(p, s)) {
		settle(s, IR_RESULT_LATER);
		return true;
	}
	if (!ir_store_contents(b->store, s->fingerprint, s->others, IR_SLOT_OTHERS, &s->nr_others))
		return false;
	if (!s->nr_others)
		send_order(s, 'G', IR_SLOT_WORKING);
	else if (!s->sampled)
		is_same(b, s, &s->others[0]);
	else
		send_order(s, 'W', IR_SLOT_WHOLE);
	return true;
}

static bool is_digest(const char *text)
{
	return strlen(text) == IR_DIGEST_TEXT - 1 && strspn(text, "0123456789abcdef") == strlen(text);
}

static bool digest_known(struct ir_batch *b, struct ir_slot *s, const char *digest)
{
	struct ir_store_content *c = &s->others[s->at];
	bool other = s->state == IR_SLOT_OTHER;
	char *to = other ? c->whole : s->whole;

	if (is_digest(digest)) {
		memcpy(to, digest, IR_DIGEST_TEXT);
		if (other && !ir_store_set_whole(b->store, c->id, digest))
			return false;
	} else if (other) {
		s->at++; /* It could not be read: they count as different. */
	}
	compare(b, s);
	return true;
}

/* One line of a worker's; anything but what is due now ends the conversation without a result. */
static bool handle_line(struct ir_batch *b, struct ir_pool *p, struct ir_slot *s, char *text)
{
	const char *rest = text[0] && text[1] == ' ' ? text + 2 : "";

	if (text[0] == 'F' && s->state == IR_SLOT_NAMING && strlen(rest) > 2 && is_digest(rest + 2)) {
		s->sampled = rest[0] == '1';
		memcpy(s->fingerprint, rest + 2, IR_DIGEST_TEXT);
		return fingerprint_known(b, p, s);
	}
	if (text[0] == 'W' && (s->state == IR_SLOT_WHOLE || s->state == IR_SLOT_OTHER))
		return digest_known(b, s, rest);
	if (text[0] == 'J' && s->state == IR_SLOT_WORKING) {
		s->want = strtoul(rest, NULL, 10);
		if (s->want && s->want < IR_ANSWER_MAX)
			return true;
	}
	if (text[0] == 'N' && s->state == IR_SLOT_WORKING && !s->unit.asked) {
		s->result = IR_RESULT_NEITHER;
	} else if (text[0] == 'E') {
		s->result = IR_RESULT_ERROR;
		memmove(s->text, rest, strlen(rest) + 1);
	}
	s->want = 0;
	s->state = IR_SLOT_ANSWERED;
	return true;
}

/* Takes from the slot's text what is complete. */
static bool digest_text(struct ir_batch *b, struct ir_pool *p, struct ir_slot *s)
{
	while (s->state != IR_SLOT_ANSWERED) {
		char copy[800], *end;
		size_t n;

		if (s->want) {
			if (s->len >= s->want) {
				s->text[s->want] = 0;
				s->len = s->want;
				s->result = IR_RESULT_DIAGNOSIS;
				s->state = IR_SLOT_ANSWERED;
			}
			return true;
		}
		end = memchr(s->text, '\n', s->len);
		n = end ? (size_t)(end - s->text) : s->len;
		if (!end && n < sizeof(copy))
			return true;
		if (n >= sizeof(copy)) {
			s->state = IR_SLOT_ANSWERED;
			return true;
		}
		memcpy(copy, s->text, n);
		copy[n] = 0;
		s->len -= n + 1;
		memmove(s->text, end + 1, s->len);
		if (!handle_line(b, p, s, copy))
			return false;
	}
	return true;
}

bool ir_slot_hear(struct ir_batch *b, struct ir_pool *p, struct ir_slot *s)
{
	ssize_t n;

	if (s->room - s->len < 65536 + 1) {
		size_t room = s->room ? s->room * 2 : 131072;
		char *more = room <= 4 * IR_ANSWER_MAX ? realloc(s->text, room) : NULL;

		if (!more) {
			s->closed = true;
			return true;
		}
		s->text = more;
		s->room = room;
	}
	if (s->state == IR_SLOT_ANSWERED) {
		/* More than was asked for: read, so that it can end, and forgotten. */
		static char rest[65536];

		n = recv(s->socket, rest, sizeof(rest), MSG_DONTWAIT);
	} else {
		n = recv(s->socket, s->text + s->len, 65536, MSG_DONTWAIT);
		if (n > 0) {
			s->len += (size_t)n;
			if (!digest_text(b, p, s))
				return false;
		}
	}
	if (!n || (n < 0 && errno != EAGAIN && errno != EINTR))
		s->closed = true;
	return true;
}

void ir_slot_free(struct ir_slot *s)
{
	char *text = s->text;
	size_t room = s->room;

	if (s->state != IR_SLOT_FREE)
		close(s->socket);
	ir_unit_free(&s->unit);
	/* A big answer's room is given back, a usual one's kept. */
	if (room > 131072) {
		free(text);
		text = NULL;
		room = 0;
	}
	memset(s, 0, sizeof(*s));
	s->text = text;
	s->room = room;
}

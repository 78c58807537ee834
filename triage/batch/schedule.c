// SPDX-License-Identifier: GPL-2.0-or-later
/* The scheduler: units to workers, their answers to the database. */
#include "triage/batch/schedule.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "triage/batch/keep_result.h"
#include "triage/batch/progress.h"

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* What needs no worker: a path that is as it was, or another name of a file that is known. */
static bool is_done(struct ir_batch *b, struct ir_pool *p, struct ir_slot *s, bool *ret)
{
	struct ir_store_known k;

	*ret = false;
	if (!ir_store_path(b->store, &s->file, &k))
		return false;
	if (k.unchanged && (!b->again || k.diagnosed == b->run.id)) {
		b->totals.unchanged++;
		*ret = true;
	} else if (!ir_store_inode(b->store, &s->file, &k)) {
		return false;
	} else if (k.found && k.diagnosed && (!b->again || k.diagnosed == b->run.id)) {
		if (!ir_store_linked(b->store, &b->run, &s->file, k.content))
			return false;
		b->totals.same++;
		*ret = true;
	}
	if (!*ret)
		return true;
	b->totals.older += k.rules != b->run.rules;
	ir_count(b, s, k.class, k.phase, k.confidence, k.race);
	return strcmp(k.class, "error") || ir_take_log(b, p, s);
}

/* Gives slot @nr the unit in it; it is free again when that is done already. */
static bool begin(struct ir_batch *b, struct ir_pool *p, unsigned nr)
{
	struct ir_slot *s = &p->slot[nr];
	const char *why = NULL;
	bool ok = true, done = false;

	if (ir_slot_file(s, &why)) {
		ok = is_done(b, p, s, &done);
		if (ok && !done)
			why = ir_slot_start(b, p, nr);
	}
	if (why) {
		ok = ir_store_unread(b->store, &b->run, &s->file, why);
		ir_progress_error(s->unit.paths[0], why);
		ir_count(b, s, "error", NULL, NULL, false);
		ok = ok && ir_take_log(b, p, s);
	}
	if (s->state == IR_SLOT_FREE)
		ir_slot_free(s);
	return ok;
}

/* Waiting units go first, once something has ended that they may have waited for. */
static bool fill(struct ir_batch *b, struct ir_pool *p, bool *retry, bool *more)
{
	size_t waiting = *retry ? p->nr_waiting : 0;

	*retry = false;
	for (unsigned i = 0; i < b->jobs; i++) {
		while (p->slot[i].state == IR_SLOT_FREE && !ir_batch_stop) {
			if (waiting) {
				p->slot[i].unit = p->waiting[0];
				memmove(p->waiting, p->waiting + 1, --p->nr_waiting * sizeof(*p->waiting));
				waiting--;
			} else if (!*more || !ir_unit_list_next(&b->list, &p->slot[i].unit)) {
				*more = false;
				break;
			}
			if (!begin(b, p, i))
				return false;
		}
	}
	return true;
}

static unsigned busy(const struct ir_pool *p)
{
	unsigned n = 0;

	for (unsigned i = 0; i < IR_BATCH_JOBS_MAX; i++)
		n += p->slot[i].state != IR_SLOT_FREE;
	return n;
}

/* A worker that ignores its alarm is stuck in the kernel; it costs its own dump and nothing else. */
static void check_deadlines(struct ir_batch *b, struct ir_pool *p)
{
	double t = now();

	for (unsigned i = 0; i < b->jobs; i++) {
		struct ir_slot *s = &p->slot[i];

		if (s->state == IR_SLOT_FREE || (t < s->deadline && ir_batch_stop < 2))
			continue;
		if (!s->killed) {
			ir_fork_server_kill(&b->server, i);
			s->killed = true;
			s->deadline = t + 10;
		} else if (t >= s->deadline) {
			s->ended = s->closed = true;
		}
	}
}

static bool reap(struct ir_batch *b, struct ir_pool *p, bool *retry)
{
	struct ir_exit e;

	while (ir_fork_server_receive(&b->server, &e)) {
		if (e.slot < b->jobs && p->slot[e.slot].state != IR_SLOT_FREE) {
			p->slot[e.slot].exit = e;
			p->slot[e.slot].ended = true;
		}
	}
	for (unsigned i = 0; i < b->jobs; i++) {
		struct ir_slot *s = &p->slot[i];

		if (s->state == IR_SLOT_FREE || !s->ended)
			continue;
		/* It may have spoken before it ended. */
		while (!s->closed) {
			if (!ir_slot_hear(b, p, s))
				return false;
		}
		if (!ir_slot_record(b, p, s))
			return false;
		*retry |= s->result != IR_RESULT_LATER || busy(p) == 1;
		ir_slot_free(s);
	}
	return true;
}

static bool listen(struct ir_batch *b, struct ir_pool *p)
{
	struct pollfd fds[IR_BATCH_JOBS_MAX + 1];
	unsigned of[IR_BATCH_JOBS_MAX + 1], nr = 0;

	fds[nr] = (struct pollfd){.fd = b->server.socket, .events = POLLIN};
	nr++;
	for (unsigned i = 0; i < b->jobs; i++) {
		if (p->slot[i].state == IR_SLOT_FREE || p->slot[i].closed)
			continue;
		of[nr] = i;
		fds[nr++] = (struct pollfd){.fd = p->slot[i].socket, .events = POLLIN};
	}
	if (poll(fds, nr, 1000) < 0)
		return errno == EINTR;
	/* Only an answer matters here: what a worker that has ended said is read when it is recorded. */
	for (unsigned k = 1; k < nr; k++) {
		if (fds[k].revents && !ir_slot_hear(b, p, &p->slot[of[k]]))
			return false;
	}
	return !(fds[0].revents & POLLHUP);
}

bool ir_batch_run(struct ir_batch *b)
{
	static struct ir_pool pool;
	bool more = true, retry = true, ok;

	b->totals.found = b->list.nr;
	if (!ir_unit_list_rewind(&b->list)) {
		b->why = "the list of dumps cannot be kept (is there room in TMPDIR?)";
		return false;
	}
	for (;;) {
		ok = fill(b, &pool, &retry, &more);
		if (!ok || (!busy(&pool) && (ir_batch_stop || (!more && !pool.nr_waiting))))
			break;
		if (!busy(&pool)) {
			retry = true;
			continue;
		}
		ok = listen(b, &pool) && reap(b, &pool, &retry);
		if (!ok)
			break;
		check_deadlines(b, &pool);
	}
	/* The list ended before its end. */
	if (ok && !ir_batch_stop && b->list.nr_read < b->list.nr) {
		b->why = "the list of dumps cannot be read back";
		ok = false;
	}
	for (unsigned i = 0; i < b->jobs; i++) {
		ir_slot_free(&pool.slot[i]);
		free(pool.slot[i].text);
	}
	for (size_t i = 0; i < pool.nr_waiting; i++)
		ir_unit_free(&pool.waiting[i]);
	free(pool.waiting);
	return ok;
}

// SPDX-License-Identifier: GPL-2.0-or-later
/* Parts that were done elsewhere, put together in one database. */
#include "triage/batch/merge.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "triage/batch/digest.h"
#include "triage/batch/progress.h"
#include "triage/batch/shards.h"
#include "triage/batch/worker_slot.h"

struct sum {
	uint64_t paths, diagnoses, merged, left;
};

static bool digest(struct ir_store_content *c, int fd)
{
	return c->whole[0] || ir_whole_digest(&fd, 1, c->whole);
}

/* As in a run: equal fingerprints prove nothing, all bytes do, and so does being one file. */
static bool same(struct ir_store_content *here, struct ir_store_content *there)
{
	struct stat st[2];
	int fd[2] = {-1, -1};
	bool ret = false;

	if (here->whole[0] && there->whole[0])
		return !strcmp(here->whole, there->whole);
	if (ir_open_recorded(there, &fd[0]) && ir_open_recorded(here, &fd[1])) {
		ret = !fstat(fd[0], &st[0]) && !fstat(fd[1], &st[1]) && st[0].st_dev == st[1].st_dev &&
		      st[0].st_ino == st[1].st_ino;
		if (!ret && digest(there, fd[0]) && digest(here, fd[1]))
			ret = !strcmp(here->whole, there->whole);
	}
	for (int i = 0; i < 2; i++) {
		if (fd[i] >= 0)
			close(fd[i]);
	}
	return ret;
}

/* False when the database merged into fails: what can be read of the other one is not all there is. */
static bool merge_one(struct ir_batch *b, const char *path, const char *again, struct sum *sum,
		      bool *complete)
{
	struct ir_store_merge m = {.again = again, .same = same, .stop = &ir_batch_stop};
	struct ir_store *from, *wrong;
	char error[512];
	bool ok;

	*complete = false;
	if (access(path, F_OK) && !ir_store_is_server(path)) {
		ir_progress_error(path, strerror(errno));
		return true;
	}
	from = ir_store_open(path, IR_STORE_ALONE, error, sizeof(error));
	if (!from) {
		ir_progress_error(path, error);
		return true;
	}
	ok = ir_store_merge(b->store, &b->run, from, &m, &wrong);
	if (!ok && ir_batch_stop) {
		ok = true;
	} else if (!ok && wrong == from) {
		ir_progress_error(path, ir_store_error(from));
		ok = true;
	} else if (ok) {
		*complete = m.complete;
		sum->paths += m.paths;
		sum->diagnoses += m.diagnoses;
	}
	ir_store_close(from);
	return ok;
}

static void take_away(const char *folder, unsigned long nr)
{
	char path[PATH_MAX];

	/* The list goes first: without it a task knows that there is nothing to do. */
	ir_shards_path(folder, nr, "list", path, sizeof(path));
	(void)unlink(path);
	ir_shards_path(folder, nr, "db", path, sizeof(path));
	(void)unlink(path);
}

static bool merge_parts(struct ir_batch *b, const struct ir_shards *parts, struct sum *sum)
{
	char path[PATH_MAX];
	bool complete;

	for (unsigned long k = 1; k <= parts->nr && !ir_batch_stop; k++) {
		ir_shards_path(b->shards, k, "list", path, sizeof(path));
		if (access(path, F_OK))
			continue;
		ir_shards_path(b->shards, k, "db", path, sizeof(path));
		if (!merge_one(b, path, parts->again ? parts->made : NULL, sum, &complete))
			return false;
		if (complete) {
			take_away(b->shards, k);
			sum->merged++;
		} else {
			fprintf(stderr, "inoderace: %s: part %lu is not done (--task=%lu goes on with it)\n",
				b->shards, k, k);
			sum->left++;
		}
	}
	ir_shards_path(b->shards, 0, "parts", path, sizeof(path));
	if (!sum->left && !ir_batch_stop)
		(void)unlink(path);
	return true;
}

static bool merge_all(struct ir_batch *b, const struct ir_shards *parts, struct sum *sum)
{
	bool complete;

	if (b->shards && !merge_parts(b, parts, sum))
		return false;
	for (char **path = b->paths; *path && !ir_batch_stop; path++) {
		if (!merge_one(b, *path, NULL, sum, &complete))
			return false;
		sum->merged += complete;
		sum->left += !complete;
		if (!complete)
			ir_progress_error(*path, "its last run has not come to its end");
	}
	return true;
}

int ir_shards_merge(struct ir_batch *b)
{
	struct ir_shards parts = {0};
	struct sum sum = {0};
	bool ok;

	if (b->shards && !ir_shards_read(b->shards, &parts)) {
		ir_progress_error(b->shards, errno == ENOENT ? "there are no parts in it (all are merged?)"
							      : strerror(errno));
		return EXIT_FAILED;
	}
	if (!ir_batch_open(b, IR_STORE_CREATE | IR_STORE_ALONE)) {
		ir_store_close(b->store);
		return EXIT_FAILED;
	}
	ok = merge_all(b, &parts, &sum);
	ok = ok && ir_store_run_end(b->store, &b->run, ir_batch_stop ? "interrupted" : "done");
	if (!ok)
		fprintf(stderr, "inoderace: %s: %s\n", b->db, ir_store_error(b->store));
	ir_store_close(b->store);
	fprintf(stderr, "%" PRIu64 " merged: %" PRIu64 " dumps and logs, %" PRIu64 " diagnoses; %" PRIu64 " not done\n",
		sum.merged, sum.paths, sum.diagnoses, sum.left);
	return ok && !sum.left && !ir_batch_stop ? EXIT_VERDICTS : EXIT_FAILED;
}

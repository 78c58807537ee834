// SPDX-License-Identifier: GPL-2.0-or-later
/* Dividing the work, and doing a part of it. */
#include "triage/batch/shards.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "triage/batch/progress.h"
#include "triage/batch/slurm.h"
#include "triage/batch/worker_slot.h"

void ir_shards_path(const char *folder, unsigned long nr, const char *name, char *ret, size_t size)
{
	int n = nr ? snprintf(ret, size, "%s/%lu.%s", folder, nr, name)
		   : snprintf(ret, size, "%s/%s", folder, name);

	/* Nothing is there then, and nothing can be made. */
	if (n < 0 || (size_t)n >= size)
		ret[0] = 0;
}

bool ir_shards_read(const char *folder, struct ir_shards *ret)
{
	char path[PATH_MAX];
	FILE *f;
	bool ok;

	ir_shards_path(folder, 0, "parts", path, sizeof(path));
	f = fopen(path, "re");
	if (!f)
		return false;
	ok = fscanf(f, "%lu %23s %d %d", &ret->nr, ret->made, &ret->again, &ret->submitted) == 4 &&
	     ret->nr <= IR_SHARDS_MAX;
	fclose(f);
	if (!ok)
		errno = EBADMSG;
	return ok;
}

bool ir_shard_is_merged(const struct ir_batch *b)
{
	char path[PATH_MAX];
	struct ir_shards parts;

	ir_shards_path(b->shards, b->task, "list", path, sizeof(path));
	if (!access(path, F_OK) || access(b->shards, F_OK) ||
	    (ir_shards_read(b->shards, &parts) && b->task > parts.nr))
		return false;
	fprintf(stderr, "part %lu of %s is done and merged\n", b->task, b->shards);
	return true;
}

bool ir_shard_open(struct ir_batch *b)
{
	static char list[PATH_MAX], db[PATH_MAX];

	ir_shards_path(b->shards, b->task, "list", list, sizeof(list));
	ir_shards_path(b->shards, b->task, "db", db, sizeof(db));
	b->db = db;
	if (ir_unit_list_at(&b->list, list, "re"))
		return true;
	ir_progress_error(list, strerror(errno));
	return false;
}

/* Would a run look at it? What could not be diagnosed may have a log that has changed. */
static bool is_left(const struct ir_batch *b, const struct ir_unit *u, bool *ret)
{
	static struct ir_slot s;
	struct ir_unit log = {.nr_paths = 1};
	struct ir_store_known k;
	const char *why;

	*ret = true;
	s.unit = *u;
	if (b->again || !ir_slot_file(&s, &why))
		return true;
	if (!ir_store_path(b->store, &s.file, &k))
		return false;
	*ret = !k.unchanged;
	if (*ret || !u->log || strcmp(k.class, "error"))
		return true;
	log.paths[0] = u->log;
	return is_left(b, &log, ret);
}

static bool keep_left(struct ir_batch *b, struct ir_unit_list *left)
{
	struct ir_unit u;
	bool ok = ir_unit_list_open(left), wanted;

	ok = ok && ir_unit_list_rewind(&b->list);
	while (ok && !ir_batch_stop && ir_unit_list_next(&b->list, &u)) {
		if (!is_left(b, &u, &wanted)) {
			fprintf(stderr, "inoderace: %s: %s\n", b->db, ir_store_error(b->store));
			ok = false;
		} else if (wanted) {
			ok = ir_unit_list_add(left, &u);
		}
		ir_unit_free(&u);
	}
	return ok && !ir_batch_stop && b->list.nr_read == b->list.nr;
}

static bool close_list(struct ir_unit_list *l)
{
	bool ok = !fflush(l->file) && !ferror(l->file);

	ir_unit_list_close(l);
	return ok;
}

static bool write_lists(const char *folder, struct ir_unit_list *left, unsigned long per,
			unsigned long nr)
{
	char path[PATH_MAX];
	struct ir_unit u;
	bool ok = ir_unit_list_rewind(left);

	for (unsigned long k = 1; ok && k <= nr; k++) {
		struct ir_unit_list list;

		ir_shards_path(folder, k, "db", path, sizeof(path));
		(void)unlink(path);
		ir_shards_path(folder, k, "list", path, sizeof(path));
		if (!ir_unit_list_at(&list, path, "we"))
			return false;
		for (unsigned long i = 0; ok && i < per && ir_unit_list_next(left, &u); i++) {
			ok = ir_unit_list_add(&list, &u);
			ir_unit_free(&u);
		}
		ok = close_list(&list) && ok;
	}
	return ok && left->nr_read == left->nr;
}

/* Comes last: lists without it are those of a run that was killed while it wrote them. */
static bool write_parts(const char *folder, const struct ir_shards *parts)
{
	char path[PATH_MAX], final[PATH_MAX];
	FILE *f;
	bool ok;

	ir_shards_path(folder, 0, "parts.new", path, sizeof(path));
	ir_shards_path(folder, 0, "parts", final, sizeof(final));
	f = fopen(path, "we");
	if (!f)
		return false;
	fprintf(f, "%lu %s %d %d\n", parts->nr, parts->made, parts->again, parts->submitted);
	ok = !ferror(f);
	return !fclose(f) && ok && !rename(path, final);
}

static int submit(const struct ir_batch *b, const char *folder, struct ir_shards *parts)
{
	char path[PATH_MAX];
	FILE *f;
	bool ok;
	int status;

	ir_shards_path(folder, 0, "job", path, sizeof(path));
	f = fopen(path, "we");
	if (!f) {
		ir_progress_error(path, strerror(errno));
		return EXIT_FAILED;
	}
	ir_slurm_script(b, f, folder, parts->nr);
	ok = !ferror(f);
	if (fclose(f) || !ok) {
		ir_progress_error(path, strerror(errno));
		return EXIT_FAILED;
	}
	if (b->dry_run) {
		ir_slurm_script(b, stdout, folder, parts->nr);
		return fflush(stdout) ? EXIT_FAILED : EXIT_VERDICTS;
	}
	status = ir_slurm_submit(path);
	parts->submitted = 1;
	return status == EXIT_VERDICTS && write_parts(folder, parts) ? EXIT_VERDICTS : EXIT_FAILED;
}

/* Parts that nobody has begun may be made anew: so after --dry-run. */
static bool is_begun(const char *folder, const struct ir_shards *parts)
{
	char path[PATH_MAX];

	for (unsigned long k = 1; k <= parts->nr; k++) {
		ir_shards_path(folder, k, "db", path, sizeof(path));
		if (!access(path, F_OK))
			return true;
	}
	return parts->submitted;
}

static bool make_folder(const char *folder)
{
	struct ir_shards parts;

	umask(077); /* what dumps tell of machines is not everybody's */
	if (mkdir(folder, 0700) && errno != EEXIST) {
		ir_progress_error(folder, strerror(errno));
		return false;
	}
	if (ir_shards_read(folder, &parts) ? is_begun(folder, &parts) : errno != ENOENT) {
		ir_progress_error(folder, "it holds parts that were not merged (inoderace batch --shards FOLDER"
					  " --merge, or name another folder)");
		return false;
	}
	return true;
}

static int divide(struct ir_batch *b, const char *folder)
{
	struct ir_unit_list left = {0};
	unsigned long per = b->per_task ? b->per_task : IR_SHARDS_PER_TASK;
	struct ir_shards parts = {.again = b->again};
	time_t t = time(NULL);
	struct tm tm;
	int status = EXIT_FAILED;

	if (!keep_left(b, &left)) {
		if (!ir_batch_stop && !*ir_store_error(b->store))
			ir_progress_error(folder, "the list of dumps cannot be kept (is there room in TMPDIR?)");
		ir_unit_list_close(&left);
		return EXIT_FAILED;
	}
	if (!b->per_task && left.nr > per * IR_SHARDS_USUAL)
		per = (left.nr + IR_SHARDS_USUAL - 1) / IR_SHARDS_USUAL;
	parts.nr = (left.nr + per - 1) / per;
	strftime(parts.made, sizeof(parts.made), "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&t, &tm));
	fprintf(stderr, "%" PRIu64 " dumps and logs, %" PRIu64 " unchanged; %" PRIu64 " to do in %lu %s, in %s\n",
		b->list.nr, b->list.nr - left.nr, left.nr, parts.nr, parts.nr == 1 ? "part" : "parts", folder);
	if (!parts.nr)
		status = EXIT_VERDICTS;
	else if (!write_lists(folder, &left, per, parts.nr) || !write_parts(folder, &parts))
		ir_progress_error(folder, strerror(errno));
	else
		status = b->slurm ? submit(b, folder, &parts) : EXIT_VERDICTS;
	ir_unit_list_close(&left);
	return status == EXIT_VERDICTS && b->broken ? EXIT_FAILED : status;
}

int ir_shards_make(struct ir_batch *b)
{
	char folder[PATH_MAX], error[512];
	int status = EXIT_FAILED;

	if ((size_t)snprintf(folder, sizeof(folder), "%s%s",
			     b->shards ? b->shards : ir_store_is_server(b->db) ? "triage" : b->db,
			     b->shards ? "" : ".shards") >= sizeof(folder)) {
		ir_progress_error(b->db, strerror(ENAMETOOLONG));
		return EXIT_FAILED;
	}
	if (!make_folder(folder) || !ir_batch_find(b))
		return EXIT_FAILED;
	b->store = ir_store_open(b->db, IR_STORE_CREATE | IR_STORE_ALONE, error, sizeof(error));
	if (b->store)
		status = divide(b, folder);
	else
		fprintf(stderr, "inoderace: %s: %s\n", b->db, error);
	ir_store_close(b->store);
	return status;
}

// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/exposed/judge.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "triage/dump/opened.h"
#include "triage/sandbox/locked.h"
#include "triage/exposed/report.h"
#include "triage/file/unpack.h"
#include "triage/image/image.h"
#include "triage/slice/slice_watch.h"

static const void *map_part(const struct ir_part *part)
{
	struct stat st;
	const uint8_t *map;

	if (part->fd < 0 || fstat(part->fd, &st) || part->at + part->len > (uint64_t)st.st_size)
		return NULL;
	map = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, part->fd, 0);
	return map == MAP_FAILED ? NULL : map + part->at;
}

/* What keeps the image from an answer, for its questions that have none. */
static const char *open_image(struct ir_image *m, const struct ir_kernel_files *files)
{
	const void *kernel = map_part(&files->kernel), *module = map_part(&files->module);
	const char *error = NULL, *more = NULL;

	ir_image_init(m);
	if (kernel && files->kernel.raw)
		error = ir_image_add_raw(m, kernel, files->kernel.len);
	else if (kernel)
		error = ir_image_add_kernel(m, kernel, files->kernel.len);
	if (module)
		more = ir_image_add_module(m, module, files->module.len);
	if (error || more)
		return error ? error : more;
	if (!kernel)
		return "the kernel itself is missing (give its vmlinuz or vmlinux as well)";
	if (!module && !ir_image_kernel_symbol(m, "xfs_iget"))
		return "XFS is not in the kernel itself (give its xfs.ko as well)";
	if (m->odd)
		return "some relocations of xfs.ko are of a kind that is not known";
	return NULL;
}

/* The answer is about what runs, and the file may not be that. */
static void compare_with_running(const struct ir_kernel_files *files, struct ir_report *r)
{
	const char *why = NULL;

	if (files->running_id[0] &&
	    (!r->d.dump.build_id || strcmp(r->d.dump.build_id, files->running_id)))
		why = "the files are of another build than the running kernel";
	else if (files->livepatched)
		why = "the running kernel has live patches, which its files do not show";
	if (!why)
		return;
	r->d.kernel_exposed = IR_UNKNOWN;
	r->hint = why;
}

static void judge_image(const struct ir_kernel_files *files, struct ir_report *r)
{
	static struct ir_image m;
	char id[2 * IR_BUILD_ID_MAX + 1];

	r->hint = open_image(&m, files);
	ir_exposure_into(&m.target, true, &r->d);
	if (m.module_id.len)
		snprintf(r->module_id, sizeof(r->module_id), "%s",
			 ir_build_id_text(&m.module_id, id));
	r->symbols_from = m.symbols_from;
	if (r->d.kernel_exposed != IR_UNKNOWN && m.odd == 0)
		r->hint = NULL;
	compare_with_running(files, r);
}

static void judge_dump(const struct ir_kernel_files *files, struct ir_report *r)
{
	static struct ir_opened o;
	static char error[sizeof(o.error)];
	const struct ir_handed_files handed = {
		.path = files->names[0],
		.from = files->dump_again,
		.fds = &files->dump,
		.nr = 1,
	};

	if (!ir_open_handed(&o, &handed, &ir_slice_reader)) {
		memcpy(error, o.error, sizeof(error));
		r->hint = error;
	} else if (!o.kdump) {
		r->hint = "a log has no code";
	} else {
		/* A slice has what a diagnosis reads, and no more. */
		ir_exposure_into(o.target, !ir_slice_of(o.kdump), &r->d);
		if (ir_opened_complaint(&o, &r->d, error, sizeof(error))) {
			r->d.kernel_exposed = IR_UNKNOWN;
			r->hint = error;
		}
	}
}

static void work(void *arg, int to)
{
	const struct ir_kernel_files *files = arg;
	static struct ir_judgement j;
	static struct ir_report r;

	(void)lseek(files->dump, 0, SEEK_SET);
	if (files->dump >= 0)
		judge_dump(files, &r);
	else
		judge_image(files, &r);
	ir_report_write(files, &r, &j);
	ir_locked_answer(to, &j, sizeof(j));
}

void ir_judge_nothing(const struct ir_kernel_files *files, const char *error,
		      struct ir_judgement *ret)
{
	static struct ir_report r;

	memset(&r, 0, sizeof(r));
	r.hint = error;
	ir_report_write(files, &r, ret);
}

/* What is printed came from the file: no control characters, whatever the process has written. */
static void make_harmless(struct ir_judgement *j)
{
	if (j->len > sizeof(j->report))
		j->len = sizeof(j->report);
	for (unsigned i = 0; i < j->len; i++) {
		unsigned char c = (unsigned char)j->report[i];

		if ((c < ' ' && c != '\n') || c == 127)
			j->report[i] = '?';
	}
	if (j->exposed != IR_TRUE && j->exposed != IR_FALSE)
		j->exposed = IR_UNKNOWN;
}

bool ir_judge(const struct ir_kernel_files *files, struct ir_judgement *ret, char *error,
	      size_t room)
{
	struct ir_kernel_files copy = *files;
	int spool = files->dump >= 0 ? ir_spool_prepare() : -1;
	long n;

	copy.dump_again = files->dump >= 0 ? dup(files->dump) : -1;
	n = ir_locked_run(&ir_exposed_limits, work, &copy, spool, ret, sizeof(*ret), error, room);
	if (spool >= 0)
		close(spool);
	if (copy.dump_again >= 0)
		close(copy.dump_again);
	if (n != (long)sizeof(*ret)) {
		if (n >= 0)
			snprintf(error, room, "the process that reads it gave no answer");
		return false;
	}
	make_harmless(ret);
	return true;
}

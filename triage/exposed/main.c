// SPDX-License-Identifier: GPL-2.0-or-later
/* inoderace exposed: can the race happen on a kernel, before it does? */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/lib/status.h"
#include "triage/exposed/judge.h"
#include "triage/exposed/parts.h"
#include "triage/exposed/running.h"
#include "triage/verb/command_line.h"

enum { EXIT_NOT_EXPOSED, EXIT_USAGE, EXIT_UNKNOWN, EXIT_EXPOSED };

#define MAX_WAITING 256 /* FILEs of a kernel whose other part is still to come */

static const char help[] =
	"Usage: inoderace exposed [OPTION]... [FILE]...\n"
	"Tells whether the XFS inode reinit race can happen on a kernel, from its code.\n"
	"A FILE is a vmlinux, a vmlinuz (bzImage), an xfs.ko (also .xz, .zst, .gz), a package\n"
	"(.deb, .rpm, .pkg.tar) with them, or a dump. FILEs of the same release are one kernel,\n"
	"such as a vmlinuz and its xfs.ko. Without FILE: the kernel that runs here.\n"
	"\n"
	"  -j, --json   one JSON object a kernel, one a line\n"
	"      --help   this text\n"
	"\n"
	"Exit status: 0 none is exposed, 3 one is, 2 of one it is not known, 1 wrong usage.\n"
	"What the answers mean: docs/exposed-kernels.md, inoderace-exposed(8).\n";

/* A FILE that holds one part of a kernel */
struct waiting {
	const char *name;
	int fd;
	struct ir_parts parts;
};

struct run {
	bool json;
	unsigned printed;
	bool exposed, unknown;
	unsigned nr;
	struct waiting waiting[MAX_WAITING];
};

static void count(struct run *r, int exposed)
{
	r->exposed |= exposed == IR_TRUE;
	r->unknown |= exposed == IR_UNKNOWN;
}

static void print(struct run *r, const struct ir_judgement *j)
{
	if (r->printed++ && !r->json)
		putchar('\n');
	fwrite(j->report, 1, j->len, stdout);
	fflush(stdout);
	count(r, j->exposed);
}

static void tell_nothing(struct run *r, const struct ir_kernel_files *files, const char *error)
{
	static struct ir_judgement j;

	fprintf(stderr, "inoderace: %s: %s\n", files->names[0], error);
	ir_judge_nothing(files, error, &j);
	if (r->json)
		print(r, &j);
	else
		count(r, IR_UNKNOWN);
}

static void judge(struct run *r, struct ir_kernel_files *files)
{
	static struct ir_judgement j;
	char error[256];

	files->json = r->json;
	if (ir_judge(files, &j, error, sizeof(error)))
		print(r, &j);
	else
		tell_nothing(r, files, error);
}

static void judge_parts(struct run *r, struct waiting *w)
{
	struct ir_kernel_files files = {
		.names = {w->name},
		.nr = 1,
		.dump = w->parts.kind == IR_PART_DUMP ? w->fd : -1,
		.kernel = w->parts.kernel,
		.module = w->parts.module,
		.json = r->json,
	};

	if (w->parts.kind == IR_PART_NOTHING)
		tell_nothing(r, &files, w->parts.error);
	else
		judge(r, &files);
}

static void close_waiting(struct waiting *w)
{
	ir_parts_close(&w->parts);
	if (w->fd >= 0)
		close(w->fd);
	w->fd = -1;
}

static bool open_file(struct run *r, const char *path, struct waiting *w)
{
	struct ir_kernel_files files = {.names = {path}, .nr = 1, .dump = -1, .json = r->json};
	struct stat st;

	*w = (struct waiting){.name = path, .parts.spool = -1};
	w->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (w->fd < 0 || fstat(w->fd, &st) || !S_ISREG(st.st_mode)) {
		tell_nothing(
			r, &files,
			w->fd < 0 ? "it cannot be opened (is the name right, and may it be read?)"
				  : "it is no regular file");
		close_waiting(w);
		return false;
	}
	ir_parts_find(&w->parts, w->fd);
	return true;
}

static bool is_part(const struct waiting *w)
{
	return w->parts.kind == IR_PART_IMAGE &&
	       (w->parts.kernel.fd < 0) != (w->parts.module.fd < 0);
}

/* Each FILE that is a kernel by itself is judged at once; parts wait for the other ones. */
static void take_file(struct run *r, const char *path)
{
	struct waiting w;

	if (!open_file(r, path, &w))
		return;
	if (is_part(&w) && r->nr < MAX_WAITING) {
		r->waiting[r->nr++] = w;
		return;
	}
	judge_parts(r, &w);
	close_waiting(&w);
}

static bool fits(const struct waiting *a, const struct waiting *b)
{
	bool other = (a->parts.kernel.fd < 0) != (b->parts.kernel.fd < 0);

	return b->fd >= 0 && other && a->parts.release[0] &&
	       !strcmp(a->parts.release, b->parts.release);
}

/* What waits, in the order of the command line, each with the part that it lacks */
static void judge_waiting(struct run *r)
{
	for (unsigned i = 0; i < r->nr; i++) {
		struct waiting *w = &r->waiting[i], *other = NULL;
		struct ir_kernel_files files;

		if (w->fd < 0)
			continue;
		for (unsigned k = i + 1; k < r->nr && !other; k++)
			other = fits(w, &r->waiting[k]) ? &r->waiting[k] : NULL;
		if (!other) {
			judge_parts(r, w);
			close_waiting(w);
			continue;
		}
		files = (struct ir_kernel_files){
			.names = {w->name, other->name},
			.nr = 2,
			.dump = -1,
			.kernel = w->parts.kernel.fd < 0 ? other->parts.kernel : w->parts.kernel,
			.module = w->parts.module.fd < 0 ? other->parts.module : w->parts.module,
		};
		judge(r, &files);
		close_waiting(w);
		close_waiting(other);
	}
}

/* The memory of the running kernel knows best; else its files, if they are its own. */
static bool judge_memory(struct run *r)
{
	static struct ir_judgement j;
	static const char path[] = "/proc/kcore";
	struct ir_kernel_files files = {.names = {path}, .nr = 1, .json = r->json};
	char error[256];
	bool known;

	files.dump = open(path, O_RDONLY | O_CLOEXEC);
	if (files.dump < 0)
		return false;
	known = ir_judge(&files, &j, error, sizeof(error)) && j.exposed != IR_UNKNOWN;
	if (known)
		print(r, &j);
	close(files.dump);
	return known;
}

static void judge_running(struct run *r)
{
	struct ir_kernel_files files = {.names = {"the running kernel"},
					.nr = 1,
					.dump = -1,
					.kernel.fd = -1,
					.module.fd = -1,
					.json = r->json};
	struct waiting kernel = {.fd = -1, .parts.spool = -1}, module = kernel;
	static struct ir_running running;

	if (judge_memory(r))
		return;
	ir_running_find(&running);
	if (!running.kernel[0]) {
		tell_nothing(
			r, &files,
			"no file of it is in /boot or /lib/modules, and /proc/kcore cannot be used "
			"(give a vmlinuz and its xfs.ko, or a package)");
		return;
	}
	if (!open_file(r, running.kernel, &kernel))
		return;
	files.names[0] = running.kernel;
	files.kernel = kernel.parts.kernel;
	if (running.module[0] && open_file(r, running.module, &module)) {
		files.names[files.nr++] = running.module;
		files.module = module.parts.module;
	}
	snprintf(files.running_id, sizeof(files.running_id), "%s", running.build_id);
	files.livepatched = running.livepatched;
	if (kernel.parts.kind != IR_PART_IMAGE)
		tell_nothing(r, &files, kernel.parts.error);
	else
		judge(r, &files);
	close_waiting(&kernel);
	close_waiting(&module);
}

static int take_option(void *arg, int c)
{
	struct run *r = arg;

	r->json |= c == 'j';
	return -1;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{"json", no_argument, NULL, 'j'},
		{"help", no_argument, NULL, IR_OPT_HELP},
		{NULL, 0, NULL, 0},
	};
	static const struct ir_command_line line = {
		.verb = "exposed",
		.help = help,
		.letters = "j",
		.options = options,
		.take = take_option,
	};
	static struct run r;
	int status = ir_command_line_parse(&line, argc, argv, &r);

	if (status >= 0)
		return status;
	if (optind == argc)
		judge_running(&r);
	for (int i = optind; i < argc; i++)
		take_file(&r, argv[i]);
	judge_waiting(&r);
	if (fflush(stdout) || ferror(stdout)) {
		perror("inoderace: standard output");
		return EXIT_UNKNOWN;
	}
	return r.exposed ? EXIT_EXPOSED : r.unknown ? EXIT_UNKNOWN : EXIT_NOT_EXPOSED;
}

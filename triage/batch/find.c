// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Finding dumps and logs by content. Names serve for two things only: which dmesg file belongs to
 * which dump, and that a file named as dumps are is reported when it holds none.
 */
#include "triage/batch/find.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <limits.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "triage/batch/find_sets.h"
#include "triage/batch/sniff.h"

#define MAX_DEPTH 128

struct folder_id {
	uint64_t dev, inode;
};

/**
 * struct ir_finder - a search that is going on
 * @named: tree of the files the user named; @visited: of the folders that were walked
 * @links: folders still to walk: the user's, and links to folders. Those come last, so that what
 *	lies below two names is found by its own, and once.
 * @parts: of split dumps
 */
struct ir_finder {
	const struct ir_find *find;
	struct ir_unit_list *list;
	void *named, *visited;
	size_t nr_links;
	char **links;
	struct ir_parts parts;
	bool failed;
};

static bool fits(char **globs, const char *path, const char *name)
{
	for (; globs && *globs; globs++) {
		if (!fnmatch(*globs, path, 0) || !fnmatch(*globs, name, 0))
			return true;
	}
	return false;
}

static bool wanted(const struct ir_finder *f, const char *path, const struct stat *st)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;

	return st->st_mtime >= f->find->since && !fits(f->find->exclude, path, name) &&
	       (!f->find->match || !f->find->match[0] || fits(f->find->match, path, name));
}

static int by_text(const void *a, const void *b)
{
	return strcmp(a, b);
}

static int by_folder(const void *a, const void *b)
{
	return memcmp(a, b, sizeof(struct folder_id));
}

/* True when @key was not in the tree; the tree owns it then. */
static bool remember(void **tree, void *key, int (*compare)(const void *, const void *))
{
	void *const *found = key ? tsearch(key, tree, compare) : NULL;

	return found && *found == key;
}

/* A unit is complete. */
static void emit(struct ir_finder *f, const struct ir_unit *u)
{
	f->failed |= !ir_unit_list_add(f->list, u);
	if (f->find->progress)
		f->find->progress(f->list->nr);
}

static void emit_set(const struct ir_part *part, size_t nr, void *arg)
{
	struct ir_unit u = {.sniff = IR_SNIFF_DUMP, .asked = true};

	for (size_t i = 0; i < nr && u.nr_paths < IR_MAX_PARTS; i++)
		u.paths[u.nr_paths++] = part[i].path;
	emit(arg, &u);
}

/* A found file goes to the list, or waits for the other parts of its dump. */
static void add_file(struct ir_finder *f, const char *path, enum ir_sniff sniff, bool asked,
		 const char *log)
{
	struct ir_unit u = {.nr_paths = 1, .sniff = sniff, .asked = asked};
	struct ir_split split;

	if (sniff == IR_SNIFF_DUMP && ir_split_member(path, &split)) {
		f->failed |= !ir_parts_add(&f->parts, path, &split);
		return;
	}
	u.paths[0] = (char *)path;
	u.log = (char *)log;
	emit(f, &u);
}

/* A file the user named: whatever it is, it gets its line. */
static bool named_file(struct ir_finder *f, char *path)
{
	struct stat st;
	const char *why = NULL;
	int fd;

	if (!remember(&f->named, path, by_text)) {
		free(path);
		return true;
	}
	fd = ir_open_evidence(path, &st, &why);
	if (fd >= 0 && !wanted(f, path, &st)) {
		close(fd);
		return true;
	}
	add_file(f, path, fd >= 0 ? ir_sniff(fd) : IR_SNIFF_OTHER, true, NULL);
	if (fd >= 0)
		close(fd);
	return true;
}

struct candidate {
	char *path;
	const char *name;
	enum ir_sniff sniff;
	bool asked;
	const char *dump; /* a log: the dump it belongs to */
	const char *log;  /* a dump: its log */
};

struct folder {
	size_t nr, room;
	struct candidate *files;
	size_t nr_below;
	char **below;
};

static void add_candidate(struct ir_finder *f, struct folder *in, char *path, const char *name)
{
	struct candidate c = {.path = path, .name = name};
	const char *why;
	struct stat st;
	int fd = ir_open_evidence(path, &st, &why);

	if (fd < 0) {
		/* Unreadable dumps are told, whatever else cannot be read is not ours. */
		if (ir_named_as_dump(name) && errno == EACCES)
			add_file(f, path, IR_SNIFF_OTHER, true, NULL);
		free(path);
		return;
	}
	c.sniff = ir_sniff(fd);
	c.asked = ir_named_as_dump(name);
	if (c.sniff == IR_SNIFF_TEXT && (c.asked || !ir_has_log(fd, &st)))
		c.sniff = IR_SNIFF_OTHER;
	close(fd);
	/* Logs are filtered later: one may belong to a dump that is wanted. */
	if (in->nr == in->room || (c.sniff == IR_SNIFF_OTHER && !c.asked) ||
	    (c.sniff != IR_SNIFF_TEXT && c.sniff != IR_SNIFF_PACKED && !wanted(f, path, &st)) ||
	    tfind(path, &f->named, by_text)) {
		free(path);
		return;
	}
	in->files[in->nr++] = c;
}

static bool is_evidence(const struct candidate *c)
{
	return c->sniff == IR_SNIFF_DUMP || c->sniff == IR_SNIFF_FLAT || c->asked;
}

static void pair_logs(struct folder *in)
{
	for (size_t i = 0; i < in->nr; i++) {
		struct candidate *log = &in->files[i];

		if (is_evidence(log) || !strstr(log->name, "dmesg"))
			continue;
		for (size_t k = 0; k < in->nr && !log->dump; k++) {
			struct candidate *dump = &in->files[k];

			if (!is_evidence(dump) || !ir_log_belongs(log->name, dump->name))
				continue;
			log->dump = dump->path;
			/* The crashed kernel's log, not that of the one that wrote the dump. */
			if (!dump->log && strncmp(log->name, "kexec-", 6))
				dump->log = log->path;
		}
	}
}

static void take_folder(struct ir_finder *f, struct folder *in)
{
	struct stat st;

	pair_logs(in);
	for (size_t i = 0; i < in->nr; i++) {
		struct candidate *c = &in->files[i];

		if (!c->dump && !stat(c->path, &st) && wanted(f, c->path, &st))
			add_file(f, c->path, c->sniff, c->asked, c->log);
	}
	for (size_t i = 0; i < in->nr; i++)
		free(in->files[i].path);
	free(in->files);
}

static void add_link(struct ir_finder *f, char *path)
{
	char **more = realloc(f->links, (f->nr_links + 1) * sizeof(*more));

	if (!more) {
		f->failed = true;
		free(path);
		return;
	}
	f->links = more;
	f->links[f->nr_links++] = path;
}

/* One name in a folder: a file to look at, a folder for later, a link to one for the very end. */
static void sort_out(struct ir_finder *f, struct folder *in, char *path)
{
	const char *name = strrchr(path, '/') + 1;
	struct stat st, target;

	if (lstat(path, &st) || fits(f->find->exclude, path, name)) {
		free(path);
	} else if (S_ISDIR(st.st_mode)) {
		in->below[in->nr_below++] = path;
	} else if (S_ISREG(st.st_mode)) {
		add_candidate(f, in, path, name);
	} else if (S_ISLNK(st.st_mode) && !stat(path, &target) && S_ISDIR(target.st_mode)) {
		add_link(f, path);
	} else if (S_ISLNK(st.st_mode)) {
		add_candidate(f, in, path, name);
	} else {
		free(path);
	}
}

static bool first_visit(struct ir_finder *f, int fd)
{
	struct folder_id *id = calloc(1, sizeof(*id));
	struct stat st;

	if (!id || fstat(fd, &st)) {
		free(id);
		return false;
	}
	id->dev = st.st_dev;
	id->inode = st.st_ino;
	if (remember(&f->visited, id, by_folder))
		return true;
	free(id);
	return false;
}

static bool stopped(const struct ir_finder *f)
{
	return f->failed || (f->find->stop && *f->find->stop);
}

static void walk(struct ir_finder *f, const char *path, unsigned depth)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC), n = 0;
	struct folder in = {0};
	struct dirent **names = NULL;

	if (fd >= 0 && depth < MAX_DEPTH && !ir_is_kernels_own(fd) && first_visit(f, fd))
		n = scandir(path, &names, NULL, alphasort);
	if (fd >= 0)
		close(fd);
	if (n > 0) {
		in.room = (size_t)n;
		in.files = calloc((size_t)n, sizeof(*in.files));
		in.below = calloc((size_t)n, sizeof(*in.below));
	}
	for (int i = 0; i < n; i++) {
		const char *name = names[i]->d_name;
		char *full;

		if (in.files && in.below && strcmp(name, ".") && strcmp(name, "..") && !stopped(f) &&
		    asprintf(&full, "%s/%s", strcmp(path, "/") ? path : "", name) >= 0)
			sort_out(f, &in, full);
		free(names[i]);
	}
	free(names);
	take_folder(f, &in);
	for (size_t i = 0; i < in.nr_below; i++) {
		if (!stopped(f))
			walk(f, in.below[i], depth + 1);
		free(in.below[i]);
	}
	free(in.below);
}

struct ir_finder *ir_find_open(const struct ir_find *find, struct ir_unit_list *list)
{
	struct ir_finder *f = calloc(1, sizeof(*f));

	if (f) {
		f->find = find;
		f->list = list;
	}
	return f;
}

/* The folder's real name, and the file's own: a link to a dump is a path of its own. */
static char *absolute(const char *path)
{
	char *copy = strdup(path), *slash = copy ? strrchr(copy, '/') : NULL, *folder, *full = NULL;

	if (!copy)
		return NULL;
	if (slash)
		*slash = 0;
	folder = realpath(!slash ? "." : slash == copy ? "/" : copy, NULL);
	if (folder && asprintf(&full, "%s/%s", strcmp(folder, "/") ? folder : "",
			       slash ? slash + 1 : path) < 0)
		full = NULL;
	free(folder);
	free(copy);
	return full;
}

bool ir_find_path(struct ir_finder *f, const char *path)
{
	struct stat st;
	char *full;

	if (stat(path, &st))
		return false;
	full = S_ISDIR(st.st_mode) ? realpath(path, NULL) : absolute(path);
	if (!full)
		return false;
	if (!S_ISDIR(st.st_mode))
		return named_file(f, full);
	/* Folders come after the files: what was named is not found a second time. */
	add_link(f, full);
	return true;
}

bool ir_find_close(struct ir_finder *f)
{
	bool ok;

	/* Links found on the way are appended while this goes on. */
	for (size_t i = 0; i < f->nr_links; i++) {
		char *real = stopped(f) ? NULL : realpath(f->links[i], NULL);

		if (real)
			walk(f, real, 0);
		free(real);
		free(f->links[i]);
	}
	ir_parts_sets(&f->parts, emit_set, f);
	ir_parts_release(&f->parts);
	ok = !f->failed;
	tdestroy(f->named, free);
	tdestroy(f->visited, free);
	free(f->links);
	free(f);
	return ok;
}

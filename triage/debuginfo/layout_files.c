// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/debuginfo/layout_files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_ENTRIES 4096 /* that are looked at in a folder */
#define SUFFIX	    ".layouts"
#define OVERFULL    "it holds more than 4096 files, the others were not looked at"

/* Looking through the folders: for @id, or (NULL) for whatever there is. @overfull: a folder with too many files, or "" */
struct walk {
	const struct ir_build_id *id;
	ir_layouts_fn *fn;
	void *arg;
	char overfull[4096];
};

static bool cache_folder(char *buf, size_t size, bool make)
{
	const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
	int n;

	/* The specification has relative paths ignored. */
	if (cache && *cache == '/')
		n = snprintf(buf, size, "%s/inoderace/layouts", cache);
	else if (home && *home == '/')
		n = snprintf(buf, size, "%s/.cache/inoderace/layouts", home);
	else
		return false;
	if (n < 0 || (size_t)n >= size)
		return false;
	for (char *p = strchr(buf + 1, '/'); make && p; p = strchr(p + 1, '/')) {
		*p = 0;
		(void)mkdir(buf, 0700);
		*p = '/';
	}
	if (make)
		(void)mkdir(buf, 0700);
	return true;
}

static bool cache_file(const struct ir_build_id *id, char *buf, size_t size, bool make)
{
	char text[2 * IR_BUILD_ID_MAX + 1];
	size_t n;

	if (!id->len || !cache_folder(buf, size, make))
		return false;
	n = strlen(buf);
	return (size_t)snprintf(buf + n, size - n, "/%s", ir_build_id_text(id, text)) < size - n;
}

static bool trusted(const struct stat *st, enum ir_layouts_trust trust)
{
	if (trust == IR_LAYOUTS_ANYONES)
		return true;
	if (st->st_mode & 022)
		return false;
	return st->st_uid == geteuid() || (trust == IR_LAYOUTS_OURS_OR_ROOTS && !st->st_uid);
}

char *ir_layouts_read(int folder, const char *name, enum ir_layouts_trust trust, const char **why)
{
	int fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | (trust == IR_LAYOUTS_OURS ? O_NOFOLLOW : 0));
	char *text = NULL;
	struct stat st;
	ssize_t n = -1;

	if (fd < 0)
		return NULL;
	if (!fstat(fd, &st) && S_ISREG(st.st_mode) && st.st_size > 0) {
		if (!trusted(&st, trust))
			*why = "others can write it";
		else if (st.st_size > (off_t)IR_LAYOUT_TEXT_MAX)
			*why = "it is too large";
		else
			text = calloc(1, (size_t)st.st_size + 1);
	}
	if (text)
		n = read(fd, text, (size_t)st.st_size);
	close(fd);
	if (text && n != st.st_size) {
		free(text);
		return NULL;
	}
	return text;
}

bool ir_layouts_judge(const struct ir_layouts_file *f, const char *text, const char *why, const struct ir_build_id *id,
		      struct ir_layouts_found *ret)
{
	enum ir_layout_text is = IR_LAYOUT_NONE;

	if (text)
		is = ir_layout_text_find(text, id, &ret->layouts, &ret->complete, &why);
	if (text && f->named && is == IR_LAYOUT_NONE && !ir_layout_text_is(text))
		why = "it is no layout file";
	if (is == IR_LAYOUT_FOUND)
		snprintf(ret->path, sizeof(ret->path), "%s", f->where);
	else if (why && f->trust != IR_LAYOUTS_OURS && !ret->refused[0]) {
		snprintf(ret->refused, sizeof(ret->refused), "%s", f->where);
		ret->why = why;
	}
	ret->cached = is == IR_LAYOUT_FOUND && f->trust == IR_LAYOUTS_OURS;
	return is == IR_LAYOUT_FOUND;
}

static int is_layout_file(const struct dirent *e)
{
	size_t len = strlen(e->d_name), end = strlen(SUFFIX);

	return len > end && !strcmp(e->d_name + len - end, SUFFIX);
}

bool ir_layouts_is_id(const char *name)
{
	size_t len = strlen(name);

	return len && len <= 2 * IR_BUILD_ID_MAX && strspn(name, "0123456789abcdef") == len;
}

static int is_called_by_id(const struct dirent *e)
{
	return ir_layouts_is_id(e->d_name);
}

static bool walk_file(struct walk *w, int folder, const char *path, const char *name, enum ir_layouts_trust trust)
{
	char where[4096];
	struct ir_layouts_file f = {folder, name, where, trust, folder == AT_FDCWD};

	snprintf(where, sizeof(where), "%s%s%s", path, path[0] ? "/" : "", name);
	return w->fn(&f, w->arg);
}

static bool walk_files(struct walk *w, int folder, const char *path, int (*which)(const struct dirent *),
		       enum ir_layouts_trust trust)
{
	struct dirent **entries = NULL;
	int nr = scandirat(folder, ".", &entries, which, alphasort);
	bool found = false;

	for (int i = 0; i < nr; i++) {
		if (!found && i < MAX_ENTRIES)
			found = walk_file(w, folder, path, entries[i]->d_name, trust);
		free(entries[i]);
	}
	free(entries);
	if (!found && nr > MAX_ENTRIES && !w->overfull[0])
		snprintf(w->overfull, sizeof(w->overfull), "%s", path);
	return found;
}

static bool walk_folder(struct walk *w, const char *path, enum ir_layouts_trust trust)
{
	char name[2 * IR_BUILD_ID_MAX + 1];
	int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool found;

	if (folder < 0)
		return false;
	found = w->id ? walk_file(w, folder, path, ir_build_id_text(w->id, name), trust)
		      : walk_files(w, folder, path, is_called_by_id, trust);
	/* In the cache there are no other names. */
	if (!found && trust != IR_LAYOUTS_OURS)
		found = walk_files(w, folder, path, is_layout_file, trust);
	close(folder);
	return found;
}

static bool walk_all(struct walk *w, char *const *named)
{
	static const char *const installed[] = {"/etc/inoderace/layouts", "/usr/share/inoderace/layouts"};
	char cache[4096];

	for (; named && *named; named++) {
		if (walk_folder(w, *named, IR_LAYOUTS_ANYONES) || walk_file(w, AT_FDCWD, "", *named, IR_LAYOUTS_ANYONES))
			return true;
	}
	for (size_t i = 0; i < sizeof(installed) / sizeof(installed[0]); i++) {
		if (walk_folder(w, installed[i], IR_LAYOUTS_OURS_OR_ROOTS))
			return true;
	}
	return cache_folder(cache, sizeof(cache), false) && walk_folder(w, cache, IR_LAYOUTS_OURS);
}

const char *ir_layouts_each(char *const *named, ir_layouts_fn *fn, void *arg, char *overfull, size_t size)
{
	struct walk w = {.fn = fn, .arg = arg};

	(void)walk_all(&w, named);
	snprintf(overfull, size, "%s", w.overfull);
	return w.overfull[0] ? OVERFULL : NULL;
}

struct search {
	const struct ir_build_id *id;
	struct ir_layouts_found *found;
};

static bool try_file(const struct ir_layouts_file *f, void *arg)
{
	struct search *s = arg;
	const char *why = NULL;
	char *text = ir_layouts_read(f->folder, f->name, f->trust, &why);
	bool found = ir_layouts_judge(f, text, why, s->id, s->found);

	free(text);
	return found;
}

bool ir_layouts_find(char *const *named, const struct ir_build_id *id, struct ir_layouts_found *ret)
{
	struct search s = {id, ret};
	struct walk w = {.id = id, .fn = try_file, .arg = &s};
	bool found;

	ret->cached = false;
	ret->path[0] = ret->refused[0] = 0;
	found = walk_all(&w, named);
	if (!found && w.overfull[0] && !ret->refused[0]) {
		snprintf(ret->refused, sizeof(ret->refused), "%s", w.overfull);
		ret->why = OVERFULL;
	}
	return found;
}

bool ir_layouts_put(const char *path, mode_t mode, const char *text, size_t len)
{
	char other[4096 + 16];
	int fd, error;
	bool ok;

	if ((size_t)snprintf(other, sizeof(other), "%s.XXXXXX", path) >= sizeof(other)) {
		errno = ENAMETOOLONG;
		return false;
	}
	fd = mkostemp(other, O_CLOEXEC);
	if (fd < 0)
		return false;
	ok = write(fd, text, len) == (ssize_t)len && !fchmod(fd, mode);
	ok = !close(fd) && ok && !rename(other, path);
	error = errno;
	if (!ok)
		unlink(other);
	errno = error;
	return ok;
}

void ir_layouts_keep(const struct ir_debug_layouts *l, const char *of)
{
	char path[4096], *text = malloc(IR_LAYOUT_TEXT_MAX);
	size_t len = text ? ir_layout_text_write(l, of, text, IR_LAYOUT_TEXT_MAX) : 0;

	if (len && cache_file(&l->build_id, path, sizeof(path), true))
		(void)ir_layouts_put(path, 0600, text, len);
	free(text);
}

void ir_layouts_forget(const struct ir_build_id *id)
{
	char path[4096];

	if (cache_file(id, path, sizeof(path), false))
		unlink(path);
}

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

/* enum trust - who may have written a file that is used */
enum trust { OURS, OURS_OR_ROOTS, ANYONES };

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

static bool trusted(const struct stat *st, enum trust trust)
{
	if (trust == ANYONES)
		return true;
	if (st->st_mode & 022)
		return false;
	return st->st_uid == geteuid() || (trust == OURS_OR_ROOTS && !st->st_uid);
}

/* The whole of a file, NUL-terminated, malloc'd; NULL: it is none, or is not to be used: @why then says so. */
static char *read_all(int folder, const char *name, enum trust trust, const char **why)
{
	int fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | (trust == OURS ? O_NOFOLLOW : 0));
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

/*
 * @where is the path of @name in @folder. True: it holds @id. What is wrong with a file of that build-id is kept; but the
 * cache may hold anything.
 */
static bool try_file(int folder, const char *name, const char *where, enum trust trust, const struct ir_build_id *id,
		     struct ir_layouts_found *ret)
{
	const char *why = NULL;
	char *text = read_all(folder, name, trust, &why);
	enum ir_layout_text is = IR_LAYOUT_NONE;

	if (text)
		is = ir_layout_text_find(text, id, &ret->layouts, &ret->complete, &why);
	if (text && trust == ANYONES && is == IR_LAYOUT_NONE && !ir_layout_text_is(text) && folder == AT_FDCWD)
		why = "it is no layout file";
	free(text);
	if (is == IR_LAYOUT_FOUND)
		snprintf(ret->path, sizeof(ret->path), "%s", where);
	else if (why && trust != OURS && !ret->refused[0]) {
		snprintf(ret->refused, sizeof(ret->refused), "%s", where);
		ret->why = why;
	}
	return is == IR_LAYOUT_FOUND;
}

static int is_layout_file(const struct dirent *e)
{
	size_t len = strlen(e->d_name), end = strlen(SUFFIX);

	return len > end && !strcmp(e->d_name + len - end, SUFFIX);
}

static bool try_folder(const char *path, enum trust trust, const struct ir_build_id *id, struct ir_layouts_found *ret)
{
	char where[4096], name[2 * IR_BUILD_ID_MAX + 1];
	int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC), nr;
	struct dirent **entries = NULL;
	bool found;

	if (folder < 0)
		return false;
	snprintf(where, sizeof(where), "%s/%s", path, ir_build_id_text(id, name));
	found = try_file(folder, name, where, trust, id, ret);
	/* In the cache there are no other names. */
	nr = found || trust == OURS ? 0 : scandirat(folder, ".", &entries, is_layout_file, alphasort);
	for (int i = 0; i < nr; i++) {
		if (!found && i < MAX_ENTRIES) {
			snprintf(where, sizeof(where), "%s/%s", path, entries[i]->d_name);
			found = try_file(folder, entries[i]->d_name, where, trust, id, ret);
		}
		free(entries[i]);
	}
	free(entries);
	close(folder);
	if (!found && nr > MAX_ENTRIES && !ret->refused[0]) {
		snprintf(ret->refused, sizeof(ret->refused), "%s", path);
		ret->why = "it holds more than 4096 files, the others were not looked at";
	}
	return found;
}

bool ir_layouts_find(char *const *named, const struct ir_build_id *id, struct ir_layouts_found *ret)
{
	static const char *const installed[] = {"/etc/inoderace/layouts", "/usr/share/inoderace/layouts"};
	char cache[4096];

	ret->cached = false;
	ret->path[0] = ret->refused[0] = 0;
	for (; named && *named; named++) {
		if (try_folder(*named, ANYONES, id, ret) || try_file(AT_FDCWD, *named, *named, ANYONES, id, ret))
			return true;
	}
	for (size_t i = 0; i < sizeof(installed) / sizeof(installed[0]); i++) {
		if (try_folder(installed[i], OURS_OR_ROOTS, id, ret))
			return true;
	}
	ret->cached = cache_folder(cache, sizeof(cache), false) && try_folder(cache, OURS, id, ret);
	return ret->cached;
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

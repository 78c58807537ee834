// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/debuginfo/debug_find.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define DEBUG	    "/usr/lib/debug"
#define MAX_ENTRIES 4096 /* of a folder that was named */

static const struct {
	enum ir_debug_what what;
	const char *path;
} places[] = {
#define IR_DEBUG_PATH(what, path) {IR_DEBUG_##what, path},
#include "triage/debuginfo/debug_places.def"
#undef IR_DEBUG_PATH
};

static const char *const packed[] = {"", ".xz", ".zst", ".gz"};

static bool take_found(struct ir_debug_found *found, struct ir_debug_elf *f, const char *path)
{
	snprintf(found->path, sizeof(found->path), "%s", path);
	found->f = *f;
	return true;
}

/* A vmlinux or a module? "the right one" is told by its build-id alone; this is for what is refused. */
static bool is_of_kind(const struct ir_debug_elf *f, enum ir_debug_what what)
{
	return f->relocatable == (what == IR_DEBUG_MODULE);
}

static bool try_link(const struct ir_debug_wanted *w, const char *path, const char *name,
		     struct ir_debug_found *found)
{
	static const char *const where[] = {"%.*s/%s", "%.*s/.debug/%s", DEBUG "%.*s/%s"};
	const char *slash = strrchr(path, '/');
	char other[IR_DEBUG_PATH_MAX];
	struct ir_debug_elf f;

	if (!name || strchr(name, '/'))
		return false;
	for (size_t i = 0; i < sizeof(where) / sizeof(where[0]); i++) {
		if ((size_t)snprintf(other, sizeof(other), where[i],
				     slash ? (int)(slash - path) : 1, slash ? path : ".",
				     name) >= sizeof(other) ||
		    !ir_debug_elf_path(&f, other))
			continue;
		if (ir_build_id_same(&f.build_id, &w->id) && ir_debug_elf_has_types(&f))
			return take_found(found, &f, other);
		ir_debug_elf_close(&f);
	}
	return false;
}

static bool try_file(const struct ir_debug_wanted *w, const char *path,
		     struct ir_debug_found *found)
{
	struct ir_debug_elf f;
	bool ok = false;

	if (!ir_debug_elf_path(&f, path))
		return false;
	if (!ir_build_id_same(&f.build_id, &w->id)) {
		if (is_of_kind(&f, w->what) && !found->other[0]) {
			snprintf(found->other, sizeof(found->other), "%s", path);
			found->other_id = f.build_id;
		}
	} else if (ir_debug_elf_has_types(&f)) {
		return take_found(found, &f, path);
	} else {
		ok = try_link(w, path, ir_debug_elf_link(&f), found);
		if (!ok && !found->bare[0])
			snprintf(found->bare, sizeof(found->bare), "%s", path);
	}
	ir_debug_elf_close(&f);
	return ok;
}

/* @place below @root with its % filled in; false: it does not fit, or something is not known */
static bool fill_in(const struct ir_debug_wanted *w, const char *root, const char *place, char *buf)
{
	char id[2 * IR_BUILD_ID_MAX + 1], release[sizeof(w->release)];
	size_t n = (size_t)snprintf(buf, IR_DEBUG_PATH_MAX, "%s", root);

	ir_build_id_text(&w->id, id);
	snprintf(release, sizeof(release), "%s", w->release);
	/* A release is the dump's word: it must not lead elsewhere. */
	if (strchr(release, '/'))
		release[0] = 0;
	for (const char *p = place; *p && n < IR_DEBUG_PATH_MAX; p++) {
		if (*p != '%') {
			n += (size_t)snprintf(buf + n, IR_DEBUG_PATH_MAX - n, "%c", *p);
			continue;
		}
		p++;
		if (*p == 'r' ? !release[0] : w->id.len < 2)
			return false;
		n += (size_t)(*p == 'r' ? snprintf(buf + n, IR_DEBUG_PATH_MAX - n, "%s", release)
					: snprintf(buf + n, IR_DEBUG_PATH_MAX - n, "%.2s/%s", id,
						   id + 2));
	}
	return n + 8 < IR_DEBUG_PATH_MAX;
}

static bool try_packed(const struct ir_debug_wanted *w, const char *path,
		       struct ir_debug_found *found)
{
	char buf[IR_DEBUG_PATH_MAX + 8];

	for (size_t i = 0; i < sizeof(packed) / sizeof(packed[0]); i++) {
		snprintf(buf, sizeof(buf), "%s%s", path, packed[i]);
		if (try_file(w, buf, found))
			return true;
		if (w->what == IR_DEBUG_KERNEL)
			return false;
	}
	return false;
}

static bool try_root(const struct ir_debug_wanted *w, const char *root,
		     struct ir_debug_found *found)
{
	char path[IR_DEBUG_PATH_MAX];

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		const char *place = places[i].path;

		if (places[i].what != w->what)
			continue;
		if (fill_in(w, root, place, path) && try_packed(w, path, found))
			return true;
		if (*root && !strncmp(place, DEBUG, strlen(DEBUG)) &&
		    fill_in(w, root, place + strlen(DEBUG), path) && try_packed(w, path, found))
			return true;
	}
	return false;
}

/* What lies in a folder that was named, by the names such files have. */
static bool try_entries(const struct ir_debug_wanted *w, const char *folder,
			struct ir_debug_found *found)
{
	const char *begin = w->what == IR_DEBUG_KERNEL ? "vmlinux" : "xfs.ko";
	DIR *dir = opendir(folder);
	char path[IR_DEBUG_PATH_MAX];
	const struct dirent *entry;
	bool ok = false;

	for (unsigned n = 0; dir && !ok && n < MAX_ENTRIES && (entry = readdir(dir)); n++) {
		if (strncmp(entry->d_name, begin, strlen(begin)) ||
		    (size_t)snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name) >=
			    sizeof(path))
			continue;
		ok = try_file(w, path, found);
	}
	if (dir)
		closedir(dir);
	return ok;
}

static bool is_foreign(const char *path)
{
	struct ir_debug_elf f;

	if (!ir_debug_elf_path(&f, path))
		return true;
	ir_debug_elf_close(&f);
	return false;
}

/* Nobody named these, so what does not belong to the dump is not worth a word. */
static bool try_usual(const struct ir_debug_wanted *w, struct ir_debug_found *ret)
{
	static struct ir_debug_found usual;

	memset(&usual, 0, sizeof(usual));
	if (!try_root(w, "", &usual))
		return false;
	ret->f = usual.f;
	memcpy(ret->path, usual.path, sizeof(ret->path));
	return true;
}

bool ir_debug_find_file(const struct ir_debug_wanted *w, struct ir_debug_found *ret)
{
	struct stat st;

	memset(ret, 0, sizeof(*ret));
	for (char *const *path = w->paths; path && *path; path++) {
		bool is_folder = !stat(*path, &st) && S_ISDIR(st.st_mode);

		if (is_folder ? try_root(w, *path, ret) || try_entries(w, *path, ret)
			      : try_file(w, *path, ret))
			return true;
		if (!is_folder && !ret->foreign[0] && is_foreign(*path))
			snprintf(ret->foreign, sizeof(ret->foreign), "%s", *path);
	}
	return try_usual(w, ret);
}

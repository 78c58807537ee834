// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/issues/issue_set.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/lib/text.h"
#include "triage/known/issue_folders.h"
#include "triage/verb/program_path.h"

/* Names of files and messages of libjq may hold anything. */
static void print(const char *text)
{
	char glyph[17];

	while (*text && ir_glyph(&text, glyph))
		fputs(glyph, stderr);
}

static void tell(struct ir_issue_set *set, const char *path, const char *id, const char *what)
{
	fputs("inoderace: ", stderr);
	print(path);
	fputs(": ", stderr);
	if (id) {
		print(id);
		fputs(": ", stderr);
	}
	print(what);
	fputc('\n', stderr);
	set->wrong++;
}

void ir_issue_wrong(struct ir_issue_set *set, struct ir_issue *issue, const char *format, ...)
{
	char text[400];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	tell(set, issue->path, issue->id, text);
	issue->left_out = true;
}

static bool has_suffix(const char *name)
{
	size_t len = strlen(name), end = strlen(IR_ISSUE_SUFFIX);

	return len > end && *name != '.' && !strcmp(name + len - end, IR_ISSUE_SUFFIX);
}

/* One entry; @path is shown, @folder and @file are where it is. */
static void add_file(struct ir_issue_set *set, const char *path, const char *folder, const char *file, unsigned rank)
{
	struct ir_issue *issue;
	struct stat st;

	if (set->nr == IR_ISSUE_MAX_FILES) {
		tell(set, path, NULL, "there are too many entries: this one is left out");
		return;
	}
	issue = &set->all[set->nr++];
	*issue = (struct ir_issue){.path = strdup(path), .folder = strdup(folder), .rank = rank,
				   .name = strndup(file, strlen(file) - strlen(IR_ISSUE_SUFFIX))};
	if (!issue->path || !issue->folder || !issue->name) {
		set->nr--;
		tell(set, path, NULL, "not enough memory");
	} else if (stat(path, &st)) {
		ir_issue_wrong(set, issue, "%s", strerror(errno));
	} else if (!S_ISREG(st.st_mode) || st.st_size > IR_ISSUE_MAX_BYTES) {
		ir_issue_wrong(set, issue, "it is %s", S_ISREG(st.st_mode) ? "too large for an entry" : "no file");
	}
}

static int wanted(const struct dirent *e)
{
	return has_suffix(e->d_name);
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static void add_folder(struct ir_issue_set *set, const char *path, const char *real, unsigned rank, bool named)
{
	struct dirent **files;
	char text[PATH_MAX];
	int nr = scandir(real, &files, wanted, by_name);

	if (nr < 0) {
		tell(set, path, NULL, strerror(errno));
		return;
	}
	if (!nr && named)
		tell(set, path, NULL, "no entry is in it (their names end in " IR_ISSUE_SUFFIX ")");
	for (int i = 0; i < nr; i++) {
		if (snprintf(text, sizeof(text), "%s%s%s", path, path[strlen(path) - 1] == '/' ? "" : "/",
			     files[i]->d_name) < (int)sizeof(text))
			add_file(set, text, real, files[i]->d_name, rank);
		free(files[i]);
	}
	free(files);
}

void ir_issue_set_add(struct ir_issue_set *set, const char *path, unsigned rank, bool named)
{
	char real[PATH_MAX], folder[PATH_MAX], *slash;
	const char *file = strrchr(path, '/');
	struct stat st;

	file = file ? file + 1 : path;
	if (!*path || !realpath(path, real) || stat(real, &st)) {
		if (named)
			tell(set, path, NULL, strerror(errno));
		return;
	}
	if (S_ISDIR(st.st_mode)) {
		add_folder(set, path, real, rank, named);
		return;
	}
	/* libjq looks for a name in a folder: the file's own name, even if it is a link. */
	snprintf(folder, sizeof(folder), "%.*s", (int)(file - path), path);
	slash = realpath(*folder ? folder : ".", real);
	if (!slash || !has_suffix(file))
		tell(set, path, NULL, "the name of an entry's file ends in " IR_ISSUE_SUFFIX);
	else
		add_file(set, path, real, file, rank);
}

void ir_issue_set_fill(struct ir_issue_set *set, char *const *paths)
{
	char program[PATH_MAX], real[PATH_MAX], shipped[PATH_MAX];
	unsigned rank = 0;

	for (; paths && *paths; paths++)
		ir_issue_set_add(set, *paths, rank++, true);
	ir_issue_set_add(set, IR_ISSUES_OF_SITE, rank++, false);
	if (ir_program_path(NULL, IR_ISSUES_PROGRAM, program, sizeof(program)) && realpath(program, real) &&
	    ir_issues_shipped(real, shipped))
		ir_issue_set_add(set, shipped, rank, false);
}

static void clear_strings(struct ir_issue_strings *s)
{
	for (unsigned i = 0; i < s->nr; i++)
		free(s->all[i]);
}

void ir_issue_set_clear(struct ir_issue_set *set)
{
	for (unsigned i = 0; i < set->nr; i++) {
		struct ir_issue *issue = &set->all[i];

		free(issue->path);
		free(issue->folder);
		free(issue->name);
		free(issue->id);
		free(issue->title);
		free(issue->owner);
		free(issue->advice);
		clear_strings(&issue->fixed_in);
		clear_strings(&issue->links);
	}
	set->nr = 0;
}

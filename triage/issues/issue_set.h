/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The entries: one in each file. docs/known-issues.md tells what a file looks like. */
#ifndef IR_ISSUE_SET_H
#define IR_ISSUE_SET_H

#include <stdbool.h>

#define IR_ISSUE_MAX_FILES   512	 /* entries in all */
#define IR_ISSUE_MAX_BYTES   (64 << 10) /* of a file */
#define IR_ISSUE_MAX_STRINGS 16		 /* versions or links of an entry */
#define IR_ISSUE_MAX_TEXT    1000	 /* bytes of a string of an entry */

/** struct ir_issue_strings - strings of an entry, each of malloc */
struct ir_issue_strings {
	unsigned nr;
	char *all[IR_ISSUE_MAX_STRINGS];
};

/**
 * struct ir_issue - an entry
 * @path: the file as it is shown
 * @folder: where it lies, an absolute path
 * @name: the file's name without IR_ISSUE_SUFFIX
 * @rank: 0 for the first folder or file that was asked for, and so on: of two entries with one id the lower rank counts
 * @left_out: it is not asked; why has been told, if there was something to tell
 * @id, @title, @owner, @advice, @fixed_in, @links: see struct ir_known_issue
 */
struct ir_issue {
	char *path, *folder, *name;
	unsigned rank;
	bool left_out;
	char *id, *title, *owner, *advice;
	struct ir_issue_strings fixed_in, links;
};

/**
 * struct ir_issue_set - all entries, the highest precedence first
 * @wrong: how many lines there were to tell of
 */
struct ir_issue_set {
	unsigned nr, wrong;
	struct ir_issue all[IR_ISSUE_MAX_FILES];
};

/**
 * ir_issue_set_add() - the file @path, or every file in the folder @path whose name ends as those of entries do
 * @rank: of these
 * @named: somebody asked for it: that it is not there is then worth a line
 */
void ir_issue_set_add(struct ir_issue_set *set, const char *path, unsigned rank, bool named);

/** ir_issue_set_fill() - @paths, NULL-terminated, then this site's folder, then the one that was installed with this program */
void ir_issue_set_fill(struct ir_issue_set *set, char *const *paths);

/**
 * ir_issue_wrong() - tell that something is wrong with an entry: one line, with its file, and its id where that is known
 * @issue: is left out from now on
 */
void ir_issue_wrong(struct ir_issue_set *set, struct ir_issue *issue, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/** ir_issue_set_clear() - free what the entries hold */
void ir_issue_set_clear(struct ir_issue_set *set);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where known-issue files lie that nobody has to name. */
#ifndef IR_ISSUE_FOLDERS_H
#define IR_ISSUE_FOLDERS_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

/** IR_ISSUES_PROGRAM - the program that reads them */
#define IR_ISSUES_PROGRAM "inoderace-issues"

/** IR_ISSUE_SUFFIX - how the name of such a file ends */
#define IR_ISSUE_SUFFIX ".jq"

/** IR_MAX_ISSUE_PATHS - how often --issues may be given */
#define IR_MAX_ISSUE_PATHS 16

/** IR_ISSUES_OF_SITE - the folder of this site's own entries */
#define IR_ISSUES_OF_SITE "/etc/inoderace/issues.d"

/**
 * ir_issues_shipped() - the folder of the entries that are installed with the program
 * @program: path of IR_ISSUES_PROGRAM
 * @folder: receives its path
 *
 * Returns false for a program that is not installed: one in a build folder has no such folder.
 */
bool ir_issues_shipped(const char *program, char folder[PATH_MAX]);

#endif

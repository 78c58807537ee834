// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/known/issue_folders.h"

#include <stdio.h>
#include <string.h>

/* PREFIX/lib/inoderace/inoderace-issues has PREFIX/share/inoderace/issues.d. */
bool ir_issues_shipped(const char *program, char folder[PATH_MAX])
{
	static const char end[] = "/lib/inoderace/" IR_ISSUES_PROGRAM;
	size_t len = strlen(program);

	if (len < sizeof(end) - 1 || strcmp(program + len - (sizeof(end) - 1), end))
		return false;
	len -= sizeof(end) - 1;
	return snprintf(folder, PATH_MAX, "%.*s/share/inoderace/issues.d", (int)len, program) < PATH_MAX;
}

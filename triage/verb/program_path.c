// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/verb/program_path.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* From BINDIR, from LIBDIR itself, and from crash's folder for extensions. */
static const char *const folders[] = {"", "../lib/inoderace/", "../../inoderace/", "../../../lib/inoderace/"};

bool ir_program_path(const char *beside, const char *program, char *path, size_t size)
{
	char self[PATH_MAX];
	ssize_t len = beside ? snprintf(self, sizeof(self), "%s", beside) : readlink("/proc/self/exe", self, sizeof(self) - 1);
	char *slash;

	self[len > 0 && len < (ssize_t)sizeof(self) ? len : 0] = 0;
	slash = strrchr(self, '/');
	if (!slash)
		return false;
	slash[1] = 0;
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		if ((size_t)snprintf(path, size, "%s%s%s", self, folders[i], program) < size && !access(path, X_OK))
			return true;
	}
	return false;
}

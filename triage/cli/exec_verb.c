// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/cli/exec_verb.h"

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "triage/verb/program_path.h"

/* What may be missing: whether it was built at all, and which package holds it. */
static const struct {
	const char *program;
	bool built;
	const char *needs, *package;
} programs[] = {
	{"inoderace-batch", IR_WITH_BATCH, "SQLite, libseccomp, jansson and libb2", "inoderace"},
	{"inoderace-exposed", IR_WITH_EXPOSED, "libarchive and libseccomp", "inoderace"},
	{"inoderace-issues", IR_WITH_ISSUES, "libjq, libseccomp and SQLite", "inoderace"},
	{"inoderace-mcp", IR_WITH_MCP, "libjq, libseccomp and SQLite", "inoderace"},
	{"inoderace-ticket", IR_WITH_TICKET, "libcurl, jansson and libgcrypt", "inoderace-ticket"},
};

static void tell_missing(const char *verb, const char *program)
{
	for (size_t i = 0; i < sizeof(programs) / sizeof(programs[0]); i++) {
		if (strcmp(programs[i].program, program))
			continue;
		if (programs[i].built)
			fprintf(stderr, "inoderace: %s: the program %s is not installed (it is in the package %s)\n",
				verb, program, programs[i].package);
		else
			fprintf(stderr, "inoderace: %s: this inoderace was built without it (it needs %s)\n",
				verb, programs[i].needs);
	}
}

int ir_verb_exec(const char *program, char **argv)
{
	char path[PATH_MAX + 64];

	if (ir_program_path(NULL, program, path, sizeof(path)))
		execv(path, argv);
	tell_missing(argv[0], program);
	return 2;
}

// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * taking-away [-v] [-s SEED] [-e EVERY] [-p PAIRS] PATH...: of every described machine (*.tgt) below the
 * PATHs, what its diagnosis asked for is taken away, one thing at a time (of all, one in EVERY), and PAIRS random pairs.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/fake/fake_target.h"
#include "tests/taking/taking.h"

static struct taking_options how;

static void run_file(const char *path)
{
	char err[600] = "";
	struct fake *f = fake_open(path, err, sizeof(err));

	if (!f) {
		printf("FAIL %s\n", err);
		taking_sums.failed++;
		return;
	}
	taking_run(fake_target(f), fake_options(f), path, &how);
	fake_close(f);
}

static int wanted(const struct dirent *e)
{
	const char *dot = strrchr(e->d_name, '.');

	return e->d_name[0] != '.' && strcmp(e->d_name, "parts") && (!dot || !strcmp(dot, ".tgt"));
}

static void run_path(const char *path)
{
	struct dirent **list;
	struct stat st;
	int n;

	if (!stat(path, &st) && !S_ISDIR(st.st_mode)) {
		run_file(path);
		return;
	}
	n = scandir(path, &list, wanted, alphasort);
	for (int i = 0; i < n; i++) {
		char full[4096];

		snprintf(full, sizeof(full), "%s/%s", path, list[i]->d_name);
		if (!stat(full, &st) && (S_ISDIR(st.st_mode) || strstr(full, ".tgt")))
			run_path(full);
		free(list[i]);
	}
	if (n >= 0)
		free(list);
}

int main(int argc, char **argv)
{
	if (!taking_arguments(argc, argv, &how))
		return 2;
	for (; optind < argc; optind++)
		run_path(argv[optind]);
	return taking_end();
}

// SPDX-License-Identifier: GPL-2.0-or-later
/* taking-away-of-dumps [-v] [-s SEED] [-e EVERY] [-p PAIRS] FILE...: the same of real dumps and slices */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/taking/taking.h"
#include "triage/dump/opened.h"
#include "triage/slice/slice_watch.h"

static struct taking_options how;
static struct ir_opened dump;

/* A slice has what the whole diagnosis asked for; what else is asked for then is not in it, and it must be opened anew. */
static bool answered(void)
{
	char buf[512];

	if (!dump.kdump || !ir_kdump_complaint(dump.kdump, buf, sizeof(buf)))
		return true;
	if (!ir_open_again(&dump, &ir_slice_reader))
		exit(2);
	return false;
}

static void run_file(char *path)
{
	static const struct ir_options options = IR_OPTIONS_DEFAULT;
	char *paths[] = {path, NULL};

	how.answered = answered;
	if (ir_open_paths(&dump, paths, &ir_slice_reader)) {
		taking_run(dump.target, &options, path, &how);
	} else {
		printf("FAIL %s: %s\n", path, dump.error);
		taking_sums.failed++;
	}
	ir_opened_close(&dump);
}

int main(int argc, char **argv)
{
	if (!taking_arguments(argc, argv, &how))
		return 2;
	for (; optind < argc; optind++)
		run_file(argv[optind]);
	return taking_end();
}

// SPDX-License-Identifier: GPL-2.0-or-later
/* taking-away-of-dumps [-v] [-s SEED] [-e EVERY] [-p PAIRS] [-a ACCEPTED] FILE...: the same of real dumps and slices */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/taking/taking.h"
#include "triage/dump/target_kdump.h"
#include "triage/file/input.h"
#include "triage/slice/slice_reader.h"

static struct taking_options how = {.every = 1};
static struct ir_kdump dump;

static void run_file(const char *path)
{
	static const struct ir_options options = IR_OPTIONS_DEFAULT;
	char error[512] = "";
	struct ir_input in;

	ir_input_open(&in, path);
	if (in.kind != IR_INPUT_DUMP ||
	    !ir_kdump_open(&dump, in.fds, in.nr_fds, path, error, sizeof(error))) {
		printf("FAIL %s: %s\n", path, in.kind == IR_INPUT_DUMP ? error : in.error);
		taking_sums.failed++;
	} else {
		taking_run(&dump.target, &options, path, &how);
	}
	ir_kdump_close(&dump);
	ir_input_close(&in);
}

int main(int argc, char **argv)
{
	uint64_t seed = 1;
	int c;

	while ((c = getopt(argc, argv, "vs:e:p:a:")) != -1) {
		if (c == 'v')
			how.verbose = true;
		else if (c == 's')
			seed = strtoull(optarg, NULL, 0);
		else if (c == 'e')
			how.every = (unsigned)atoi(optarg);
		else if (c == 'p')
			how.pairs = (unsigned)atoi(optarg);
		else if (c != 'a' || !taking_accept(optarg))
			return 2;
	}
	taking_seed(seed);
	for (; optind < argc; optind++)
		run_file(argv[optind]);
	return taking_end(&how);
}

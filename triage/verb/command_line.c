// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/verb/command_line.h"

#include <stdio.h>

enum { EXIT_DONE, EXIT_USAGE };

int ir_command_line_wrong(const struct ir_command_line *line, const char *what, const char *arg)
{
	const char *verb = line->verb;

	fprintf(stderr, "inoderace: %s%s%s%s (inoderace %s%s--help tells how)\n", verb,
		*verb ? ": " : "", what, arg, verb, *verb ? " " : "");
	return EXIT_USAGE;
}

int ir_command_line_parse(const struct ir_command_line *line, int argc, char **argv, void *arg)
{
	int c, status = -1;

	while (status < 0 &&
	       (c = getopt_long(argc, argv, line->letters, line->options, NULL)) != -1) {
		if (c == '?') { /* getopt has told what is wrong */
			status = ir_command_line_wrong(line, "wrong usage", "");
		} else if (c == IR_OPT_HELP && line->help) {
			fputs(line->help, stdout);
			status = EXIT_DONE;
		} else {
			status = line->take(arg, c);
		}
	}
	return status;
}

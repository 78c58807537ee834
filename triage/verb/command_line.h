/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the command lines of the program and its verbs have in common. */
#ifndef IR_COMMAND_LINE_H
#define IR_COMMAND_LINE_H

#include <getopt.h>

/** IR_OPT_HELP - stands for --help among the options; other long options have other numbers */
#define IR_OPT_HELP 4096

/**
 * struct ir_command_line - the options of a verb
 * @verb: its name, "" for the program itself
 * @help: what --help prints; NULL: @take is asked
 * @letters: short options, as getopt_long() wants them
 * @options: long ones
 * @take: option @c was given, with optarg. Returns -1 to go on, else the program's exit status.
 */
struct ir_command_line {
	const char *verb, *help, *letters;
	const struct option *options;
	int (*take)(void *arg, int c);
};

/**
 * ir_command_line_parse() - all options; optind is then that of the first argument
 * Returns -1 to go on, else the program's exit status; what there was to say has been said.
 */
int ir_command_line_parse(const struct ir_command_line *line, int argc, char **argv, void *arg);

/** ir_command_line_wrong() - tell that @what, followed by @arg, is wrong; returns the exit status
 */
int ir_command_line_wrong(const struct ir_command_line *line, const char *what, const char *arg);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command line, as CONTRACT and --help have it. */
#ifndef IR_OPTIONS_H
#define IR_OPTIONS_H

#include "triage/debuginfo/debuginfo.h"
#include "core/inoderace.h"
#include "triage/known/issue_folders.h"

/** enum ir_format - what is printed for each file */
enum ir_format { IR_FORMAT_TEXT, IR_FORMAT_JSON, IR_FORMAT_MARKDOWN, IR_FORMAT_BRIEF, IR_FORMAT_SIGNATURE };

/**
 * struct ir_command - what was asked for
 * @no_issues: look for no known issues
 * @issues: files and folders of known issues, @nr_issues of them, NULL-terminated
 * @files: NULL-terminated rest of the arguments
 */
struct ir_command {
	enum ir_format format;
	struct ir_options look;
	struct ir_report_options report;
	struct ir_debug_options debug;
	bool no_issues;
	unsigned nr_issues;
	char *issues[IR_MAX_ISSUE_PATHS + 1];
	char **files;
};

/**
 * ir_command_parse() - fill @cmd in
 * Returns -1 to go on, else the program's exit status; what there was to say has been said.
 */
int ir_command_parse(struct ir_command *cmd, int argc, char **argv);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* inoderace ticket: its options. */
#ifndef IR_TICKET_OPTIONS_H
#define IR_TICKET_OPTIONS_H

#include "triage/known/issue_folders.h"
#include "triage/slice/slice_make.h"
#include "triage/ticket/ticket.h"
#include "triage/ticket/ticket_diagnosis.h"
#include "triage/ticket/ticket_post.h"

/**
 * struct ir_ticket_command - what was asked for, and what it needs
 * @path: of the dump or diagnosis; @to: the system; @config: a file of settings, NULL: the usual
 * ones
 * @issues: files and folders of known issues, @nr_issues of them, NULL-terminated
 * @slice: attach the slice that @cut describes
 */
struct ir_ticket_command {
	struct ir_tracker tracker;
	struct ir_ticket_plan plan;
	struct ir_ticket_diagnosis td;
	const char *path, *to, *config;
	unsigned nr_issues;
	char *issues[IR_MAX_ISSUE_PATHS + 1];
	bool slice, no_redact;
	struct ir_slice_plan cut;
};

/**
 * ir_ticket_options() - fill in @c, which is zeroed; strings stay those of @argv
 * Returns -1 to go on, else the program's exit status.
 */
int ir_ticket_options(struct ir_ticket_command *c, int argc, char **argv);

/** ir_ticket_wrong() - tell that @what, followed by @arg, is wrong usage; returns the exit status
 */
int ir_ticket_wrong(const char *what, const char *arg);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A process that asks the conditions, locked in: it can read and answer, and do nothing else. One that takes too long, eats
 * memory or dies costs the entry that it was asking, and another process goes on without that entry.
 */
#ifndef IR_ISSUE_JUDGE_H
#define IR_ISSUE_JUDGE_H

#include <stddef.h>
#include <sys/types.h>

#include "triage/issues/issue_program.h"

/**
 * struct ir_judge - the entries, and who asks them
 * @set, @jq: what ir_issue_compile() was given and gave
 * @pid, @socket: of the process; pid 0: there is none
 * @told: entries whose condition ended in an error, which is told once
 * @errors: how often that was, for each entry
 * @unstarted: it was told that no process can be started
 * @hurried: it was told that time was over before all were asked
 */
struct ir_judge {
	struct ir_issue_set *set;
	jq_state *jq;
	pid_t pid;
	int socket;
	bool told[IR_ISSUE_MAX_FILES], hurried, unstarted;
	unsigned long errors[IR_ISSUE_MAX_FILES];
};

/**
 * ir_judge_ask() - which entries fit the diagnosis @json, one line of @len bytes without a newline?
 * @fits: receives true for each that does, by its index in the set
 *
 * Returns false when @json is no JSON, or no process can be started.
 */
bool ir_judge_ask(struct ir_judge *j, const char *json, size_t len, bool fits[IR_ISSUE_MAX_FILES]);

/** ir_judge_end() - end the process */
void ir_judge_end(struct ir_judge *j);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A known issue: an entry that somebody wrote about a cause of crashes, and whose condition fits a
 * diagnosis. core/ renders such entries and knows nothing of conditions (docs/known-issues.md).
 */
#ifndef IR_KNOWN_ISSUE_H
#define IR_KNOWN_ISSUE_H

#include "core/lib/notes.h"

/** IR_MAX_ISSUES - entries that one diagnosis shows; more than a few are a sign of a loose condition */
#define IR_MAX_ISSUES 16

/**
 * struct ir_known_issue - an entry that fits; strings are NULL where the entry says nothing
 * @id: short name
 * @title: one line for people
 * @owner: who looks after the issue
 * @advice: what to do about it
 * @from: the file that holds the entry
 * @fixed_in: versions that have the fix, as the entry writes them
 * @links: where it is described
 */
struct ir_known_issue {
	const char *id, *title, *owner, *advice, *from;
	struct ir_list fixed_in, links;
};

#endif

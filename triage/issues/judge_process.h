/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the locked-in process does. */
#ifndef IR_JUDGE_PROCESS_H
#define IR_JUDGE_PROCESS_H

#include "triage/issues/issue_judge.h"

/**
 * ir_judge_work() - answer on @socket until it is closed
 *
 * A request is two lines: the indices of entries to skip, with a blank behind each, and a diagnosis. The answer is lines:
 * "INDEX y" or "INDEX n" for each entry, in order, as soon as it is asked; "INDEX e WHY" for one whose condition gave no answer;
 * last "." or, when the diagnosis is no JSON, "!".
 */
void ir_judge_work(const struct ir_judge *j, int socket) __attribute__((noreturn));

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A process of its own for what strangers wrote: it reads what is open, and gives one answer. */
#ifndef IR_LOCKED_H
#define IR_LOCKED_H

#include <stdbool.h>
#include <stddef.h>

#include "triage/sandbox/sandbox.h"

/**
 * ir_locked_run() - run @work in a locked process and wait for it
 * @limits: what it may take
 * @work: gives its answer with ir_locked_answer(); what it returns does not matter
 * @spool: a file that it may write to, or -1
 * @answer, @size: receives what it answered
 * @error, @room: receives why there is no answer
 *
 * Return: bytes of the answer, -1 when there is none.
 */
long ir_locked_run(const struct ir_worker_limits *limits, void (*work)(void *arg, int to), void *arg, int spool,
		   void *answer, size_t size, char *error, size_t room);

/** ir_locked_answer() - write to @to all of @len bytes */
void ir_locked_answer(int to, const void *bytes, size_t len);

#endif

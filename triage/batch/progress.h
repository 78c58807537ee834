/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a run tells while it goes on: lines in a pipe, one line that moves on a terminal. */
#ifndef IR_PROGRESS_H
#define IR_PROGRESS_H

#include "triage/batch/batch.h"

/** ir_progress_found() - so many units were found so far */
void ir_progress_found(uint64_t nr);
/** ir_progress() - a path is done: its line in a pipe, the progress line on a terminal */
void ir_progress(const struct ir_batch *b, const char *path, const char *class, const char *phase,
		 const char *confidence);
/** ir_progress_error() - a line on standard error, with the progress line out of its way */
void ir_progress_error(const char *path, const char *error);
/** ir_progress_end() - take the progress line away, and say what came of it all */
void ir_progress_end(const struct ir_batch *b);

#endif

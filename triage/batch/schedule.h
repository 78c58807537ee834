/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IR_SCHEDULE_H
#define IR_SCHEDULE_H

#include "triage/batch/batch.h"

/** ir_batch_run() - diagnose what is in the list; false when the database fails */
bool ir_batch_run(struct ir_batch *b);

#endif

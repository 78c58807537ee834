/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IR_MERGE_H
#define IR_MERGE_H

#include "triage/batch/batch.h"

/** ir_shards_merge() - the parts, and databases given, into the database; returns the exit status */
int ir_shards_merge(struct ir_batch *b);

#endif

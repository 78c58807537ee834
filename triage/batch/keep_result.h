/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What became of a dump, into the database and onto the screen. */
#ifndef IR_KEEP_RESULT_H
#define IR_KEEP_RESULT_H

#include "triage/batch/worker_slot.h"

/** ir_slot_record() - a worker has ended: record it; false when the database fails */
bool ir_slot_record(struct ir_batch *b, struct ir_pool *p, struct ir_slot *s);

/** ir_take_log() - the dump cannot be diagnosed: the log beside it is looked at in its place */
bool ir_take_log(struct ir_batch *b, struct ir_pool *p, const struct ir_slot *s);

/** ir_count() - a path is done with this outcome */
void ir_count(struct ir_batch *b, const struct ir_slot *s, const char *class, const char *phase,
	      const char *confidence, bool race);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The work of a run in parts, for more machines than one. A folder all of them see holds
 *
 *	parts		how many there are, when they were made, 1 where all is diagnosed anew, 1
 *when submitted K.list		what part K has to look at (work_item.h) K.db		what came of
 *it: a database that one process at a time writes
 *
 * Who starts the tasks is not our business: Slurm, GNU parallel, a person. A part can be started
 *again at any time and goes on where it was; merging takes finished parts away.
 */
#ifndef IR_SHARDS_H
#define IR_SHARDS_H

#include <stdbool.h>
#include <stdio.h>

#include "triage/batch/batch.h"

#define IR_SHARDS_MAX	   1000000
#define IR_SHARDS_PER_TASK 50
/** IR_SHARDS_USUAL - more tasks than that are not made unasked: Slurm's MaxArraySize is 1001 unless
 * it is configured */
#define IR_SHARDS_USUAL 1000

/** struct ir_shards - what the file "parts" says */
struct ir_shards {
	unsigned long nr;
	char made[24];
	int again, submitted;
};

/**
 * ir_shards_make() - find, leave out what is unchanged, write the lists, submit them if asked to
 * Returns the program's exit status.
 */
int ir_shards_make(struct ir_batch *b);

/** ir_shard_is_merged() - is there nothing left of part @b->task? Says so. */
bool ir_shard_is_merged(const struct ir_batch *b);
/** ir_shard_open() - its list as @b's list, its database as @b's */
bool ir_shard_open(struct ir_batch *b);

/** ir_shards_read() - the file "parts"; false when there is none */
bool ir_shards_read(const char *folder, struct ir_shards *ret);
/** ir_shards_path() - of a file in @folder: part @nr's with that ending, or (0) the one called @name */
void ir_shards_path(const char *folder, unsigned long nr, const char *name, char *ret, size_t size);

#endif

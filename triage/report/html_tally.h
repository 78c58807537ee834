/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counting. */
#ifndef IR_HTML_TALLY_H
#define IR_HTML_TALLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "triage/report/rows.h"

/**
 * enum ir_phase - how a crash counts as the race
 * @IR_PHASE_ALIKE: it only reads like the race (likely or possible, whatever its phase); the others are confirmed
 */
enum ir_phase {
	IR_PHASE_WINDOW,
	IR_PHASE_REUSED,
	IR_PHASE_HEALED,
	IR_PHASE_UNKNOWN,
	IR_PHASE_ALIKE,
	IR_PHASES
};

/** ir_phase_name - "in-window" ... "reads like it" */
extern const char *const ir_phase_name[IR_PHASES];

/**
 * struct ir_tally - what was counted of a release, a host, an hour, a signature ...
 * @key: its name
 * @paths: rows; @crashes: different contents among them; @race: those that are the race or read like it, by phase
 * @oldest, @newest: times of crashes, "" when none is known
 * @class, @phase, @member, @rank: of the first row; @member is replaced by one that shows more
 * @sure: crashes of each confidence: confirmed, likely, possible
 * @own, @group: of a content: the number of its own case, 0 for none, and the group it is in
 * @known: of a content: which known issue fits, in words; NULL: none, or not looked for
 */
struct ir_tally {
	char *key, *member, *known;
	uint64_t sure[3];
	uint64_t paths, crashes, race[IR_PHASES];
	char oldest[24], newest[24], class[32], phase[16];
	unsigned id, rank, own, group;
};

/** struct ir_tallies - all that was counted of one kind, in the order it came */
struct ir_tallies {
	void *tree;
	struct ir_tally **all;
	size_t nr, room;
};

/** ir_tally() - that of @key, made when it is new; NULL when there is no memory */
struct ir_tally *ir_tally(struct ir_tallies *t, const char *key);
/** ir_tally_row() - count @r; @first: its content was not seen before. Returns false when there is no memory, or @t is NULL. */
bool ir_tally_row(struct ir_tally *t, const struct ir_row *r, bool first);
/** ir_tally_one() - count a crash of which no row is at hand; returns false when @t is NULL */
bool ir_tally_one(struct ir_tally *t);
/** ir_tally_races() - the confirmed ones, of all phases */
uint64_t ir_tally_races(const struct ir_tally *t);
/** ir_tallies_sort() - most races first, then most that read like it, then most crashes, then by name */
void ir_tallies_sort(struct ir_tallies *t);
/** ir_tallies_free() - all of it */
void ir_tallies_free(struct ir_tallies *t);

#endif

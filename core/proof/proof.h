/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Places of structure members, proved from the dump's own code and data, for kernels that carry no types. A proof is
 * at least two independent ways that give the same offset, and none that gives another; else the place is not known. No
 * version of the kernel is asked.
 */
#ifndef IR_PROOF_H
#define IR_PROOF_H

#include "core/types/layout.h"

#define IR_PROOF_WAYS 6 /* at most this many ways prove one member */

/**
 * struct ir_proof - the proof of one member's offset
 * @nr: number of independent ways that gave an offset; two make a proof
 * @contrary: two ways gave different offsets, or the data at @offset cannot be this member
 * @offset: in bytes; the one that the first way gave
 * @ways: each way in words, for the report
 */
struct ir_proof {
	unsigned nr;
	bool contrary;
	uint32_t offset;
	const char *ways[IR_PROOF_WAYS];
};

/**
 * ir_proof_vote() - one more way that gives an offset
 * @offset: in bytes; ignored if absurd
 * @way: the way in words, in the arena
 */
void ir_proof_vote(struct ir_proof *p, int64_t offset, const char *way);

/** IR_PROOF_PLACES - of the thousands of places in an object, at most so many are told of that look like the one in question */
#define IR_PROOF_PLACES 16

/**
 * ir_proof_vote_places() - one more way, that of data, which fits at several places; runs after the ways of the code
 * @places: the first IR_PROOF_PLACES of them
 * @nr: how many there are; more than IR_PROOF_PLACES show nothing
 * @what: what fits, in words
 *
 * One place is as good as any other way. Several say only whether the member can be where the code says.
 */
void ir_proof_vote_places(struct ir_kernel *k, struct ir_proof *p, const uint64_t *places,
			  unsigned nr, const char *what);

/**
 * ir_proof_holds() - do two ways agree, and does none contradict?
 * @offset: in bytes; set only when it is proved
 */
bool ir_proof_holds(const struct ir_proof *p, uint32_t *offset);

/** ir_proof_note() - note what is proved of the member called @name, or why nothing is, among the origins */
void ir_proof_note(struct ir_kernel *k, const struct ir_proof *p, const char *name);

#endif

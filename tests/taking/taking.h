/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Take things away from one machine or dump, and hold each verdict to that of the whole. */
#ifndef TAKING_H
#define TAKING_H

#include "tests/taking/without.h"

/**
 * struct taking_options - what to take away
 * @every: of all single things one in so many
 * @pairs: so many random pairs of a machine
 * @verbose: print every verdict
 * @answered: asked after each diagnosis: could the file answer all that was asked? NULL: always
 */
struct taking_options {
	unsigned every, pairs;
	bool verbose;
	bool (*answered)(void);
};

/** struct taking_sums - of all machines so far; @rated: look-alikes that the contract calls the race, likely or possible, as the
 * fact that tells was taken */
struct taking_sums {
	unsigned machines, singles, pairs, failed, rated, unanswered;
};

extern struct taking_sums taking_sums;

/**
 * taking_arguments() - the options of both programs: -v, -s SEED, -e EVERY, -p PAIRS
 * Return: false, with a message, when they are wrong
 */
bool taking_arguments(int argc, char **argv, struct taking_options *how);

/** taking_run() - all things of @inner, called @name in messages */
void taking_run(struct ir_target *inner, const struct ir_options *options, const char *name,
		const struct taking_options *how);

/**
 * taking_end() - print the sums
 * Return: the exit status
 */
int taking_end(void);

/**
 * verdict_violation() - why the verdict of @less information may not be what it is beside that of the @whole; NULL: it may
 * @rated: it is a look-alike that the contract calls the race, not confirmed, where the fact that tells is unknown
 */
const char *verdict_violation(const struct ir_diagnosis *whole, const struct ir_diagnosis *less, bool *rated);

#endif

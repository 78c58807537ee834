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

/** struct taking_sums - of all machines so far */
struct taking_sums {
	unsigned machines, singles, pairs, failed, accepted, unanswered;
};

extern struct taking_sums taking_sums;

/**
 * taking_arguments() - the options of both programs: -v, -s SEED, -e EVERY, -p PAIRS, -a LIST of known violations
 * Return: false, with a message, when they are wrong
 */
bool taking_arguments(int argc, char **argv, struct taking_options *how);

/** taking_run() - all things of @inner, called @name in messages */
void taking_run(struct ir_target *inner, const struct ir_options *options, const char *name,
		const struct taking_options *how);

/**
 * taking_end() - print the sums; accepted violations of machines that were run and that did not happen are failures
 * Return: the exit status
 */
int taking_end(const struct taking_options *how);

/**
 * verdict_violation() - why @less, of less information, may not be when @whole is the verdict of all; NULL: it may
 * @says_missing: the report with @less lists what is missing
 */
const char *verdict_violation(const struct ir_verdict *whole, const struct ir_verdict *less,
			      bool says_missing);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Take things away from one machine or dump, and hold each verdict to that of the whole. */
#ifndef TAKING_H
#define TAKING_H

#include "tests/taking/without.h"

/** struct taking_options - @every: of all singles one in so many; @pairs: so many pairs of a machine; @verbose */
struct taking_options {
	unsigned every, pairs;
	bool verbose;
};

/** struct taking_sums - of all machines so far */
struct taking_sums {
	unsigned machines, singles, pairs, failed, accepted;
};

extern struct taking_sums taking_sums;

/** taking_seed() - the random numbers of pairs start here; the same seed, the same pairs */
void taking_seed(uint64_t seed);

/** taking_accept() - read the list of known violations; false with a message when it cannot be read */
bool taking_accept(const char *path);

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

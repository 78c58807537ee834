/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A diagnosis of the race, built by hand: what a renderer can be given at most. */
#ifndef RACE_SAMPLE_H
#define RACE_SAMPLE_H

#include "core/render/report.h"

/** KNOWN - a struct ir_value, or another with the same two members, that is known to be @x */
#define KNOWN(x)                                                                                   \
	{                                                                                          \
		.known = true, .v = (x)                                                            \
	}

/** race_sample() - the race caught in the act; nothing in @d has to be released */
void race_sample(struct ir_diagnosis *d);

#endif

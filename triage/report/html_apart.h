/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What sets the crashes of one kind apart from the rest: kernel, architecture, taint, live patches, modules on the stack.
 * Each is counted, here and elsewhere. Nothing is concluded from them: a difference among few is often chance, and the
 * more is compared the more often.
 */
#ifndef IR_HTML_APART_H
#define IR_HTML_APART_H

#include <jansson.h>

#include "triage/report/html_tally.h"

/**
 * struct ir_apart - what was counted
 * @sizes: crashes of each kind; @all: of each trait; @pairs: of each trait in each kind, "trait\x1fkind"
 * @crashes: all that were counted
 * @full: there were more traits than are counted
 * @no_memory: one was not counted for want of memory
 */
struct ir_apart {
	struct ir_tallies sizes, all, pairs;
	uint64_t crashes;
	bool full, no_memory;
};

/** ir_apart_count() - one more @diagnosis of the kind @group */
void ir_apart_count(struct ir_apart *a, const json_t *diagnosis, const char *group);
/** ir_apart_put() - what sets @group apart, as a table; nothing where nothing does, or nothing is to be compared with */
void ir_apart_put(FILE *f, const struct ir_apart *a, const char *group);
/** ir_apart_free() - all of it */
void ir_apart_free(struct ir_apart *a);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The race as steps, in the order the evidence proves: what the time line draws, and says to a screen reader. */
#ifndef IR_HTML_RACE_STEPS_H
#define IR_HTML_RACE_STEPS_H

#include <jansson.h>
#include <stdbool.h>

/** enum ir_race_step - the dentry is checked, and dies; the inode is recycled, called, dumped */
enum ir_race_step {
	IR_RACE_CHECKED,
	IR_RACE_DIED,
	IR_RACE_RECYCLED,
	IR_RACE_CALLED,
	IR_RACE_DUMP,
	IR_RACE_STEPS
};

/**
 * struct ir_race_steps - all of them
 * @seen: the dump proves it; else @text says that it is unknown
 */
struct ir_race_steps {
	struct {
		bool seen;
		char text[400];
	} step[IR_RACE_STEPS];
};

/** ir_race_steps() - of a diagnosis whose verdict is the race */
void ir_race_steps(struct ir_race_steps *steps, const json_t *diagnosis);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The race as steps, in the order the evidence proves: what the time line draws, and says to a screen reader. */
#ifndef IR_HTML_RACE_STEPS_H
#define IR_HTML_RACE_STEPS_H

#include <jansson.h>
#include <stdbool.h>

/** enum ir_step - the walk checks the dentry, which dies; the inode is recycled, and called; the dump */
enum ir_step { IR_STEP_CHECKED, IR_STEP_DIED, IR_STEP_RECYCLED, IR_STEP_CALLED, IR_STEP_DUMP, IR_STEPS };

/**
 * struct ir_story - all steps
 * @seen: the dump proves it; else @text says that it is unknown
 */
struct ir_story {
	struct {
		bool seen;
		char text[400];
	} step[IR_STEPS];
};

/** ir_html_story() - of a diagnosis whose verdict is the race */
void ir_html_story(struct ir_story *story, const json_t *diagnosis);

#endif

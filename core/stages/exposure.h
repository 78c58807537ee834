/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Parts of the question whether the race can happen on a kernel; exposure.c puts them together. */
#ifndef IR_EXPOSURE_H
#define IR_EXPOSURE_H

#include "core/stages/engine.h"

/**
 * struct ir_side - the answer to one question
 * @holds: the answer
 * @text: the instructions that it rests on, in words; NULL when none were found
 */
struct ir_side {
	enum ir_tri holds;
	const char *text;
};

/** ir_walk_rechecks() - does path lookup check d_seq again between loading and calling get_link? */
struct ir_side ir_walk_rechecks(struct ir_engine *e);

#endif

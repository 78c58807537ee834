/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The sides of the question whether a kernel can have the race; exposure.c puts them together. */
#ifndef IR_EXPOSURE_H
#define IR_EXPOSURE_H

#include "core/stages/engine.h"

/** struct ir_side - an answer, and the instructions it rests on in words; NULL: nothing was found */
struct ir_side {
	enum ir_tri holds;
	const char *text;
};

/** ir_walk_rechecks() - does path lookup look at d_seq again between loading and calling get_link? */
struct ir_side ir_walk_rechecks(struct ir_engine *e);

#endif

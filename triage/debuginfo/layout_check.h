/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Does a layout file's text fit the dump that it is to be used for? */
#ifndef IR_LAYOUT_CHECK_H
#define IR_LAYOUT_CHECK_H

#include "triage/debuginfo/debug_answers.h"

struct ir_kernel;

/**
 * ir_layouts_contradicted() - what in the dump cannot be so, if @l were right
 * A build-id and a sum can be copied. The first task is known beforehand: it is called swapper/0, has PID 0 and stands in the
 * list of all tasks. Return: NULL when nothing speaks against @l; else what does, with address and value, in the arena.
 */
const char *ir_layouts_contradicted(struct ir_kernel *kernel, const struct ir_debug_layouts *l);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IR_ARGUMENTS_H
#define IR_ARGUMENTS_H

#include "triage/batch/batch.h"

/** ir_batch_arguments() - set @b up; the exit status where there is nothing to do, else -1 */
int ir_batch_arguments(struct ir_batch *b, int argc, char **argv);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IR_SLURM_H
#define IR_SLURM_H

#include <stdio.h>

#include "triage/batch/batch.h"

/** ir_slurm_script() - the script that is submitted; @left units in @nr parts */
void ir_slurm_script(const struct ir_batch *b, FILE *to, const char *folder, unsigned long nr);
/** ir_slurm_submit() - run it; exit status */
int ir_slurm_submit(const char *script);

#endif

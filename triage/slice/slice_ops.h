/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IR_SLICE_OPS_H
#define IR_SLICE_OPS_H

#include "triage/slice/slice.h"

/** ir_slice_wrap() - put operations in front of the target's that note, learn and answer */
void ir_slice_wrap(struct ir_slice *s, struct ir_kdump *k);

#endif

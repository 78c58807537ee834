/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IR_SLICE_CRASH_H
#define IR_SLICE_CRASH_H

#include "core/target/kernel.h"

/** ir_slice_add_crash() - read what crash and drgn want, while a diagnosis is being recorded */
void ir_slice_add_crash(struct ir_kernel *kernel);

#endif

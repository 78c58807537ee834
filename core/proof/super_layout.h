/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the super blocks in memory show of where they keep what. */
#ifndef IR_SUPER_LAYOUT_H
#define IR_SUPER_LAYOUT_H

#include "core/proof/proof.h"

/** ir_type_in_supers() - all super blocks point at a file system's type from there, whose name is known of some */
void ir_type_in_supers(struct ir_kernel *k, struct ir_proof *p);

#endif

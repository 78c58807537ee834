/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the path walks that CPUs were busy with show of where a followed link, and the path, are kept. */
#ifndef IR_WALK_LAYOUT_H
#define IR_WALK_LAYOUT_H

#include "core/proof/proof.h"

/** ir_link_in_walks() - a followed link has a dentry of a file system that is mounted */
void ir_link_in_walks(struct ir_kernel *k, struct ir_proof *p);
/** ir_seq_in_walks() - and the count that this dentry had, which it may have passed a little */
void ir_seq_in_walks(struct ir_kernel *k, struct ir_proof *p);
/** ir_name_in_walks() - a walk has the path that it was given: what it points at points at a text */
void ir_name_in_walks(struct ir_kernel *k, struct ir_proof *p);

#endif

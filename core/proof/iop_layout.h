/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where inode.i_op and inode_operations.get_link lie, proved from path lookup's own code. */
#ifndef IR_IOP_LAYOUT_H
#define IR_IOP_LAYOUT_H

#include "core/types/layout.h"

/** ir_iop_member() - i_op or get_link by proof, as struct ir_layout_proof has it */
enum ir_status ir_iop_member(struct ir_kernel *k, enum ir_member_id id,
			     struct ir_member *ret) IR_MUST_CHECK;

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The offsets of inode.i_op and inode_operations.get_link, proved from path lookup's own code. */
#ifndef IR_IOP_LAYOUT_H
#define IR_IOP_LAYOUT_H

#include "core/types/layout.h"

/**
 * ir_iop_member() - prove the offset of i_op or get_link; a member of struct ir_layout_proof
 * @ret: offset and size in bytes
 *
 * Return: IR_UNSUPPORTED for another @id and where no proof is found.
 */
enum ir_status ir_iop_member(struct ir_kernel *k, enum ir_member_id id,
			     struct ir_member *ret) IR_MUST_CHECK;

#endif

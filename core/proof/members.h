/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Members of the kernel's own structures, proved where a kernel carries no types at all. */
#ifndef IR_PROOF_MEMBERS_H
#define IR_PROOF_MEMBERS_H

#include "core/proof/proof.h"

/**
 * ir_prove_member() - look for proofs of member @id, whether or not types exist
 *
 * Return: the proof, in the arena, searched once per kernel; NULL for a member that nothing here can prove.
 */
const struct ir_proof *ir_prove_member(struct ir_kernel *k, enum ir_member_id id);

/**
 * ir_proved_member() - prove the place of member @id; a member of struct ir_layout_proof
 * @ret: offset and size in bytes
 *
 * Return: IR_UNSUPPORTED for another @id and where no proof is found.
 */
enum ir_status ir_proved_member(struct ir_kernel *k, enum ir_member_id id,
				struct ir_member *ret) IR_MUST_CHECK;

#endif

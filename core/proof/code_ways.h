/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What single functions of the kernel show of where members are: the rows of code_ways.def. */
#ifndef IR_CODE_WAYS_H
#define IR_CODE_WAYS_H

#include "core/arch/code.h"
#include "core/proof/proof.h"

/** ir_ways_of_code() - add what the functions of code_ways.def show of member @id */
void ir_ways_of_code(struct ir_kernel *k, enum ir_member_id id, struct ir_proof *p);

/**
 * ir_proof_function() - the followed code of the kernel's own function @name
 *
 * One that the compiler has specialised (".isra.0"), of which arguments may be missing, is not taken, and none where
 * two have the name.
 *
 * Return: valid until the next call; NULL: it cannot be read.
 */
struct ir_code *ir_proof_function(struct ir_kernel *k, const char *name);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who answers for a structure member that neither the dump's BTF nor the debugger knows: proofs, from
 * the kernel's own code and data. diagnose.c fills in the list, so that types/ need not know who proves.
 */
#ifndef IR_LAYOUT_SOURCES_H
#define IR_LAYOUT_SOURCES_H

#include "core/types/layout.h"

/**
 * struct ir_layout_proof - one proof; a list of them ends with a NULL @member
 * @member: the place of member @id. IR_NOTFOUND: it is known that there is no such member;
 *	IR_UNSUPPORTED: this proof says nothing of it.
 */
struct ir_layout_proof {
	enum ir_status (*member)(struct ir_kernel *k, enum ir_member_id id, struct ir_member *ret);
};

#endif

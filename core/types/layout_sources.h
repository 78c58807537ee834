/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Proofs: functions that find the place of a structure member from the kernel's own code and data.
 * They are asked when neither the dump's BTF nor the debugger knows the member. diagnose.c fills in
 * the list, so types/ does not depend on the rooms that contain the proofs.
 */
#ifndef IR_LAYOUT_SOURCES_H
#define IR_LAYOUT_SOURCES_H

#include "core/types/layout.h"

/**
 * struct ir_layout_proof - one proof; a list of them ends with a NULL @member
 * @member: find the place of member @id. IR_NOTFOUND: it is known that there is no such member;
 *	IR_UNSUPPORTED: this proof does not know.
 */
struct ir_layout_proof {
	enum ir_status (*member)(struct ir_kernel *k, enum ir_member_id id, struct ir_member *ret);
};

#endif

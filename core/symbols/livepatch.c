// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/symbols/livepatch.h"

#include "core/arch/arch.h"
#include "core/types/layout.h"
#include "core/types/list.h"

#define MAX_PATCHED 4096 /* live-patched functions that are searched */
#define MAX_JUMPS   4

/*
 * The function that a live patch runs instead of the one at @addr. The list klp_ops has an entry
 * for each patched function; its func_stack is a list of that function's patches, the newest first.
 */
static bool find_replacement(struct ir_kernel *k, uint64_t addr, uint64_t *ret)
{
	bool none = ir_list_has_none(k, "klp_ops");
	const struct ir_member *node = none ? NULL : ir_member(k, IR_M_KLP_OPS_NODE);
	const struct ir_member *on_stack = node ? ir_member(k, IR_M_KLP_FUNC_STACK_NODE) : NULL;
	struct ir_list_walk w;
	uint64_t head, func, old;

	if (!node || !on_stack || ir_symbol_addr(k->t, "klp_ops", &head))
		return false;
	ir_list_for_each (&w, k, head, node->offset, MAX_PATCHED) {
		uint64_t stack = ir_addr(k, w.entry, IR_M_KLP_OPS_STACK);

		/* Only the newest patch runs. */
		if (stack && !ir_read_u64(k->t, stack, &func) && func != stack) {
			func -= on_stack->offset;
			if (!ir_get(k, func, IR_M_KLP_FUNC_OLD, &old) && old == addr)
				return !ir_get(k, func, IR_M_KLP_FUNC_NEW, ret) &&
				       k->arch->canonical(*ret);
		}
	}
	return false;
}

uint64_t ir_livepatch_target(struct ir_kernel *k, uint64_t addr, const char **how)
{
	*how = "";
	for (unsigned n = 0; n < MAX_JUMPS; n++) {
		uint64_t next;

		if (find_replacement(k, addr, &next))
			*how = ir_fmt(k, "%s, live-patched to %016llx", *how,
				      (unsigned long long)next);
		else if (k->arch->jumps_to && !k->arch->jumps_to(k->t, addr, &next))
			*how = ir_fmt(k, "%s, jumps to %016llx", *how, (unsigned long long)next);
		else
			break;
		addr = next;
	}
	return addr;
}

// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/debuginfo/layout_check.h"

#include <string.h>

#include "core/target/kernel.h"

static const char first_name[] = "swapper";

static bool place(const struct ir_debug_layouts *l, const char *member, uint64_t *ret)
{
	const struct ir_debug_answer *a = ir_debug_find(l, IR_DEBUG_MEMBER, "task_struct", member);

	if (!a || a->status)
		return false;
	*ret = (uint64_t)a->value;
	return true;
}

/* What cannot be read speaks neither for nor against: its page may be missing. */
const char *ir_layouts_contradicted(struct ir_kernel *k, const struct ir_debug_layouts *l)
{
	uint64_t init, at, v, back;
	char name[sizeof(first_name)] = "";

	if (ir_symbol_addr(k->t, "init_task", &init))
		return NULL;
	if (place(l, "comm", &at) && !ir_read(k->t, init + at, name, sizeof(name) - 1) && strcmp(name, first_name))
		return ir_fmt(k, "by it the first task's name is at %016llx, and that is no \"%s\"",
			      (unsigned long long)(init + at), first_name);
	if (place(l, "pid", &at) && !ir_read_uint(k->t, init + at, 4, &v) && v)
		return ir_fmt(k, "by it the first task has PID %llu, at %016llx, and not 0", (unsigned long long)v,
			      (unsigned long long)(init + at));
	if (place(l, "tasks", &at) && !ir_read_u64(k->t, init + at, &v) && !ir_read_u64(k->t, v + 8, &back) &&
	    back != init + at)
		return ir_fmt(k, "by it the list of tasks begins at %016llx, and [%016llx] = %016llx does not lead back",
			      (unsigned long long)(init + at), (unsigned long long)(v + 8), (unsigned long long)back);
	return NULL;
}

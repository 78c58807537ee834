// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A tracer that wants to see a function return replaces the return address on the stack by the
 * address of its trampoline, and keeps the real one in a list of the task. So a stack ends in the
 * trampoline, unless one looks up the real address by the stack word's own address, as the kernel's
 * unwinder does (unwind_recover_ret_addr() in arch/x86/include/asm/unwind.h):
 *
 *	function graph		task_struct.ret_stack, an array; the entry's retp is the stack word.
 *				curr_ret_stack is the last entry's number or, since 6.11, the number
 *				of words in use, and there are other words between the entries.
 *	rethook (kretprobes	task_struct.rethooks, a list; the node's frame is the stack word
 *	since 5.18, fprobe)
 *	kretprobes until 5.17	task_struct.kretprobe_instances, a list; before 5.11 a hash table of
 *				all tasks. The instance's fp is the stack word.
 *
 * A word can be replaced twice: by two tracers, or when a function ends in a jump to another one, which
 * then returns by the same word. All but one of the entries keep a trampoline.
 */
#include "core/task/hooked_return.h"
#include "core/symbols/functions.h"
#include "core/types/layout.h"

#include <string.h>

#define MAX_NODES 256 /* of one list; more are in use only if functions nest so deep */
#define MAX_WORDS 512 /* of a task's ret_stack: one page */
#define BUCKETS	  64  /* of kretprobe_inst_table */

/* A list of hooked returns: where its node, the real address and the stack word are in an entry. */
struct hooks {
	enum ir_member_id node, ret, slot;
};

bool ir_is_trampoline(struct ir_kernel *k, uint64_t ip)
{
	struct ir_symbol sym;

	/* A return address follows a call, and nearly always lies in the same function. */
	if ((!ir_symbol_at(k->t, ip - 1, &sym) && ip - sym.addr < sym.size) ||
	    !k->arch->follows_call || k->arch->follows_call(k->t, ip))
		return false;
	if (ir_symbol_at(k->t, ip, &sym) || sym.addr != ip)
		return false;
	ir_symbol_base(sym.name);
	return ir_function_has_role(sym.name, IR_ROLE_TRAMPOLINE);
}

/*
 * The array of function graph. What lies above the words in use is left over from calls that
 * returned, often by way of the same stack word.
 */
static enum ir_status in_ret_stack(struct ir_kernel *k, const struct ir_task *task, uint64_t slot,
				   uint64_t *ret)
{
	const struct ir_member *retp = ir_member(k, IR_M_RETSTACK_RETP);
	uint64_t array, used, size, at, word;

	if (!retp || ir_get(k, task->addr, IR_M_TASK_RET_STACK, &array) || !array ||
	    ir_get(k, task->addr, IR_M_TASK_CURR_RET_STACK, &used) || (int32_t)used < 0)
		return IR_NOTFOUND;
	if (!ir_has(k, IR_M_FGRAPH_IDX)) {
		if (ir_type_size(k, "ftrace_ret_stack", &size) || size > 128)
			return IR_NOTFOUND;
		used = (used + 1) * (size / 8);
	}
	for (used = used < MAX_WORDS ? used : MAX_WORDS; used-- > 0;) {
		at = array + 8 * used;
		if (!ir_read_u64(k->t, at, &word) && word == slot &&
		    !ir_get(k, at - retp->offset, IR_M_RETSTACK_RET, ret) &&
		    !ir_is_trampoline(k, *ret))
			return IR_OK;
	}
	return IR_NOTFOUND;
}

/* A list that ends with NULL. @task: only its entries count, where the list is that of all tasks; else 0 */
static enum ir_status in_list(struct ir_kernel *k, uint64_t first, const struct hooks *h,
			      uint64_t task, uint64_t slot, uint64_t *ret)
{
	const struct ir_member *node = ir_member(k, h->node);
	uint64_t entry, at, owner;

	for (unsigned n = 0; node && first && n < MAX_NODES; n++) {
		if (first % 8 || !k->arch->canonical(first))
			return IR_CORRUPT;
		entry = first - node->offset;
		if (!ir_get(k, entry, h->slot, &at) && at == slot &&
		    (!task || (!ir_get(k, entry, IR_M_KRETPROBE_TASK, &owner) && owner == task)) &&
		    !ir_get(k, entry, h->ret, ret) && !ir_is_trampoline(k, *ret))
			return IR_OK;
		if (ir_read_u64(k->t, first, &first))
			break;
	}
	return IR_NOTFOUND;
}

static enum ir_status in_hash_table(struct ir_kernel *k, const struct hooks *h, uint64_t task,
				    uint64_t slot, uint64_t *ret)
{
	uint64_t table, first;

	if (!ir_has(k, h->node) || ir_symbol_addr(k->t, "kretprobe_inst_table", &table))
		return IR_NOTFOUND;
	for (unsigned i = 0; i < BUCKETS; i++) {
		if (!ir_read_u64(k->t, table + 8 * i, &first) && first &&
		    !in_list(k, first, h, task, slot, ret))
			return IR_OK;
	}
	return IR_NOTFOUND;
}

static enum ir_status in_lists(struct ir_kernel *k, const struct ir_task *task, uint64_t slot,
			       uint64_t *ret)
{
	static const struct hooks rethook = {IR_M_RETHOOK_NODE, IR_M_RETHOOK_RET,
					     IR_M_RETHOOK_FRAME};
	static const struct hooks kretprobe = {IR_M_KRETPROBE_NODE, IR_M_KRETPROBE_RET,
					       IR_M_KRETPROBE_FP};
	static const struct hooks hashed = {IR_M_KRETPROBE_HLIST, IR_M_KRETPROBE_RET,
					    IR_M_KRETPROBE_FP};
	uint64_t first;

	if (!ir_get(k, task->addr, IR_M_TASK_RETHOOKS, &first) &&
	    !in_list(k, first, &rethook, 0, slot, ret))
		return IR_OK;
	if (!ir_get(k, task->addr, IR_M_TASK_KRETPROBES, &first) &&
	    !in_list(k, first, &kretprobe, 0, slot, ret))
		return IR_OK;
	return in_hash_table(k, &hashed, task->addr, slot, ret);
}

enum ir_status ir_hooked_return(struct ir_kernel *k, const struct ir_task *task, uint64_t slot,
				uint64_t *ret)
{
	if (!task->addr)
		return IR_NOTFOUND;
	if (!in_ret_stack(k, task, slot, ret))
		return IR_OK;
	return in_lists(k, task, slot, ret);
}

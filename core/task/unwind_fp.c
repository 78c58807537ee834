// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Unwind one frame with the frame pointers, for x86-64 kernels without ORC tables
 * (CONFIG_FRAME_POINTER, CONFIG_UNWINDER_FRAME_POINTER), as unwind_next_frame() in
 * arch/x86/kernel/unwind_frame.c does.
 *
 * A function with a frame starts with push %rbp; mov %rsp,%rbp. From then on %rbp points at the
 * caller's %rbp on the stack, and the return address is in the word above it.
 */
#include "core/arch/arch.h"
#include "core/target/kernel.h"
#include "core/task/task.h"
#include "core/task/unwind.h"

#include <string.h>

/* x86-64 struct pt_regs, in 8-byte words */
enum { PT_BP = 4, PT_IP = 16, PT_CS, PT_FLAGS, PT_SP };

#define ENTRY_ROOM 64 /* bytes entry code may push below the saved registers or leave above them */
#define PROLOGUE   48 /* bytes of a function that are searched for the setup of its frame */

/*
 * How far the function had come: it has no frame; before the push; after the push; after the mov;
 * it has removed its frame and is about to return.
 */
enum progress { NO_FRAME, NOT_YET, PUSHED, SET_UP, GIVEN_UP };

/*
 * Find push %rbp, then mov %rsp,%rbp; a few instructions can be before and between them. Before the
 * push the return address is on top of the stack, between the two it is one word deeper.
 */
static enum progress progress_at(struct ir_kernel *k, uint64_t ip, bool exact)
{
	static const uint8_t set[] = {0x48, 0x89, 0xe5};
	uint8_t b[PROLOGUE], insn;
	struct ir_symbol sym;
	size_t n = sizeof(b), push = n, mov;

	/* Look up a return address one byte before, where the call is. */
	if (ir_symbol_at(k->t, exact ? ip : ip - 1, &sym))
		return NO_FRAME;
	if (sym.size && sym.size < n)
		n = sym.size;
	if (n < sizeof(set) || ir_read(k->t, sym.addr, b, n))
		return NO_FRAME;
	for (mov = 0; mov + sizeof(set) <= n && memcmp(b + mov, set, sizeof(set)); mov++) {
		if (b[mov] == 0x55 && push >= n)
			push = mov;
	}
	if (mov + sizeof(set) > n || push >= mov)
		return NO_FRAME;
	if (!exact)
		return SET_UP;
	if (ip <= sym.addr + push)
		return NOT_YET;
	if (ip <= sym.addr + mov)
		return PUSHED;
	/* At a ret the frame is gone again. */
	return !ir_read(k->t, ip, &insn, 1) && insn == 0xc3 ? GIVEN_UP : SET_UP;
}

static bool in_stack(struct ir_kernel *k, const struct ir_task *task, uint64_t sp, uint64_t at)
{
	uint64_t size = ir_stack_size(k);

	if (at % 8)
		return false;
	if (at >= task->stack && at - task->stack <= size - 16)
		return true;
	/*
	 * Interrupts have stacks of their own. On one of them, accept what is above sp within a
	 * stack's size.
	 */
	return (sp < task->stack || sp - task->stack >= size) && at >= sp && at - sp < size;
}

static bool is_return_address(struct ir_kernel *k, uint64_t ip)
{
	struct ir_symbol sym;

	return k->arch->canonical(ip) && !ir_symbol_at(k->t, ip - 1, &sym) &&
	       k->arch->follows_call(k->t, ip);
}

/* Return to the address at @at. On success @regs are the caller's registers; its rbp is @bp. */
static enum ir_status return_to(struct ir_kernel *k, struct ir_regs *regs, uint64_t at, uint64_t bp,
				const char **why)
{
	uint64_t ip;
	enum ir_status st = ir_read_u64(k->t, at, &ip);

	if (st) {
		*why = ir_fmt(k, "stack word %016llx: %s", (unsigned long long)at,
			      ir_status_string(st));
		return st;
	}
	if (!is_return_address(k, ip)) {
		*why = ir_fmt(k, "%016llx at %016llx is not a return address",
			      (unsigned long long)ip, (unsigned long long)at);
		return IR_NOTFOUND;
	}
	regs->known = UINT64_C(1) << PT_IP | UINT64_C(1) << PT_SP | UINT64_C(1) << PT_BP;
	regs->v[PT_IP] = ip;
	regs->v[PT_SP] = at + 8;
	regs->v[PT_BP] = bp;
	return IR_OK;
}

/*
 * Entry code points %rbp at the registers it saved, with bit 0 set to tell them from a frame:
 * ENCODE_FRAME_POINTER, 946c191161ce ("x86/entry/unwind: Create stack frames for saved interrupt
 * registers", v4.10).
 */
static enum ir_status saved_registers(struct ir_kernel *k, const struct ir_task *task,
				      struct ir_regs *regs, bool *exception, const char **why)
{
	uint64_t at = regs->v[PT_BP] - 1;
	struct ir_regs next = {{0}, 0};
	enum ir_status st;

	if (!in_stack(k, task, regs->v[PT_SP], at) || at < regs->v[PT_SP]) {
		*why = ir_fmt(k, "the saved registers at %016llx are not on the stack",
			      (unsigned long long)at);
		return IR_CORRUPT;
	}
	st = ir_read(k->t, at, next.v, k->arch->pt_regs_size);
	if (st) {
		*why = ir_fmt(k, "the saved registers at %016llx: %s", (unsigned long long)at,
			      ir_status_string(st));
		return st;
	}
	if (next.v[PT_CS] & 3)
		return IR_UNSUPPORTED; /* the registers of user space: the end */
	if (!k->arch->kernel_frame(&next, at + k->arch->pt_regs_size)) {
		*why = ir_fmt(k, "there are no saved registers at %016llx", (unsigned long long)at);
		return IR_CORRUPT;
	}
	next.known = (UINT64_C(1) << k->arch->nr_pt_regs) - 1;
	*regs = next;
	*exception = true;
	return IR_OK;
}

enum ir_status ir_fp_step(struct ir_kernel *k, const struct ir_task *task, struct ir_regs *regs,
			  bool exact, bool *exception, bool *sure, const char **why)
{
	uint64_t sp = regs->v[PT_SP], bp = regs->v[PT_BP], top, next;
	enum progress p;
	enum ir_status st;

	*exception = false;
	*why = "not supported on this processor";
	if (!(k->arch->unwinders & IR_UNWIND_FRAMES))
		return IR_NOTFOUND;
	*why = "rbp is not known";
	if (!ir_reg_known(regs, PT_BP))
		return IR_NOTFOUND;
	p = progress_at(k, regs->v[PT_IP], exact);
	*sure = p != NO_FRAME;
	if (p == NOT_YET || p == GIVEN_UP)
		return return_to(k, regs, sp, bp, why);
	if (p == PUSHED) /* %rbp itself is still the caller's */
		return return_to(k, regs, sp + 8, bp, why);
	/* For assembler code without a frame, the return address can be on top of the stack. */
	if (p == NO_FRAME && exact && !return_to(k, regs, sp, bp, why))
		return IR_OK;
	/* Entry code clears rbp, and has only the registers it saved above it. */
	top = task->stack + ir_stack_size(k);
	if (!bp && !exact && p == NO_FRAME && sp < top &&
	    top - sp <= k->arch->pt_regs_size + ENTRY_ROOM)
		return IR_UNSUPPORTED; /* the first frame */
	if (bp & 1) {
		*sure = true;
		return saved_registers(k, task, regs, exception, why);
	}
	if (!in_stack(k, task, sp, bp) || bp < sp) {
		*why = ir_fmt(k, "rbp %016llx does not point up the stack", (unsigned long long)bp);
		return IR_CORRUPT;
	}
	st = ir_read_u64(k->t, bp, &next);
	if (st) {
		*why = ir_fmt(k, "stack word %016llx: %s", (unsigned long long)bp,
			      ir_status_string(st));
		return st;
	}
	return return_to(k, regs, bp + 8, next, why);
}

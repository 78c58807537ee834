// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Unwind one frame with arm64's frame records, as arch/arm64/kernel/stacktrace.c does.
 *
 * A function with a frame stores x29 and x30 side by side and points x29 at them: the caller's x29, and
 * the return address. An exception's entry code puts such a record at the end of the registers that it saves.
 * The last record of a stack is two zeros. Where there is a struct frame_record_meta (asm/stacktrace/frame.h,
 * 2024), the record of an exception is two zeros as well, and a word behind it tells which of both it is.
 */
#include "core/arch/a64_insn.h"
#include "core/arch/arch.h"
#include "core/target/kernel.h"
#include "core/target/vmcoreinfo.h"
#include "core/task/task.h"
#include "core/task/unwind.h"

#include <string.h>

enum { FP = 29, LR = 30, SP = 31, PC = 32 };

#define PROLOGUE       96  /* bytes of a function that are searched for the setup of its frame */
#define RECORD_LOWEST  272 /* bytes from the saved registers to the record behind them, */
#define RECORD_HIGHEST 336 /* as kernels have had it: 288, 304, 320 */
#define META_REGS      2   /* FRAME_META_TYPE_PT_REGS */

struct record {
	uint64_t fp, lr;
};

/* A return address may be signed in its upper bits, which are all 1 in addresses of code. */
static uint64_t unsigned_address(struct ir_kernel *k, uint64_t addr)
{
	uint64_t mask;

	if (!(addr >> 55 & 1))
		return addr;
	if (!ir_vmcoreinfo_hex(k->t, "NUMBER(KERNELPACMASK)", &mask))
		mask = 0;
	return addr | mask | UINT64_C(0xffff) << 48;
}

static bool is_return_address(struct ir_kernel *k, uint64_t ip)
{
	struct ir_symbol sym;

	return k->arch->canonical(ip) && !ir_symbol_at(k->t, ip - 1, &sym) &&
	       k->arch->follows_call(k->t, ip);
}

static bool in_stack(struct ir_kernel *k, const struct ir_task *task, uint64_t sp, uint64_t at)
{
	uint64_t size = ir_stack_size(k);

	if (at % 8)
		return false;
	if (at >= task->stack && at - task->stack <= size - sizeof(struct record))
		return true;
	/* Interrupts and overflows have stacks of their own: there, what is above sp within a stack's size */
	return (sp < task->stack || sp - task->stack >= size) && at >= sp && at - sp < size;
}

static bool insn_at(struct ir_kernel *k, uint64_t addr, struct ir_a64_insn *ret)
{
	uint32_t word;

	if (ir_read(k->t, addr, &word, sizeof(word)))
		return false;
	ir_a64_decode(word, ret);
	return true;
}

/* stp x29, x30, [sp, ...], or the ldp that takes them back */
static bool is_record(const struct ir_a64_insn *in, enum ir_a64_op op)
{
	return in->op == op && in->pair && in->rd == FP && in->ra == LR && in->rn == SP;
}

/*
 * Is x29 at @ip, where something was interrupted, that of the function itself? Not before the frame is set
 * up, nor where it has been taken down; IR_UNKNOWN: a function without a frame, or one whose code is not known.
 */
static enum ir_tri has_frame(struct ir_kernel *k, uint64_t ip)
{
	struct ir_a64_insn in;
	struct ir_symbol sym;
	bool stored = false;
	uint64_t end;

	if (ir_symbol_at(k->t, ip, &sym))
		return IR_UNKNOWN;
	/* The frame is gone from the ldp to the return. */
	for (uint64_t at = ip; at - ip < PROLOGUE && insn_at(k, at, &in); at += IR_A64_LEN) {
		if (in.op == IR_A64_RET || in.op == IR_A64_BR) {
			end = at;
			for (at = ip; at < end && insn_at(k, at, &in); at += IR_A64_LEN) {
				if (is_record(&in, IR_A64_LOAD))
					break;
			}
			if (at == end)
				return IR_FALSE;
			break;
		}
		if (ir_a64_flow(&in) != IR_A64_ON)
			break;
	}
	for (uint64_t at = sym.addr; at - sym.addr < PROLOGUE && insn_at(k, at, &in);
	     at += IR_A64_LEN) {
		stored |= is_record(&in, IR_A64_STORE);
		if (in.op == IR_A64_ADD && !in.flags && in.rd == FP && in.rn == SP && stored)
			return ir_tri_of(ip > at);
	}
	return IR_UNKNOWN;
}

/* The registers that an exception saved, whose record is at @at; false when there are none around it. */
static bool saved_registers(struct ir_kernel *k, uint64_t at, const struct record *r, bool meta,
			    struct ir_regs *ret)
{
	struct ir_regs next;

	for (uint64_t back = RECORD_LOWEST; back <= RECORD_HIGHEST; back += 8) {
		memset(&next, 0, sizeof(next));
		if (ir_read(k->t, at - back, next.v, k->arch->pt_regs_size) ||
		    !k->arch->kernel_frame(&next, at - back + k->arch->pt_regs_size) ||
		    next.v[SP] < at + sizeof(*r) ||
		    (!meta && (next.v[FP] != r->fp || next.v[PC] != r->lr)))
			continue;
		next.known = (UINT64_C(1) << k->arch->nr_pt_regs) - 1;
		*ret = next;
		return true;
	}
	return false;
}

/* Go back to @ip in the caller, whose x29 is @fp and whose stack begins above @sp. */
static enum ir_status return_to(struct ir_kernel *k, struct ir_regs *regs, uint64_t ip, uint64_t fp,
				uint64_t sp, const char **why)
{
	ip = unsigned_address(k, ip);
	if (!is_return_address(k, ip)) {
		*why = ir_fmt(k, "%016llx is not a return address", (unsigned long long)ip);
		return IR_NOTFOUND;
	}
	regs->known = UINT64_C(1) << PC | UINT64_C(1) << SP | UINT64_C(1) << FP;
	regs->v[PC] = ip;
	regs->v[SP] = sp;
	regs->v[FP] = fp;
	return IR_OK;
}

/* From the record that x29 points at */
static enum ir_status next_record(struct ir_kernel *k, const struct ir_task *task,
				  struct ir_regs *regs, bool *exception, const char **why)
{
	uint64_t at = regs->v[FP], type = 0;
	struct record r;
	enum ir_status st;
	bool meta;

	if (!at)
		return IR_UNSUPPORTED;
	if (!in_stack(k, task, regs->v[SP], at)) {
		*why = ir_fmt(k, "x29 %016llx does not point into the stack",
			      (unsigned long long)at);
		return IR_CORRUPT;
	}
	st = ir_read(k->t, at, &r, sizeof(r));
	if (st) {
		*why = ir_fmt(k, "stack word %016llx: %s", (unsigned long long)at,
			      ir_status_string(st));
		return st;
	}
	meta = !r.fp && !r.lr && !ir_read_u64(k->t, at + sizeof(r), &type) && type == META_REGS;
	if ((meta || r.fp || r.lr) && saved_registers(k, at, &r, meta, regs)) {
		*exception = true;
		return IR_OK;
	}
	if (!r.fp && !r.lr)
		return IR_UNSUPPORTED; /* the last one */
	/* A record further down would lead around in a circle; another stack's may lie anywhere. */
	if (r.fp && r.fp <= at && at - r.fp < ir_stack_size(k)) {
		*why = ir_fmt(k, "the record at %016llx does not point up the stack",
			      (unsigned long long)at);
		return IR_CORRUPT;
	}
	return return_to(k, regs, r.lr, r.fp, at + sizeof(r), why);
}

enum ir_status ir_record_step(struct ir_kernel *k, const struct ir_task *task, struct ir_regs *regs,
			      bool exact, bool *exception, bool *sure, const char **why)
{
	struct ir_regs caller = *regs;
	enum ir_tri frame;

	*exception = false;
	*sure = true;
	*why = "x29 is not known";
	if (!ir_reg_known(regs, FP))
		return IR_NOTFOUND;
	if (exact && ir_arch_is_null(k->arch, regs->v[PC])) {
		*why = "x30 is not known";
		return ir_reg_known(regs, LR)
			       ? return_to(k, regs, regs->v[LR], regs->v[FP], regs->v[SP], why)
			       : IR_NOTFOUND;
	}
	frame = exact ? has_frame(k, regs->v[PC]) : IR_TRUE;
	if (frame == IR_TRUE)
		return next_record(k, task, regs, exception, why);
	/* The return address is still, or again, in x30. Without a frame that is likely, but no more. */
	*sure = frame == IR_FALSE;
	if (ir_reg_known(regs, LR) &&
	    !return_to(k, &caller, regs->v[LR], regs->v[FP], regs->v[SP], why)) {
		*regs = caller;
		return IR_OK;
	}
	*sure = false;
	return next_record(k, task, regs, exception, why);
}

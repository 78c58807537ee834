// SPDX-License-Identifier: GPL-2.0-or-later
/* arm64: its registers, and the functions that read its code (a64_*.c). */
#include "core/arch/arch.h"

#include "core/arch/a64_call_site.h"
#include "core/arch/a64_flow.h"
#include "core/arch/a64_scan.h"

enum { FP = 29, LR = 30, SP = 31, PC = 32, PSTATE = 33 };

/* clang-format off */
static const char *const names[] = {
	"x0",  "x1",  "x2",  "x3",  "x4",  "x5",  "x6",	 "x7",	"x8",  "x9",  "x10", "x11",
	"x12", "x13", "x14", "x15", "x16", "x17", "x18", "x19", "x20", "x21", "x22", "x23",
	"x24", "x25", "x26", "x27", "x28", "x29", "x30", "sp",	"pc",  "pstate",
};
/* clang-format on */

static bool canonical(uint64_t addr)
{
	return addr >> 52 == 0xfff;
}

/*
 * pstate.M[3:0] says EL1 or EL2, with the stack pointer of its own. kernel_entry in arch/arm64/kernel/entry.S makes the
 * frame on the stack that was in use, so the saved sp is the frame's end. Behind the registers that are
 * known here struct pt_regs has some words more, 32 to 80 bytes in the kernels there have been.
 */
static bool kernel_frame(const struct ir_regs *regs, uint64_t frame_end)
{
	uint64_t mode = regs->v[PSTATE] & 0x1f, more = regs->v[SP] - frame_end;

	return (mode == 5 || mode == 9) && !(regs->v[PSTATE] >> 32) && !(more % 16) && more <= 80;
}

/* The call has left the return address in lr, and nothing was executed after it. */
static enum ir_status leave_null(struct ir_target *t, struct ir_regs *regs)
{
	(void)t;
	if (!ir_reg_known(regs, LR))
		return IR_NOTFOUND;
	regs->v[PC] = regs->v[LR];
	regs->known &= ~(UINT64_C(1) << LR);
	return IR_OK;
}

const struct ir_arch ir_arch_aarch64 = {
	.name = "aarch64",
	.nr_regs = sizeof(names) / sizeof(names[0]),
	.reg_names = names,
	.ip = PC,
	.sp = SP,
	.fp = FP,
	.lr = LR,
	.arg = {0, 1, 2},
	.note_pid = 32,
	.note_regs = 112,
	.note_size = 112 + 34 * 8,
	.nr_pt_regs = 34,
	.pt_regs_size = 34 * 8,
	.stack_size = 16384,
	.page_size = 4096,
	/*
	 * Where it lies differs with the size of virtual addresses, and before v5.4 the image was in the
	 * lower half.
	 */
	.image_from = UINT64_C(0xffff000000000000),
	.code_from = UINT64_C(0xffff000000000000),
	.ip_name = "pc",
	.ret_name = "lr",
	.log_regs = "log | grep -A13 'pc :'",
	.unwinders = IR_UNWIND_RECORDS,
	.canonical = canonical,
	.kernel_frame = kernel_frame,
	.is_bug = ir_a64_is_bug,
	.leave_null = leave_null,
	.call_site = ir_a64_call_site,
	.null_check = ir_a64_null_check,
	.refs = ir_a64_refs,
	.follows_call = ir_a64_follows_call,
	.load_at = ir_a64_load_at,
	.find_call = ir_a64_find_call,
	.find_store = ir_a64_find_store,
	.find_test = ir_a64_find_test,
	.follow = ir_a64_follow,
	.reaches = ir_a64_reaches,
	.guards = ir_a64_guards,
	.text = ir_a64_text,
	.jumps_to = ir_a64_jumps_to,
};

// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * arm64: registers only. Its instructions are not decoded yet, so the facts that rest on code stay
 * unknown with an arm64 dump.
 */
#include "core/arch/arch.h"

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

static bool kernel_frame(const struct ir_regs *regs, uint64_t frame_end)
{
	/*
	 * pstate.M[3:0] says EL1 or EL2. kernel_entry in arch/arm64/kernel/entry.S makes the frame
	 * on the stack that was in use, so the saved sp is the frame's end.
	 */
	return (regs->v[33] & 0xf) >= 4 && regs->v[31] == frame_end;
}

const struct ir_arch ir_arch_aarch64 = {
	.name = "aarch64",
	.nr_regs = sizeof(names) / sizeof(names[0]),
	.reg_names = names,
	.ip = 32,
	.sp = 31,
	.fp = 29,
	.lr = 30,
	.arg = {0, 1, 2},
	.note_pid = 32,
	.note_regs = 112,
	.note_size = 112 + 34 * 8,
	.nr_pt_regs = 34,
	.pt_regs_size = 34 * 8,
	.stack_size = 16384,
	.page_size = 4096,
	.ip_name = "pc",
	.canonical = canonical,
	.kernel_frame = kernel_frame,
};

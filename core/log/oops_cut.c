// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A report whose head is lost: what was it? A warning and a CPU that is stuck are reported with registers and a trace, too. But only a
 * report of a death has, on
 *	x86	"RIP [<...>] f+0x1/0x2" or "EIP: [<...>] ... SS:ESP" at its end, or since 4.18 the registers behind "end trace"
 *	ARM	"Code: e59d3008 (e5835000)", with the instruction that faulted in parentheses; arm64 as well
 *	RISC-V	a cause which is no breakpoint
 * and of those BUG() alone has died of an instruction that is made for it.
 */
#include "core/log/oops_parse.h"

#include <string.h>

#define RISCV_BREAKPOINT 3
#define RISCV_FETCH	 12
#define RISCV_LOAD	 13
#define RISCV_STORE	 15
#define RISCV_LAST_CAUSE 15
#define ARM_BUG		 0xe7f001f2 /* BUG_INSTR_VALUE */
#define ARM64_BRK	 0xd4200000
#define ARM64_BRK_MASK	 0xffe0001f

static enum ir_event_kind x86_kind(const struct ir_event *ev)
{
	if (!ev->dies || ev->nr_code < 2)
		return IR_EV_NONE;
	return ev->code[0] == 0x0f && ev->code[1] == 0x0b ? IR_EV_BUG : IR_EV_EXCEPTION;
}

static enum ir_event_kind arm_kind(const struct ir_event *ev, bool is_bug)
{
	if (!ev->have_instruction)
		return IR_EV_NONE;
	return is_bug ? IR_EV_BUG : IR_EV_EXCEPTION;
}

static enum ir_event_kind riscv_kind(struct ir_event *ev)
{
	if (!ev->have_cause || ev->cause == RISCV_BREAKPOINT || ev->cause > RISCV_LAST_CAUSE)
		return IR_EV_NONE;
	if (ev->cause != RISCV_FETCH && ev->cause != RISCV_LOAD && ev->cause != RISCV_STORE)
		return IR_EV_EXCEPTION;
	if (!ev->have_address && ev->have_badaddr) {
		ev->have_address = true;
		ev->address = ev->badaddr;
	}
	return IR_EV_PAGE_FAULT;
}

void ir_event_name_cut(const struct ir_log *log, struct ir_event *ev)
{
	const char *arch = log->arch->name;
	enum ir_event_kind kind = IR_EV_NONE;

	if (ev->weight != IR_EVENT_CUT || !ev->have_ip)
		return;
	if (ir_log_is_x86(log->arch))
		kind = x86_kind(ev);
	else if (!strcmp(arch, "arm"))
		kind = arm_kind(ev, ev->instruction == ARM_BUG);
	else if (!strcmp(arch, "aarch64"))
		kind = arm_kind(ev, (ev->instruction & ARM64_BRK_MASK) == ARM64_BRK);
	else if (!strcmp(arch, "riscv64"))
		kind = riscv_kind(ev);
	if (kind == IR_EV_NONE)
		return;
	ev->kind = kind;
	ev->weight = IR_EVENT_OOPS;
}

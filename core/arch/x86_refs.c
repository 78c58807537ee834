// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The data that x86-64 code refers to: RIP-relative operands, absolute operands in the kernel's
 * upper 2 GiB, and immediates that are such addresses.
 */
#include "core/arch/x86_refs.h"

#include "core/arch/x86_insn.h"

/* The last 4096 values are error codes, not addresses. */
static bool in_image(int64_t v)
{
	return (uint64_t)v >= ir_arch_x86_64.image_from && v < -4096;
}

static bool is_jump(const struct ir_x86_insn *in)
{
	return ir_x86_flow(in) != IR_X86_ON || (in->map == IR_X86_ONE && in->op == 0xe8);
}

static void report_refs(const struct ir_x86_insn *in, uint64_t next, ir_code_ref_fn *fn, void *arg)
{
	if (in->has_mem && in->ip_relative)
		fn(next + (uint64_t)(int64_t)in->disp, in->segment ? IR_REF_PER_CPU : IR_REF_PLAIN,
		   arg);
	else if (in->has_mem && in->base < 0 && in->segment)
		fn((uint64_t)(int64_t)in->disp, IR_REF_PER_CPU, arg);
	else if (in->has_mem && in_image(in->disp))
		fn((uint64_t)(int64_t)in->disp,
		   in->base < 0 && in->index < 0 ? IR_REF_PLAIN : IR_REF_INDEXED, arg);
	if (in->has_imm && in_image(in->imm) && !is_jump(in))
		fn((uint64_t)in->imm, IR_REF_PLAIN, arg);
}

enum ir_status ir_x86_refs(struct ir_target *t, uint64_t start, uint64_t size, ir_code_ref_fn *fn,
			   void *arg)
{
	uint64_t end = start + size;
	struct ir_x86_insn in;
	unsigned char b[256];

	for (uint64_t at = start; at < end;) {
		size_t n = end - at < sizeof(b) ? (size_t)(end - at) : sizeof(b), done = 0;
		enum ir_status st = ir_read(t, at, b, n);

		while (!st && done < n && (n - done >= 16 || at + n == end)) {
			if (!ir_x86_decode(b + done, n - done, &in)) {
				done++; /* padding, or data after ud2: go on with the next byte */
				continue;
			}
			done += in.len;
			report_refs(&in, at + done, fn, arg);
		}
		at += done;
		if (st)
			return st;
	}
	return IR_OK;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A stack, as it is reported. */
#ifndef IR_BACKTRACE_H
#define IR_BACKTRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct ir_frame - one stack frame, innermost first
 * @ip: return address, or the faulting instruction itself
 * @sp: stack pointer in that frame, 0 when unknown
 * @symbol: function without compiler suffix, NULL if none covers @ip
 * @offset: @ip minus the function's start
 * @module: NULL for the kernel itself
 * @reliable: found by unwinding; false: a word on the stack that follows a call instruction
 */
struct ir_frame {
	uint64_t ip, sp;
	const char *symbol;
	uint64_t offset;
	const char *module;
	bool reliable;
};

/**
 * struct ir_backtrace - a stack
 * @stop: why unwinding ended there, NULL when it reached the entry from user space or the first
 *	frame of a kernel thread
 */
struct ir_backtrace {
	unsigned nr;
	struct ir_frame *frames;
	const char *stop;
};

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A stack as the report shows it. */
#ifndef IR_BACKTRACE_H
#define IR_BACKTRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct ir_frame - one stack frame
 * @ip: return address, or the address of the interrupted instruction
 * @sp: stack pointer in that frame, 0 when unknown
 * @symbol: function without compiler suffix, NULL if none covers @ip; in the arena
 * @offset: @ip minus the function's start, in bytes
 * @module: the module it is in, NULL for the kernel itself; in the arena
 * @reliable: found by unwinding; false: a guess, such as a word on the stack that could be a return
 *	address because it follows a call instruction
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
 * @nr: entries of @frames
 * @frames: innermost first; in the arena
 * @stop: why unwinding stopped early; NULL when it reached the entry from user space or the first
 *	frame of a kernel thread
 */
struct ir_backtrace {
	unsigned nr;
	struct ir_frame *frames;
	const char *stop;
};

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The guard: crash reports failure by longjmp, sometimes even where it was asked to return. Every
 * call into crash that can fail goes through ir_guard(), so that it comes back to the caller.
 *
 * Three ways out of a command cannot be caught, because crash takes them straight to its prompt: a
 * closed pager, a wrong usage, and a signal. crash then calls pc->cmd_cleanup before it does
 * anything else; ir_guard_end() belongs there.
 */
#ifndef IR_FATAL_GUARD_H
#define IR_FATAL_GUARD_H

#include <stdbool.h>

#include "core/lib/status.h"

/**
 * enum ir_guard_kind - what becomes of Ctrl-C while a guarded call runs
 * @IR_GUARD_PLAIN: it is counted; for calls that do not enter gdb
 * @IR_GUARD_GDB: it waits, because gdb would drop what it is doing and report "not found"
 */
enum ir_guard_kind {
	IR_GUARD_PLAIN,
	IR_GUARD_GDB,
};

/** ir_guard_begin() - a command starts: Ctrl-C is counted, a crash of ours is survived */
void ir_guard_begin(void);

/** ir_guard_end() - give crash back all that was taken from it. Idempotent. */
void ir_guard_end(void);

/** ir_guard_interrupted() - was Ctrl-C pressed since ir_guard_begin()? */
bool ir_guard_interrupted(void);

/**
 * ir_guard() - call @fn(@arg), silently
 *
 * Return: true when @fn returned, false when crash threw it out. What crash has to say about it is
 * not printed (but with "set debug"): it is the report's business. Calls may nest.
 */
bool ir_guard(void (*fn)(void *arg), void *arg, enum ir_guard_kind kind) IR_MUST_CHECK;

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parts of the fault stage. */
#ifndef IR_FAULT_H
#define IR_FAULT_H

#include "core/stages/engine.h"

/** ir_is_exception() - is @kind a CPU exception, for which an exception frame exists? */
bool ir_is_exception(enum ir_event_kind kind);

/**
 * ir_crashing_cpu() - which CPU crashed?
 * @ret: its number, -1 when none has crashed
 *
 * Return: false when that is unknown.
 */
bool ir_crashing_cpu(struct ir_engine *e, int64_t *ret);

/**
 * ir_find_crashed_task() - find the task that crashed, or the one that the user asked for
 * @ev: the event in the log, or NULL
 *
 * Return: false when it was not found.
 */
bool ir_find_crashed_task(struct ir_engine *e, const struct ir_event *ev, struct ir_task *ret);

/**
 * ir_choose_regs() - fill e->regs and the registers and backtrace of d->fault, decide
 * registers-agree
 * @task: the crashed task, NULL when it was not found
 * @ev: the event in the log, or NULL
 */
void ir_choose_regs(struct ir_engine *e, const struct ir_task *task, const struct ir_event *ev);

#endif

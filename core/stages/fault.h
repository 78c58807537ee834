/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parts of the fault stage. */
#ifndef IR_FAULT_H
#define IR_FAULT_H

#include "core/stages/engine.h"

/** ir_is_exception() - is @kind a CPU exception, so that an exception frame exists? */
bool ir_is_exception(enum ir_event_kind kind);

/** ir_crashing_cpu() - the CPU that took the machine down, -1 while none has; false: unknown */
bool ir_crashing_cpu(struct ir_engine *e, int64_t *ret);

/** ir_find_crashed_task() - the crashed task, or the one the user asked for; @ev may be NULL */
bool ir_find_crashed_task(struct ir_engine *e, const struct ir_event *ev, struct ir_task *ret);

/**
 * ir_choose_regs() - fill e->regs and d->fault's registers and backtrace, decide REGS_AGREE
 * @task: NULL when it was not found; @ev: NULL when the log tells of no event
 */
void ir_choose_regs(struct ir_engine *e, const struct ir_task *task, const struct ir_event *ev);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From facts to the verdict, and the verdict in words. */
#ifndef IR_VERDICT_H
#define IR_VERDICT_H

#include "core/stages/engine.h"

/** ir_stage_verdict() - the last stage: d->verdict, and what it lacks */
void ir_stage_verdict(struct ir_engine *e);

/** ir_decide() - facts to verdict; pure: reads nothing but @facts and @log_only */
void ir_decide(const enum ir_tri facts[IR_NR_FACTS], bool log_only, struct ir_verdict *ret);

/**
 * ir_signature() - what groups crashes of one kind, as a string in the arena
 * @coarse: without phase, and by fewer functions
 */
const char *ir_signature(struct ir_engine *e, bool coarse);
/** ir_title() - the verdict in at most 80 characters */
const char *ir_title(struct ir_engine *e);

/** ir_summary() - the verdict as one sentence */
const char *ir_summary(struct ir_engine *e);

/** ir_observe_unlike() - of what reads like the race: tell in what it differs */
void ir_observe_unlike(struct ir_engine *e);

/** ir_list_missing() - tell what an unknown deciding fact lacked: a page, a type or a symbol, by name */
void ir_list_missing(struct ir_engine *e);
/** ir_observe_survived() - tell what an oops that did not end the machine was, by its text */
void ir_observe_survived(struct ir_engine *e);

#endif

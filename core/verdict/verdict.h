/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From facts to the verdict, and the verdict in words. */
#ifndef IR_VERDICT_H
#define IR_VERDICT_H

#include "core/stages/engine.h"

/** ir_stage_verdict() - the last stage: fills d->verdict, and lists what it would need */
void ir_stage_verdict(struct ir_engine *e);

/**
 * enum ir_seen - where facts are from
 * @IR_SEEN_DUMP: the dump's memory
 * @IR_SEEN_LOG: the text of a log, and there is nothing else
 * @IR_SEEN_LOG_OF_DUMP: the log in a dump whose crashed task could not be found
 */
enum ir_seen { IR_SEEN_DUMP, IR_SEEN_LOG, IR_SEEN_LOG_OF_DUMP };

/**
 * ir_decide() - from facts to the verdict; reads nothing but its arguments
 * @facts: what is known of each fact
 * @seen: where the facts are from
 * @ret: class, phase and confidence; summary and signature are NULL
 */
void ir_decide(const enum ir_tri facts[IR_NR_FACTS], enum ir_seen seen, struct ir_verdict *ret);

/** ir_title() - the verdict in at most 80 characters */
const char *ir_title(struct ir_engine *e);

/**
 * ir_summary() - the verdict as one sentence
 *
 * Return: a string in the arena, or a static one.
 */
const char *ir_summary(struct ir_engine *e);

/** ir_observe_differences() - observation: how a crash that looks like the race differs from it */
void ir_observe_differences(struct ir_engine *e);

/** ir_list_missing() - list the page, type or symbol that each unknown deciding fact needs */
void ir_list_missing(struct ir_engine *e);
/** ir_observe_survived() - observation: each oops that did not end the machine, by its text */
void ir_observe_survived(struct ir_engine *e);

#endif

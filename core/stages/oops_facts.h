/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Facts from the text of an oops alone. */
#ifndef IR_OOPS_FACTS_H
#define IR_OOPS_FACTS_H

#include "core/stages/engine.h"

/** ir_is_log() - is @t only a log, whose text must tell the architecture? */
bool ir_is_log(const struct ir_target *t);
/** ir_what_was_read() - "log" or "dump", for sentences about what is in it */
const char *ir_what_was_read(const struct ir_engine *e);
/** ir_event_caller() - the first frame that is no guess; NULL when there is none */
const struct ir_log_frame *ir_event_caller(const struct ir_event *ev);
/**
 * ir_follows_with_dentry() - is @release one whose walks call ->follow_link()?
 *
 * Before 6b2553918d8b ("replace ->follow_link() with new method that could stay in RCU mode", v4.5) a walk leaves RCU mode
 * first. A log has no types that could tell.
 */
bool ir_follows_with_dentry(const char *release);
/** ir_event_checks_unseen() - may it have been about to call NULL? The log does not show the instructions. */
bool ir_event_checks_unseen(const struct ir_event *ev);
/**
 * ir_event_null_call() - which operation was called at NULL?
 * @arch: whose registers @ev has
 * @get_link: was it ->get_link?
 * @iop: was it any inode operation?
 */
void ir_event_null_call(const struct ir_arch *arch, const struct ir_event *ev,
			enum ir_tri *get_link, enum ir_tri *iop);
/**
 * struct ir_log_table - what a log shows of the table that was called through
 * @reg: the register that has it, NULL when there is none
 * @in_image: it lies in the kernel's image
 * @in_modules: it lies where modules do
 */
struct ir_log_table {
	const char *reg;
	uint64_t address;
	bool in_image, in_modules;
};

/**
 * ir_event_table() - may the table that @ev called through be empty_iops?
 *
 * Return: IR_TRUE in the kernel's image, where XFS is a module; IR_FALSE among modules; else IR_UNKNOWN.
 */
enum ir_tri ir_event_table(const struct ir_log *log, const struct ir_event *ev,
			   struct ir_log_table *ret);
/** ir_judge_log_table() - the fact table-in-kernel-image, of a log that is all there is */
void ir_judge_log_table(struct ir_engine *e);
/** ir_log_table_words() - the same as the end of a sentence, and what the dump would settle */
const char *ir_log_table_words(struct ir_engine *e);
/**
 * ir_event_facts() - the facts for a verdict on an event that did not end the machine
 * @log: the log that @ev is in
 * @facts: set to IR_UNKNOWN by the caller; those that the text shows are changed
 */
void ir_event_facts(const struct ir_log *log, const struct ir_event *ev,
		    enum ir_tri facts[IR_NR_FACTS]);
/** ir_missing_from_log() - list under "missing" what the dump could decide */
void ir_missing_from_log(struct ir_engine *e);

#endif

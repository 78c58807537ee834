/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the renderers share: bounded output through the caller's emit function, and the words for a
 * diagnosis. Nothing here allocates. Strings of a diagnosis come from a dump that may be hostile,
 * so they are written only by ir_out_clean() and its callers, or by the JSON writer.
 */
#ifndef IR_REPORT_H
#define IR_REPORT_H

#include "core/facts/diagnosis.h"
#include "core/lib/text.h"

#include <inttypes.h>

/** ir_is_race() - is the verdict the race? */
bool ir_is_race(const struct ir_diagnosis *d);

/** ir_of_log() - was only a log read, and no dump? */
bool ir_of_log(const struct ir_diagnosis *d);

/** ir_fact_decides() - is @fact one of the race's deciding facts, (a) to (e)? */
bool ir_fact_decides(enum ir_fact fact);
/** ir_fact_shown() - is @fact part of the report of @d? The same in all formats. */
bool ir_fact_shown(const struct ir_diagnosis *d, enum ir_fact fact);
/** ir_fact_in_brief() - is @fact part of a report without -v? */
bool ir_fact_in_brief(const struct ir_diagnosis *d, enum ir_fact fact);
/**
 * ir_fact_mark() - '+' supports the verdict, '-' speaks against it or the race, '?' unknown, '.'
 * neither
 */
char ir_fact_mark(const struct ir_diagnosis *d, enum ir_fact fact);
/** ir_fact_words() - the fact in words: its text, else a fixed one; never NULL */
const char *ir_fact_words(const struct ir_diagnosis *d, enum ir_fact fact);
/**
 * ir_next_check() - the crash(8) commands of the report one by one, each command once
 * @n: position; 0 at first
 *
 * Return: the next command, NULL at the end.
 */
const char *ir_next_check(const struct ir_diagnosis *d, unsigned *n);

/** ir_exposed_words() - "exposed", "not exposed", "exposure not known" */
const char *ir_exposed_words(enum ir_tri exposed);
/** ir_tri_words() - "yes", "no", "not known" */
const char *ir_tri_words(enum ir_tri tri);
/** ir_recycler() - the first peer that holds the walk's inode, NULL if none was found */
const struct ir_peer *ir_recycler(const struct ir_diagnosis *d);
/**
 * ir_about_walk() - is the verdict about a path walk? Then the crashed task is called the walker.
 */
bool ir_about_walk(const struct ir_diagnosis *d);

/** ir_time() - "2026-11-22T10:00:11Z", or NULL when unknown or beyond the year 9999 */
const char *ir_time(struct ir_value seconds, char buf[24]);
/** ir_str_task() - append "PID 133 victim, CPU 1" */
void ir_str_task(struct ir_str *str, struct ir_value pid, const char *comm, struct ir_value cpu);
/** ir_str_frame() - append "step_into+0x5cd [module]", with "? " before a frame that is a guess */
void ir_str_frame(struct ir_str *str, const struct ir_frame *frame);
/** ir_str_flags() - append "0x41 LOOKUP_RCU LOOKUP_FOLLOW" */
void ir_str_flags(struct ir_str *str, const struct ir_flags *flags);
/**
 * ir_call_frame() - index of the frame that called address 0; UINT32_MAX for another kind of fault
 */
uint32_t ir_call_frame(const struct ir_fault *fault);

/**
 * ir_text_section() - write a section's name at the start of a line, and go to the column of its
 * text
 */
void ir_text_section(struct ir_out *out, const char *name);
/** ir_text_stacks() - WALKER and RECYCLER side by side, or TASK */
void ir_text_stacks(struct ir_out *out, const struct ir_diagnosis *d, bool verbose);
/** ir_text_walk() - the path walk's data, one paragraph */
void ir_text_walk(struct ir_out *out, const struct ir_walk *walk);
/** ir_text_inode() - the inode, its tables and its xfs_inode */
void ir_text_inode(struct ir_out *out, const struct ir_diagnosis *d);
/** ir_text_details() - what -v adds */
void ir_text_details(struct ir_out *out, const struct ir_diagnosis *d);

#endif

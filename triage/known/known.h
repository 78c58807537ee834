/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which known issues fit a diagnosis? inoderace-issues (triage/issues) knows the entries and asks their conditions.
 * It is a process of its own, so that no program here needs libjq, and what a condition does wrong ends there.
 *
 * The two talk over a socket. A request is a diagnosis as JSON, one line. The answer is lines that begin with a letter and a
 * blank; one of "." alone ends it:
 *
 *	I id		begins an entry that fits
 *	T title
 *	V version	that has the fix; any number of them
 *	L link		the same
 *	O owner		may be missing, as may
 *	A advice
 *	P file		that holds the entry
 */
#ifndef IR_KNOWN_H
#define IR_KNOWN_H

#include <stdbool.h>

#include "core/inoderace.h"

/** IR_KNOWN_SERVE - the hidden verb that makes inoderace-issues serve its standard input */
#define IR_KNOWN_SERVE "--serve"

/** IR_KNOWN_LONGEST - bytes of the JSON of one diagnosis; a real one has some 20,000 */
#define IR_KNOWN_LONGEST ((size_t)8 << 20)

struct ir_known;

/**
 * struct ir_issues - the entries that fit
 * @nr: number of @all
 */
struct ir_issues {
	unsigned nr;
	struct ir_known_issue *all;
};

/**
 * ir_known_start() - start the program, so that it reads its entries while the dump is read
 * @beside: see ir_program_path()
 * @paths: files and folders that were named, NULL-terminated; or NULL
 *
 * Returns NULL when it is not installed, or there is no entry to ask: then no known issue fits.
 */
struct ir_known *ir_known_start(const char *beside, char *const *paths);

/**
 * ir_known_refusal() - why --issues=@path cannot be taken, as words before the path; NULL: it can
 * @nr: how many have been taken already
 */
const char *ir_known_refusal(const char *path, unsigned nr);

/**
 * ir_known_ask() - which entries fit?
 * @json: a diagnosis, with or without a newline at its end
 * @arena: owns the answer's memory
 *
 * Returns false when there is no answer: the program has ended, or it took too long. It is then not asked again. That
 * no entry fits is an answer. @k may be NULL.
 */
bool ir_known_ask(struct ir_known *k, const char *json, size_t len, struct ir_arena *arena, struct ir_issues *ret);

/**
 * ir_known_diagnosis() - the same of a diagnosis that was just made: fills d->issues in, or says that there is no answer
 */
void ir_known_diagnosis(struct ir_known *k, struct ir_diagnosis *d);

/** ir_known_send() - all @len @bytes to socket @to; returns false when nobody listens any more */
bool ir_known_send(int to, const char *bytes, size_t len);

/** ir_known_stop() - end the program; accepts NULL */
void ir_known_stop(struct ir_known *k);

#endif

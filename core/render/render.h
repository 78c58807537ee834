/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A diagnosis as JSON, text, Markdown or mail. Renderers decide nothing. Each calls @emit with pieces of
 * the text and passes @arg to it; @d is only read.
 */
#ifndef IR_RENDER_H
#define IR_RENDER_H

#include "core/facts/diagnosis.h"
#include "core/lib/text.h"

/**
 * struct ir_report_options - how to render
 * @verbose: show every fact, and where each offset and flag value came from
 * @colour: use ANSI colours
 */
struct ir_report_options {
	bool verbose, colour;
};

/** ir_report_json() - one JSON object on one line, newline included */
void ir_report_json(const struct ir_diagnosis *d, ir_emit_fn *emit, void *arg);
/**
 * ir_report_json_error() - the line for a file that cannot be analysed: why, and no verdict
 * @door: as in struct ir_diagnosis
 * @path: the file; NULL: not known
 */
void ir_report_json_error(const char *door, const char *path, const char *error, ir_emit_fn *emit,
			  void *arg);
/**
 * ir_report_text() - the report for people, at most 80 columns where the data allow; @opt may be
 * NULL
 */
void ir_report_text(const struct ir_diagnosis *d, const struct ir_report_options *opt,
		    ir_emit_fn *emit, void *arg);
/** ir_report_markdown() - a ticket comment */
void ir_report_markdown(const struct ir_diagnosis *d, ir_emit_fn *emit, void *arg);
/** ir_report_mail() - a mail to a kernel list: "Subject: ", an empty line, then plain text of 72 columns */
void ir_report_mail(const struct ir_diagnosis *d, ir_emit_fn *emit, void *arg);
/**
 * ir_report_signature() - the signatures and what each frame of the stack gave to them, as text
 *
 * A line begins with what it tells: "signature", "coarse" or "version N" (the same two of an older version), then class,
 * shape and phase, then a line for each frame.
 */
void ir_report_signature(const struct ir_diagnosis *d, ir_emit_fn *emit, void *arg);
/** ir_report_inode() - what -i asks for: the inode, its xfs_inode and its tables, as text */
void ir_report_inode(const struct ir_diagnosis *d, ir_emit_fn *emit, void *arg);
/** ir_report_in_flight() - what -w asks for: walkers and tasks that work on XFS inodes, as text */
void ir_report_in_flight(const struct ir_diagnosis *d, ir_emit_fn *emit, void *arg);

#endif

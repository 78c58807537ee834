/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libinoderace's public face: open a target (target.h), diagnose it, render the diagnosis, free it.
 *
 *	ir_diagnose_into(&target, &options, &diagnosis);
 *	ir_report_text(&diagnosis, &report_options, emit, arg);
 *	ir_diagnosis_release(&diagnosis);
 *
 * A diagnosis is plain data. Everything in it belongs to its arena. In all of it: a NULL string, an
 * IR_UNKNOWN or a false .known means "not seen", which is never the same as zero.
 */
#ifndef INODERACE_H
#define INODERACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/facts/diagnosis.h"
#include "core/lib/text.h"
#include "core/target/kernel.h"
#include "core/target/target.h"

#define IR_TOOL_VERSION "0.1.0"
#define IR_JSON_SCHEMA	1

/**
 * struct ir_options - what to look at
 * @pid: diagnose this task instead of the one that crashed, -1 for the latter
 * @inode: non-zero: examine the inode at this address (crash's -i)
 * @scan_all: look for walkers and instantiators in every task, also when nothing asks for it (-w)
 */
struct ir_options {
	int64_t pid;
	uint64_t inode;
	bool scan_all;
};

#define IR_OPTIONS_DEFAULT {.pid = -1}

/**
 * ir_kernel_open() - the kernel behind @t, for readers that want no diagnosis
 * @k: storage of the caller, overwritten; nothing needs to be released but @d
 * @d: owns the memory and the notes of @k
 *
 * Return: false when this processor is not supported.
 */
bool ir_kernel_open(struct ir_kernel *k, struct ir_target *t, struct ir_diagnosis *d);

/**
 * ir_diagnose_into() - diagnose @t
 * @d: storage of the caller, overwritten; release with ir_diagnosis_release() also after a
 *	longjmp out of this call
 *
 * Never fails as a whole: what could not be read is unknown, and the verdict says so.
 */
void ir_diagnose_into(struct ir_target *t, const struct ir_options *opt, struct ir_diagnosis *d);

/** ir_diagnosis_release() - free all @d holds; idempotent, accepts a zeroed @d */
void ir_diagnosis_release(struct ir_diagnosis *d);

/**
 * struct ir_report_options - how to render
 * @verbose: every fact and where each offset and flag value came from
 * @colour: ANSI colours
 */
struct ir_report_options {
	bool verbose, colour;
};

/** ir_report_json() - one JSON object on one line, newline included */
void ir_report_json(const struct ir_diagnosis *d, ir_emit_fn *emit, void *arg);
/** ir_report_text() - the report for a person, at most 80 columns where the data allow */
void ir_report_text(const struct ir_diagnosis *d, const struct ir_report_options *opt,
		    ir_emit_fn *emit, void *arg);
/** ir_report_markdown() - a ticket comment */
void ir_report_markdown(const struct ir_diagnosis *d, ir_emit_fn *emit, void *arg);
/** ir_report_inode() - what -i asks for: the inode, its xfs_inode and its tables, as text */
void ir_report_inode(const struct ir_diagnosis *d, ir_emit_fn *emit, void *arg);
/** ir_report_in_flight() - what -w asks for: walkers and instantiating tasks, as text */
void ir_report_in_flight(const struct ir_diagnosis *d, ir_emit_fn *emit, void *arg);

#endif

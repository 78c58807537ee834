/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The report of one kernel, for a person and as JSON. */
#ifndef IR_EXPOSED_REPORT_H
#define IR_EXPOSED_REPORT_H

#include "core/inoderace.h"
#include "triage/exposed/judge.h"

/**
 * struct ir_report - what there is to tell
 * @d: the answers
 * @module_id: build-id of xfs.ko, "" when it is not known
 * @symbols_from: where the kernel's symbols are from, NULL when that is not known
 * @hint: what kept the answer from being known and what to do about it; NULL: nothing
 */
struct ir_report {
	struct ir_diagnosis d;
	char module_id[80];
	const char *symbols_from, *hint;
};

/** ir_report_write() - write it */
void ir_report_write(const struct ir_kernel_files *files, const struct ir_report *r,
		     struct ir_judgement *ret);

#endif

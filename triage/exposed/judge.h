/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Is this kernel exposed? The question is answered in a locked process, which writes the report as well. */
#ifndef IR_EXPOSED_JUDGE_H
#define IR_EXPOSED_JUDGE_H

#include <stddef.h>

#include "core/lib/status.h"
#include "triage/exposed/parts.h"

#define IR_MAX_KERNEL_FILES 8
#define IR_REPORT_MAX	    65536

/**
 * struct ir_kernel_files - the FILEs that make one kernel
 * @names: as the user named them, @nr of them; borrowed
 * @dump: a dump, -1 when it is none; @dump_again is the judge's
 * @kernel, @module: its image, if it is no dump
 * @running_id: build-id that it must have, "" for any: it is said to be the running kernel
 * @livepatched: the running kernel has live patches, which no file shows
 * @json: one JSON line instead of a report
 */
struct ir_kernel_files {
	const char *names[IR_MAX_KERNEL_FILES];
	unsigned nr;
	int dump, dump_again;
	struct ir_part kernel, module;
	char running_id[80];
	bool livepatched, json;
};

/**
 * struct ir_judgement - the answer
 * @exposed: of enum ir_tri
 * @len: bytes of @report
 * @report: what to print
 */
struct ir_judgement {
	int exposed;
	unsigned len;
	char report[IR_REPORT_MAX];
};

/** ir_judge() - false, with @error, when the files could not be read at all */
bool ir_judge(const struct ir_kernel_files *files, struct ir_judgement *ret, char *error,
	      size_t room);

/** ir_judge_nothing() - the answer for files of which nothing is known but @error */
void ir_judge_nothing(const struct ir_kernel_files *files, const char *error,
		      struct ir_judgement *ret);

#endif

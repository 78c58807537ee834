/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What can be done to a slice between recording and writing it. */
#ifndef IR_SLICE_PARTS_H
#define IR_SLICE_PARTS_H

#include "slice.h"

/** ir_slice_take() - add page @pfn of the original for @why; false when it is not there */
bool ir_slice_take(struct ir_slice *s, uint64_t pfn, unsigned why);

/** ir_slice_add_crash() - add the pages that crash and drgn want before they do anything */
void ir_slice_add_crash(struct ir_slice *s);

/**
 * ir_slice_redact() - blank what identifies people, machines and paths
 * @report: of the original; what it names is what has to go
 * What is kept is listed in s->note. False with @why when it cannot be done.
 */
bool ir_slice_redact(struct ir_slice *s, const char *report, const char **why);

#endif

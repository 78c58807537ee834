/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What can be done to a slice between recording and writing it. */
#ifndef IR_SLICE_EDIT_H
#define IR_SLICE_EDIT_H

#include "triage/slice/slice.h"

/** ir_slice_take() - add page @pfn of the original for @why; false when it is not there */
bool ir_slice_take(struct ir_slice *s, uint64_t pfn, unsigned why);

/** ir_slice_add_crash() - read what crash and drgn want, while a diagnosis is being recorded */
void ir_slice_add_crash(struct ir_kernel *e);

/* slice_redact.c */

/** ir_slice_collect_names() - note what has to go, while the diagnosis that met it is there */
void ir_slice_collect_names(struct ir_slice *s, struct ir_kernel *e);
/** ir_slice_log_text() - @len bytes of the log were read at @addr */
void ir_slice_log_text(struct ir_slice *s, uint64_t addr, const char *text, size_t len);
/** ir_slice_redact() - blank what identifies people, machines and paths in the pages of @s */
void ir_slice_redact(struct ir_slice *s);
/** ir_slice_mask() - blank the same in a report, as far as that names it */
void ir_slice_mask(const struct ir_slice *s, char *report);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Blanking a recorded slice, before it is written. */
#ifndef IR_SLICE_REDACT_H
#define IR_SLICE_REDACT_H

#include "triage/slice/slice.h"

/** ir_slice_collect_names() - note what has to go, while the diagnosis that met it is there */
void ir_slice_collect_names(struct ir_slice *s, struct ir_kernel *kernel);

/** ir_slice_log_text() - @len bytes of the log were read at @addr */
void ir_slice_log_text(struct ir_slice *s, uint64_t addr, const char *text, size_t len);

/** ir_slice_redact() - blank what identifies people, machines and paths in the pages of @s */
void ir_slice_redact(struct ir_slice *s);

/** ir_slice_mask() - blank the same in a report, as far as that names it */
void ir_slice_mask(const struct ir_slice *s, char *report);

#endif

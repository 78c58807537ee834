/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All of a slice but its pages' bytes, as text. */
#ifndef IR_SLICE_MANIFEST_H
#define IR_SLICE_MANIFEST_H

#include "triage/slice/slice.h"

/** ir_slice_manifest_text() - write it: malloc'd, @ret_len bytes; NULL: out of memory */
char *ir_slice_manifest_text(struct ir_slice *s, size_t *ret_len);

/** ir_slice_manifest_parse() - the reverse; @text may be anything, ends in NUL, and is changed */
bool ir_slice_manifest_parse(struct ir_slice *s, char *text);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IR_SLICE_VERIFY_H
#define IR_SLICE_VERIFY_H

#include "triage/dump/target_kdump.h"

/** ir_slice_report() - diagnose the open dump @k; its JSON without the file's name, malloc'd, or NULL */
char *ir_slice_report(struct ir_kdump *k);

/**
 * ir_slice_verify() - does the slice at @path give @original's report, or (NULL) the one it promises?
 * @text: receives what was found, or what went wrong
 */
bool ir_slice_verify(const char *path, const char *original, char *text, size_t size);

#endif

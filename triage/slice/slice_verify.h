/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IR_SLICE_VERIFY_H
#define IR_SLICE_VERIFY_H

#include "triage/dump/target_kdump.h"

/** ir_slice_report() - diagnose @k; its JSON without the file's name, malloc'd; NULL: no memory */
char *ir_slice_report(struct ir_kdump *k);

/**
 * ir_slice_verify() - does the slice at @path give the report that it should?
 * @original: the dump whose report that is; NULL: the slice promises one
 * @text: receives what was found, or what went wrong
 */
bool ir_slice_verify(const char *path, const char *original, char *text, size_t size);

#endif

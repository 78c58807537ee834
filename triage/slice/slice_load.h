/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Is a dump a slice? Then its manifest says what it holds. */
#ifndef IR_SLICE_LOAD_H
#define IR_SLICE_LOAD_H

#include "triage/slice/slice.h"

/**
 * ir_slice_manifest_load() - find and read it
 * Returns 1 when it is in @s, 0 when @fd is no slice, -1 with @error when it cannot be used.
 */
int ir_slice_manifest_load(struct ir_slice *s, kdump_ctx_t *ctx, int fd, char *error, size_t size);

/** ir_slice_manifest_read() - its text, malloc'd; NULL and *@why when there is none */
char *ir_slice_manifest_read(int fd, const char **why);

/** ir_slice_kernel() - what tells this kernel from others: build-id, or else release; or "" */
void ir_slice_kernel(kdump_ctx_t *ctx, char *buf, size_t size);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How a slice is made, and proved. */
#ifndef IR_SLICE_MAKE_H
#define IR_SLICE_MAKE_H

#include <stdbool.h>
#include <stddef.h>

/** struct ir_slice_plan - what the slice is to be; see `inoderace slice --help` */
struct ir_slice_plan {
	bool compact, for_crash, redact, zlib;
};

/**
 * ir_slice_make() - diagnose the dump at @path and write its slice to @fd
 * @text: what was made, or what went wrong
 *
 * Diagnoses the slice too: one that does not give the same report is not made.
 */
bool ir_slice_make(const struct ir_slice_plan *plan, const char *path, int fd, char *text,
		   size_t size);

#endif

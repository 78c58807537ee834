/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IR_SLICE_WRITE_H
#define IR_SLICE_WRITE_H

#include "triage/slice/slice.h"

/** ir_slice_write() - the whole file into @fd; @zlib: no other packing. False with @error. */
bool ir_slice_write(struct ir_slice *s, int fd, bool zlib, char *error, size_t size);

#endif

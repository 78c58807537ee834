/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The watch over reading: which pages of a dump are read, and whether a slice knows of them. */
#ifndef IR_SLICE_WATCH_H
#define IR_SLICE_WATCH_H

#include "triage/slice/slice.h"

/** ir_slice_reader - for ir_kdump_open_watched(): a dump that is a slice is read as one */
extern const struct ir_page_watcher ir_slice_reader;

/** ir_slice_recorder() - the same: what is read is recorded in @s, which stays the caller's */
struct ir_page_watcher ir_slice_recorder(struct ir_slice *s);

/** ir_slice_of() - the slice that @k is, or that is recorded of it; NULL when it is just a dump */
struct ir_slice *ir_slice_of(const struct ir_kdump *k);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Dumps of machines with much memory. libkdumpfile makes a list of all stretches of pages when it opens
 * one: for a machine of 1 TiB 100 MiB and 0.2 s. So it is shown the headers only; the pages, and the page
 * tables for libaddrxlat, are read by the guard's index, which takes 4 bytes for each 128 MiB of memory.
 */
#ifndef IR_BIG_DUMP_H
#define IR_BIG_DUMP_H

#include <stdbool.h>

#include "triage/dump/kdump_check.h"

struct ir_kdump;

/**
 * ir_big_dump_headers() - a file with the headers of the dump in @g and no pages
 * Returns a descriptor that the caller closes, or -1: the dump is not big, or not of the kind whose pages are
 * unpacked without libkdumpfile, and is to be opened as it is.
 */
int ir_big_dump_headers(const struct ir_guard *g);

/** ir_big_dump_translate() - set up @k->xlat_ctx and @k->xlat_sys; false: page tables cannot be used */
bool ir_big_dump_translate(struct ir_kdump *k);

#endif

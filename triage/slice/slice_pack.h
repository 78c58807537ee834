/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The pages of a slice, packed with what this build has: zlib always, zstd where its library is there. */
#ifndef IR_SLICE_PACK_H
#define IR_SLICE_PACK_H

#include <stdbool.h>
#include <stdint.h>

#include "triage/dump/kdump_format.h"

struct ir_packer;

/** ir_packer_new() - NULL: no memory; @zlib: nothing but zlib, for old readers */
struct ir_packer *ir_packer_new(bool zlib);
/** ir_packer_free() - accepts NULL */
void ir_packer_free(struct ir_packer *p);

/** ir_packer_status() - what the dump's header says of its pages: IR_KDUMP_ZLIB or IR_KDUMP_ZSTD */
uint32_t ir_packer_status(const struct ir_packer *p);

/**
 * ir_packer_pack() - whichever way makes @page smallest
 * Fills in size and flags of @d, and returns that many bytes, which are @page or belong to @p until the next call.
 */
const unsigned char *ir_packer_pack(struct ir_packer *p, const unsigned char *page, struct ir_kdump_desc *d);

#endif

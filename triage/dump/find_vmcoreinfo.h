/* SPDX-License-Identifier: GPL-2.0-or-later */
/* VMCOREINFO, which QEMU's dumps often have nowhere but in memory. */
#ifndef IR_FIND_VMCOREINFO_H
#define IR_FIND_VMCOREINFO_H

#include <libkdumpfile/kdumpfile.h>

#include "triage/dump/kdump_check.h"

/**
 * ir_find_info() - make sure that @ctx has a VMCOREINFO, and look for it in memory if it has none
 * @fd: the dump's first file
 */
bool ir_find_info(kdump_ctx_t *ctx, struct ir_guard *g, int fd);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernel log, read from the dump's memory: both of the rings kernels have kept it in. */
#ifndef IR_PRINTK_LOG_H
#define IR_PRINTK_LOG_H

#include "core/target/target.h"

/**
 * ir_printk_log() - each line of the log, oldest first
 * @fn: called with the line, its time stamp in brackets before it as dmesg has it; the further
 *lines of a record of several have none. Control characters are shown as dots.
 *
 * Uses the printk ring buffer (since 5.10) or the record buffer before it (since 3.5), whichever
 * VMCOREINFO describes. Records that cannot be read are left out. Returns IR_NOTFOUND when
 *VMCOREINFO describes neither, IR_ABSENT when some or all records could not be read, IR_CORRUPT for
 *absurd sizes.
 */
enum ir_status ir_printk_log(struct ir_target *t, ir_line_fn *fn, void *arg) IR_MUST_CHECK;

#endif

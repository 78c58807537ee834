/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernel log, read from the dump's memory. printk_log.c describes the two formats. */
#ifndef IR_PRINTK_LOG_H
#define IR_PRINTK_LOG_H

#include "core/target/target.h"

/**
 * ir_printk_log() - read the log, oldest line first
 * @fn: called with each line. The first line of a record begins with its time stamp in brackets, as
 *	in dmesg; further lines of a record have none. Bytes that are neither printable ASCII nor a
 *	tab are dots. Returns false to stop.
 * @arg: passed to @fn
 *
 * Reads the ring buffer (since 5.10) or the record buffer before it (since 3.5), whichever
 * VMCOREINFO describes. Records that cannot be read are left out.
 *
 * Return: IR_NOTFOUND when VMCOREINFO describes neither; IR_ABSENT when some or all records could
 * not be read; IR_CORRUPT for absurd sizes; IR_NOMEM; or the error of reading the buffer's
 * variables.
 */
enum ir_status ir_printk_log(struct ir_target *t, ir_line_fn *fn, void *arg) IR_MUST_CHECK;

#endif

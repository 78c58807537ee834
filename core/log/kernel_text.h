/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Is a text a kernel log? */
#ifndef IR_KERNEL_TEXT_H
#define IR_KERNEL_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/**
 * ir_is_kernel_text() - are there lines in @text that a kernel prints?
 * @len: its bytes
 *
 * Prose that tells of crashes has the words, but not at the start of its lines. Logs in which the kernel said nothing, a day's
 * syslog, are logs, too.
 */
bool ir_is_kernel_text(const char *text, size_t len);
/** ir_is_kernel_line() - does @line, cleaned, begin as lines of the kernel do, or as some of them? */
bool ir_is_kernel_line(const char *line);

#endif

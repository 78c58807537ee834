/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Is a text a kernel log? */
#ifndef IR_LOG_TEXT_H
#define IR_LOG_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/** ir_may_be_text() - is there hardly any byte in @text that no terminal shows? */
bool ir_may_be_text(const char *text, size_t len);

/**
 * ir_text_log_marks() - how many things that only kernels say are in @text
 * A README quotes one, a log has several.
 */
unsigned ir_text_log_marks(const char *text);
/** ir_is_text_log_file() - the same of the file @fd, read piece by piece */
bool ir_is_text_log_file(int fd);
/** ir_is_text_log() - is that text, with lines as kernels print them in it? NUL-terminated */
bool ir_is_text_log(const char *text, size_t len);

#endif

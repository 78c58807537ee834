/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which lines of a log a diagnosis rests on, for those who leave the others out. */
#ifndef IR_OOPS_CITED_H
#define IR_OOPS_CITED_H

#include <stdbool.h>
#include <stddef.h>

#include "core/arch/arch.h"

/**
 * ir_log_is_cited() - is this a line that a diagnosis cites?
 * @arch: whose log it is
 * @line: @len bytes, with or without prefix; need not end in NUL
 *
 * True for what the log reader takes for a line of an event (oops_log.def, oops_marks.def), a
 * register or a function. A line with such a word in it is one, whoever wrote it. Which kernel was
 * booted is no event: "Linux version" names who built it.
 */
bool ir_log_is_cited(const struct ir_arch *arch, const char *line, size_t len);

#endif

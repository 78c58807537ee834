/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IR_HTML_CASE_H
#define IR_HTML_CASE_H

#include <jansson.h>
#include <stdio.h>

/**
 * ir_html_case() - one diagnosis: what was found, the time line, evidence, stacks, registers
 * @advice: what is advised for each of its known issues; may be NULL
 */
void ir_html_case(FILE *f, const json_t *diagnosis, const json_t *advice, const char *path);

#endif

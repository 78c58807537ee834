/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IR_HTML_TIMELINE_H
#define IR_HTML_TIMELINE_H

#include <jansson.h>
#include <stdio.h>

/** ir_html_timeline() - walker and recycler, in two drawings: for a wide screen and a narrow one */
void ir_html_timeline(FILE *f, const json_t *diagnosis);

#endif

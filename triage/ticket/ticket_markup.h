/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Our own Markdown in what other systems write their comments in. */
#ifndef IR_TICKET_MARKUP_H
#define IR_TICKET_MARKUP_H

#include <stdbool.h>

/** enum ir_markup - what a system's comments are written in */
enum ir_markup {
	IR_MARKUP_MARKDOWN,
	IR_MARKUP_HTML,
	IR_MARKUP_TEXTILE,
	IR_MARKUP_JIRA,
	IR_MARKUP_TEXT
};

/** ir_markup() - @markdown written in @markup; malloc'd, NULL: no memory */
char *ir_markup(enum ir_markup markup, const char *markdown);

/** ir_markup_named() - false when there is no markup of that name */
bool ir_markup_named(const char *name, enum ir_markup *ret);

#endif

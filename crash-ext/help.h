/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What "help inoderace" prints. */
#ifndef IR_CRASH_HELP_H
#define IR_CRASH_HELP_H

/** ir_crash_help - in crash's format: name, summary, synopsis, then the lines, then NULL */
extern const char *const ir_crash_help[];

#endif

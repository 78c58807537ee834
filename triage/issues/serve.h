/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the other programs start (triage/known/known.h has the talk). */
#ifndef IR_ISSUES_SERVE_H
#define IR_ISSUES_SERVE_H

/** ir_issues_serve() - answer on standard input, which is a socket, until it is closed; returns the exit status */
int ir_issues_serve(char *const *paths);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A line on the terminal while something takes longer than a second. */
#ifndef IR_WAITING_H
#define IR_WAITING_H

/**
 * ir_waiting_start() - from a second on, tell on standard error that @what is at work, and for how long
 *
 * Only where that is a terminal. A child process writes it: a timer's signal would interrupt system calls.
 */
void ir_waiting_start(const char *what);
/** ir_waiting_stop() - no more; the line is taken back. Nothing where none was started */
void ir_waiting_stop(void);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Verbs that are programs of their own. */
#ifndef IR_EXEC_VERB_H
#define IR_EXEC_VERB_H

/**
 * ir_verb_exec() - become @program
 * @argv: the verb and what follows it
 *
 * It lies beside this program, or where "make install" puts it. When it is not there, says so, and returns the exit
 * status.
 */
int ir_verb_exec(const char *program, char **argv);

#endif

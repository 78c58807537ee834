/* SPDX-License-Identifier: GPL-2.0-or-later */
/* inoderace issues: for whoever writes entries. */
#ifndef IR_ISSUES_CHECK_H
#define IR_ISSUES_CHECK_H

/** ir_issues_main() - the verb; @argv[0] is "issues". Returns the exit status. */
int ir_issues_main(int argc, char **argv);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IR_REPORT_VERB_H
#define IR_REPORT_VERB_H

/** ir_report_main() - `inoderace report`; returns the program's exit status */
int ir_report_main(int argc, char **argv);

#endif

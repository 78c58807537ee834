/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IR_BATCH_VERB_H
#define IR_BATCH_VERB_H

/** ir_batch_main() - `inoderace batch`; returns the program's exit status */
int ir_batch_main(int argc, char **argv);

#endif

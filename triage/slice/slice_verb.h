/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IR_SLICE_VERB_H
#define IR_SLICE_VERB_H

/** ir_slice_main() - `inoderace slice`; returns the program's exit status */
int ir_slice_main(int argc, char **argv);

#endif

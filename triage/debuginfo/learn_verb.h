/* SPDX-License-Identifier: GPL-2.0-or-later */
/* inoderace learn: a layout file from debug files, for all who have none. */
#ifndef IR_LEARN_VERB_H
#define IR_LEARN_VERB_H

/** ir_learn_main() - the verb; @argv[0] is its name. Returns the exit status. */
int ir_learn_main(int argc, char **argv);

#endif

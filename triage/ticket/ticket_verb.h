/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IR_TICKET_VERB_H
#define IR_TICKET_VERB_H

/** ir_ticket_main() - `inoderace ticket`; returns the program's exit status */
int ir_ticket_main(int argc, char **argv);

#endif

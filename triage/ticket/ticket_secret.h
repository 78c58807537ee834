/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IR_TICKET_SECRET_H
#define IR_TICKET_SECRET_H

#include "triage/ticket/ticket.h"

/** ir_ticket_token() - find t->token: in the environment, a file, or what a command prints; false:
 * t->error */
bool ir_ticket_token(struct ir_tracker *t);

/** ir_ticket_forget() - wipe it. Idempotent. */
void ir_ticket_forget(struct ir_tracker *t);

#endif

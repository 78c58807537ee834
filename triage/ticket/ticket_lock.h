/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IR_TICKET_LOCK_H
#define IR_TICKET_LOCK_H

#include "triage/ticket/ticket.h"

/**
 * ir_ticket_lock() - wait until nobody else on this machine posts there
 * Returns a descriptor that holds the lock until it is closed; -1, with t->error: it could not be
 * locked.
 */
int ir_ticket_lock(struct ir_tracker *t);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The registry: which systems there are, and which one a tracker is. */
#ifndef IR_TICKET_SYSTEMS_H
#define IR_TICKET_SYSTEMS_H

#include "triage/ticket/ticket.h"

/** ir_ticket_system() - by its type, or NULL */
const struct ir_ticket_system *ir_ticket_system(const char *type);

/** ir_ticket_system_at() - the @n-th, or NULL */
const struct ir_ticket_system *ir_ticket_system_at(unsigned n);

/**
 * ir_ticket_complete() - choose @t's system, and complete what is set by its defaults
 * Returns false, with t->error, where a setting is missing or makes no sense to the system.
 */
bool ir_ticket_complete(struct ir_tracker *t);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IR_TICKET_VERSIONS_H
#define IR_TICKET_VERSIONS_H

#include "triage/ticket/ticket.h"
#include "triage/ticket/ticket_diagnosis.h"

/**
 * ir_ticket_versions() - what the other versions of signatures call this crash, for @t to look for
 *
 * Tickets that are open have the signature of the version that filed them. Of a diagnosis whose signature is not what
 * its version makes of it, there are none.
 */
void ir_ticket_versions(const struct ir_ticket_diagnosis *td, struct ir_tracker *t);

#endif

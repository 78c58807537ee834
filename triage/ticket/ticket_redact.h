/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IR_TICKET_REDACT_H
#define IR_TICKET_REDACT_H

#include "triage/ticket/ticket_diagnosis.h"

/** ir_ticket_redact() - overwrite names of people, files and machines in it; false: no memory */
bool ir_ticket_redact(struct ir_ticket_diagnosis *td);

/** ir_ticket_redacted, ir_ticket_kept - what is overwritten and what is left, for a person */
extern const char ir_ticket_redacted[], ir_ticket_kept[];

#endif

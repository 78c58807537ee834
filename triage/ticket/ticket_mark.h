/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Digests: of a diagnosis, by which it is known again, and of files. */
#ifndef IR_TICKET_MARK_H
#define IR_TICKET_MARK_H

#include <stddef.h>

#include "triage/ticket/ticket.h"
#include "triage/ticket/ticket_diagnosis.h"

/** ir_ticket_mark() - the same for the same diagnosis, whoever made it, of dump or slice; false: no
 * memory */
bool ir_ticket_mark(const struct ir_ticket_diagnosis *td, char ret[IR_TICKET_MARK]);

/** ir_ticket_sha256() - as 64 hexadecimal digits */
void ir_ticket_sha256(const void *bytes, size_t len, char ret[65]);

#endif

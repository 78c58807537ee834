/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is written into the ticket. */
#ifndef IR_TICKET_COMMENT_H
#define IR_TICKET_COMMENT_H

#include "triage/ticket/ticket.h"
#include "triage/ticket/ticket_diagnosis.h"

/**
 * ir_ticket_comment() - the comment, malloc'd; NULL: no memory
 * @markup: what it is written in; @max: characters it may have, 0: any number; sections are left
 * out to fit
 * @redacted: it tells what was overwritten
 */
char *ir_ticket_comment(const struct ir_ticket_diagnosis *td, const struct ir_tracker *t,
			enum ir_markup markup, size_t max, bool redacted);

/**
 * ir_ticket_mail() - a mail to a kernel list or a bug tracker, subject and text, malloc'd; NULL: no memory
 * @redacted: it tells what was overwritten
 */
char *ir_ticket_mail(const struct ir_ticket_diagnosis *td, bool redacted);

/** ir_ticket_subject() - of a new ticket, malloc'd; NULL: no memory */
char *ir_ticket_subject(const struct ir_ticket_diagnosis *td);

#endif

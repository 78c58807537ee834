/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IR_TICKET_POST_H
#define IR_TICKET_POST_H

#include "triage/ticket/ticket.h"

/**
 * struct ir_ticket_plan - what was asked for
 * @ticket: its number; NULL: look for one
 * @more: the text of a comment when only files were missing
 */
struct ir_ticket_plan {
	const char *ticket;
	bool new_, dry_run;
	const char *subject, *body, *more;
};

/** ir_ticket_post() - do it, and tell on standard output what was done; false: t->error */
bool ir_ticket_post(struct ir_tracker *t, const struct ir_ticket_plan *plan);

#endif

// SPDX-License-Identifier: GPL-2.0-or-later
/* The rows of ticket_systems.def. */
#include "triage/ticket/ticket.h"

#include <string.h>

#define IR_TICKET_SYSTEM(name) extern const struct ir_ticket_system name;
#include "triage/ticket/ticket_systems.def"
#undef IR_TICKET_SYSTEM

static const struct ir_ticket_system *const systems[] = {
#define IR_TICKET_SYSTEM(name) &name,
#include "triage/ticket/ticket_systems.def"
#undef IR_TICKET_SYSTEM
};

const struct ir_ticket_system *ir_ticket_system_at(unsigned n)
{
	return n < sizeof(systems) / sizeof(systems[0]) ? systems[n] : NULL;
}

const struct ir_ticket_system *ir_ticket_system(const char *type)
{
	for (unsigned i = 0; ir_ticket_system_at(i); i++) {
		if (!strcmp(systems[i]->name, type))
			return systems[i];
	}
	return NULL;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IR_TICKET_CONFIG_H
#define IR_TICKET_CONFIG_H

#include "triage/ticket/ticket.h"

/** ir_ticket_settings() - what the file at @path (NULL: the usual ones) has in section t->name */
bool ir_ticket_settings(struct ir_tracker *t, const char *path);

/** ir_ticket_set() - one setting, which wins over those set later; false: not enough room */
bool ir_ticket_set(struct ir_tracker *t, const char *key, const char *value);

/** ir_ticket_setting() - its value, or @otherwise */
const char *ir_ticket_setting(const struct ir_tracker *t, const char *key, const char *otherwise);

#endif

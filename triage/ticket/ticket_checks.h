/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IR_TICKET_CHECKS_H
#define IR_TICKET_CHECKS_H

#include "core/inoderace.h"

/** ir_ticket_checks() - crash commands for a diagnosis of which only the JSON is there */
void ir_ticket_checks(struct ir_diagnosis *d);

#endif

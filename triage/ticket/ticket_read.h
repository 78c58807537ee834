/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the argument is: a diagnosis as JSON, or something to diagnose first. */
#ifndef IR_TICKET_READ_H
#define IR_TICKET_READ_H

#include <stddef.h>

#include "triage/ticket/ticket_diagnosis.h"

/** ir_ticket_read() - the diagnosis in, or of, the file at @path; else false with @error */
bool ir_ticket_read(struct ir_ticket_diagnosis *td, const char *path, char *error, size_t size);

/** ir_ticket_release() - free all. Idempotent. */
void ir_ticket_release(struct ir_ticket_diagnosis *td);

#endif

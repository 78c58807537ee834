/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Points in time as users write them. */
#ifndef IR_TIME_SPEC_H
#define IR_TIME_SPEC_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

/** ir_when() - "2026-11-22", "2026-11-22 10:00[:05]" (local time), "@SECONDS", "3d", "12h", "2w" ago */
bool ir_when(const char *text, time_t *ret);

#endif

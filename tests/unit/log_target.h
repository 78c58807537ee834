/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A kernel log in memory, diagnosed as the log alone. */
#ifndef LOG_TARGET_H
#define LOG_TARGET_H

#include "core/inoderace.h"

/** diagnose_log() - of the @len bytes at @s; the caller releases @d */
void diagnose_log(const char *s, size_t len, struct ir_diagnosis *d);

#endif

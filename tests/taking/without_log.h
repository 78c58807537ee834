/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Between the parts of without.h. */
#ifndef WITHOUT_LOG_H
#define WITHOUT_LOG_H

#include "tests/taking/without.h"

/** without_record() - a thing was asked for and answered: record it, once */
void without_record(struct without *w, enum thing_kind kind, const char *name, uint64_t v,
		  uint64_t size);

/** without_log() - struct ir_target_ops.log */
enum ir_status without_log(struct ir_target *t, ir_line_fn *fn, void *arg);

#endif

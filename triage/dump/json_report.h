/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IR_JSON_REPORT_H
#define IR_JSON_REPORT_H

#include "core/inoderace.h"

/**
 * ir_json_report() - diagnose @t with the usual options
 * @ret: receives the diagnosis; release it in any case
 *
 * Returns its JSON, which the caller frees, or NULL when there is no memory.
 */
char *ir_json_report(struct ir_target *t, struct ir_diagnosis *ret) IR_MUST_CHECK;

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* For programs. They return false when the database fails. */
#ifndef IR_EXPORT_H
#define IR_EXPORT_H

#include "triage/report/rows.h"

/** ir_report_csv() - with a header row */
bool ir_report_csv(struct ir_store *s, const struct ir_filter *filter);

/** ir_report_jsonl() - JSON Lines: the columns of CSV, and the whole diagnosis */
bool ir_report_jsonl(struct ir_store *s, const struct ir_filter *filter);

#endif

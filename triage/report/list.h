/* SPDX-License-Identifier: GPL-2.0-or-later */
/* For a person. They return false when the database fails. */
#ifndef IR_LIST_H
#define IR_LIST_H

#include "triage/report/rows.h"

/** ir_report_list() - a path a line */
bool ir_report_list(struct ir_store *s, const struct ir_filter *filter);

/** ir_report_groups() - crashes of one kind together */
bool ir_report_groups(struct ir_store *s, const struct ir_filter *filter);

/** ir_report_runs() - the runs, and which rules they judged by */
bool ir_report_runs(struct ir_store *s);

#endif

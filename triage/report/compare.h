/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IR_COMPARE_H
#define IR_COMPARE_H

#include "triage/report/rows.h"

/** struct ir_compare_side - the verdicts as of a run, by some rules, or the latest */
struct ir_compare_side {
	enum { IR_SIDE_LATEST, IR_SIDE_RUN, IR_SIDE_RULES } kind;
	long long id;
};

/** ir_report_compare() - what changed its verdict; false when the database fails */
bool ir_report_compare(struct ir_store *s, struct ir_compare_side old, struct ir_compare_side new);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* inoderace.json and inoderace.txt beside a dump: both whole, or neither. */
#ifndef IR_REPORT_FILES_H
#define IR_REPORT_FILES_H

#include "core/inoderace.h"

/** ir_report_files() - write @d's reports into @folder; returns NULL, else what went wrong */
const char *ir_report_files(const struct ir_diagnosis *d, const char *folder) IR_MUST_CHECK;

#endif

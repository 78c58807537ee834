/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The entries as one jq program. Each file is a jq module; its header is the entry's data, its function "fits" the
 * condition. One program imports them all, because compiling one costs 20 ms, however small it is: jq then reads its own
 * library.
 */
#ifndef IR_ISSUE_PROGRAM_H
#define IR_ISSUE_PROGRAM_H

#include <jq.h>

#include "triage/issues/issue_set.h"

/** IR_ISSUE_FITS - the function that a file must define */
#define IR_ISSUE_FITS "fits"

/**
 * ir_issue_compile() - compile all entries of @set, and read their data
 *
 * Entries that cannot be used are left out, and told of. Returns NULL when none is left; free it with jq_teardown().
 *
 * The program takes [entries to skip, a diagnosis] and gives an array for each other entry, in order, each when its condition
 * has been asked (of a diagnosis that has no verdict, none is): [index, [what the condition gave first, or nothing]] or [index, its error].
 */
jq_state *ir_issue_compile(struct ir_issue_set *set);

#endif
